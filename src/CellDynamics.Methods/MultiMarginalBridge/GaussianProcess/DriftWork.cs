using CellDynamics.Methods.Integration;

namespace CellDynamics.Methods.MultiMarginalBridge.GaussianProcess;

/// <summary>What surrounds the work on one interval.</summary>
/// <param name="Name">Seed, round and interval: they name the random streams.</param>
/// <param name="Device"><c>cpu</c> or <c>cuda</c>.</param>
/// <param name="Done">Hears the share of the interval that is done.</param>
/// <param name="Cancellation">Looked at between paths, and between blocks of a regression.</param>
internal sealed record DriftWork((int Seed, int Round, int Interval) Name, string Device, Action<double> Done, CancellationToken Cancellation)
{
    /// <summary>The stream of one path of one simulation: results do not depend on which thread draws it.</summary>
    public RandomStream Stream(int simulation, int path) => new(Name.Seed, Name.Round, Name.Interval, simulation, path);

    /// <summary>Something for every path, on all cores; each thread asks for a drift of its own.</summary>
    public void ForEach(int count, Func<TimedDrift> drift, Action<int, TimedDrift> action) => ForEach(count, drift, action, Cancellation);

    /// <inheritdoc cref="ForEach(int, Func{TimedDrift}, Action{int, TimedDrift})"/>
    public static void ForEach<T>(int count, Func<T> perThread, Action<int, T> action, CancellationToken cancellation) =>
        Parallel.For(
            0, count, new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount }, perThread,
            (i, _, own) =>
            {
                action(i, own);
                return own;
            },
            _ => { });
}
