namespace CellDynamics.Methods.Transport;

/// <param name="Source">Row of the cost matrix.</param>
/// <param name="Target">Column of the cost matrix.</param>
/// <param name="Mass">Mass that moves, in units of the weights; positive.</param>
public readonly record struct PlanEntry(int Source, int Target, double Mass);
