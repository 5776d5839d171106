namespace CellDynamics.Methods.Tests.Shared;

/// <summary>Another thread that makes garbage, so that the collector runs while the tensor library reads numbers handed to it (decision 0006).</summary>
internal sealed class BusyCollector : IDisposable
{
    private const int Enough = 10;

    private readonly CancellationTokenSource done = new();
    private readonly Thread litter;
    private readonly int before = GC.CollectionCount(0);

    public BusyCollector()
    {
        litter = new Thread(() =>
        {
            for (byte[] garbage = []; !done.IsCancellationRequested; garbage = new byte[200 + garbage.Length % 100])
                GC.KeepAlive(garbage);
        });
        litter.Start();
    }

    /// <summary>Beside other tests one training can be over before the collector has begun.</summary>
    public bool IsEnough => GC.CollectionCount(0) - before > Enough;

    public void RequireEnough() => Assert.True(IsEnough, $"Only {GC.CollectionCount(0) - before} collections: the collector was not busy.");

    public void Dispose()
    {
        done.Cancel();
        litter.Join();
        done.Dispose();
    }
}
