namespace CellDynamics.Methods.Contract;

/// <summary>How a fit ended. Not converging is an outcome with advice, not an exception.</summary>
/// <param name="HasConverged">The stopping rule was met.</param>
/// <param name="Message">What happened, in a sentence a person can read.</param>
/// <param name="Advice">What to change when it did not settle; empty otherwise.</param>
public sealed record Outcome(bool HasConverged, string Message, string Advice = "");
