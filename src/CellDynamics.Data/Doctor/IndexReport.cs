namespace CellDynamics.Data.Doctor;

/// <summary>The names of cells or genes: name of the index and its first five entries.</summary>
public sealed record IndexReport(string Name, IReadOnlyList<string> First);
