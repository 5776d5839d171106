namespace CellDynamics.Methods.MultiMarginalBridge;

/// <summary>The clock of one interval.</summary>
/// <param name="Duration">Length of the interval, in the units the bridge works in.</param>
/// <param name="Steps">Euler–Maruyama steps.</param>
/// <param name="Sigma">Noise of the process, state units per square root of a time unit.</param>
internal sealed record BridgeGrid(double Duration, int Steps, double Sigma);
