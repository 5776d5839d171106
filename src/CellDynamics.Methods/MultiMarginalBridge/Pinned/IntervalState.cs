namespace CellDynamics.Methods.MultiMarginalBridge.Pinned;

/// <summary>What a bridge between two snapshots consists of, besides the cells and the reference.</summary>
/// <param name="Paths">Where each source's reference is linearised, <c>[sources, steps + 1, dims]</c>.</param>
/// <param name="SourcePotentials">Of the coupling, nats, <c>[sources]</c>.</param>
/// <param name="TargetPotentials">Of the coupling, nats, <c>[targets]</c>.</param>
internal sealed record IntervalState(double[] Paths, double[] SourcePotentials, double[] TargetPotentials);
