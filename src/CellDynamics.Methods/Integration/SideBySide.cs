using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using CellDynamics.Methods.Contract;
using TorchSharp;

namespace CellDynamics.Methods.Integration;

/// <summary>Does pieces of work beside each other, with one core for each: these networks are too small to share one training among cores.</summary>
public static class SideBySide
{
    /// <summary>Every item once, begun in the order given; an item is asked for when a core is free for it, and let go when it is done.</summary>
    /// <remarks>
    /// What an item throws is thrown here as it was; of several, that of the first.
    /// </remarks>
    /// <param name="work">What is done.</param>
    /// <param name="most">How many at a time.</param>
    /// <param name="act">Does one item; its token is cancelled also when another item failed.</param>
    /// <param name="cancellation">Ends all of it.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static void ForEach<T>(IEnumerable<T> work, int most, Action<T, CancellationToken> act, CancellationToken cancellation)
    {
        TorchRuntime.Load();
        int threads = torch.get_num_threads();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        ExceptionDispatchInfo? first = null;
        Parallel.ForEach(Partitioner.Create(work, EnumerablePartitionerOptions.NoBuffering), new ParallelOptions { MaxDegreeOfParallelism = most }, (item, loop) =>
        {
            using TorchThreads one = TorchThreads.UseOne(threads);
            try
            {
                stop.Token.ThrowIfCancellationRequested();
                act(item, stop.Token);
            }
            catch (Exception failure)
            {
                Interlocked.CompareExchange(ref first, ExceptionDispatchInfo.Capture(failure), null);
                loop.Stop();
                stop.Cancel();
            }
        });
        first?.Throw();
    }
}
