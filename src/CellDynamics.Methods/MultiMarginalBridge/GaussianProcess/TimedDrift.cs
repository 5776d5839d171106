namespace CellDynamics.Methods.MultiMarginalBridge.GaussianProcess;

/// <summary>A drift with a clock.</summary>
/// <param name="state">State, <c>[dims]</c>.</param>
/// <param name="time">Since the interval began, in the units of the bridge.</param>
/// <param name="drift">Receives the drift, <c>[dims]</c>.</param>
internal delegate void TimedDrift(ReadOnlySpan<double> state, double time, Span<double> drift);
