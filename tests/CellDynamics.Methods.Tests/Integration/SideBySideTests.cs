using System.Collections.Concurrent;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Integration;
using CellDynamics.Methods.Tests.Contract;
using TorchSharp;

namespace CellDynamics.Methods.Tests.Integration;

[Collection(RunAlone.Name)]
public class SideBySideTests
{
    [Fact]
    public void Work_has_one_core_and_what_follows_has_those_it_had()
    {
        TorchRuntime.Load();
        torch.set_num_threads(3);
        ConcurrentBag<(int Thread, int Cores)> seen = [];
        using var both = new Barrier(2);
        SideBySide.ForEach(Enumerable.Range(0, 4), 2, (_, _) =>
        {
            both.SignalAndWait(TimeSpan.FromSeconds(20), CancellationToken.None);
            seen.Add((Environment.CurrentManagedThreadId, torch.get_num_threads()));
        }, default);
        Assert.Equal([1, 1, 1, 1], seen.Select(one => one.Cores));
        Assert.Equal(2, seen.Select(one => one.Thread).Distinct().Count());
        Assert.Equal(3, torch.get_num_threads());
        int other = 0;
        var thread = new Thread(() => other = torch.get_num_threads());
        thread.Start();
        thread.Join();
        Assert.Equal(3, other);
        torch.set_num_threads(Environment.ProcessorCount);
    }

    [Fact]
    public void Items_begin_in_order_no_more_at_a_time_than_allowed()
    {
        List<int> begun = [];
        int running = 0, most = 0;
        SideBySide.ForEach(Enumerable.Range(0, 30), 1, (item, _) => begun.Add(item), default);
        Assert.Equal(Enumerable.Range(0, 30), begun);
        SideBySide.ForEach(Enumerable.Range(0, 30), 3, (_, _) =>
        {
            int now = Interlocked.Increment(ref running);
            lock (begun)
                most = Math.Max(most, now);
            Thread.SpinWait(10_000);
            Interlocked.Decrement(ref running);
        }, default);
        Assert.InRange(most, 1, 3);
    }

    [Fact]
    public void Nothing_begins_when_it_is_cancelled_already()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => SideBySide.ForEach([1, 2], 2, (_, _) => Assert.Fail("begun"), cancelled.Token));
    }
}
