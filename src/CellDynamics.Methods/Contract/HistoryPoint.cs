namespace CellDynamics.Methods.Contract;

/// <summary>A number that changed while fitting, kept for the page and the file.</summary>
public sealed record HistoryPoint(string Series, int Step, double Value);
