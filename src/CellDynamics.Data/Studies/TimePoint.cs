namespace CellDynamics.Data.Studies;

/// <summary>One moment at which cells were taken.</summary>
/// <param name="Value">In the axis' unit.</param>
/// <param name="Label">As the file says it.</param>
/// <param name="CellCount">Number of cells.</param>
public sealed record TimePoint(double Value, string Label, int CellCount);
