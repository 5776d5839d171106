namespace CellDynamics.Methods.MultiMarginalBridge;

/// <summary>A path law through all snapshots that can be drawn from.</summary>
internal interface IPathSampler
{
    /// <summary>Paths through all times from the given cells, row-major <c>[paths, total steps + 1, dims]</c>; the same seed draws the same.</summary>
    double[] DrawPaths(IReadOnlyList<(int Snapshot, int Row)> starts, int seed, CancellationToken cancellation);
}
