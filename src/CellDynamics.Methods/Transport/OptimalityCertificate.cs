namespace CellDynamics.Methods.Transport;

/// <summary>Proof of an exact plan, computed from the full cost matrix after the solve.</summary>
/// <param name="DualValue">Σ a·u + Σ b·v: no plan can cost less, up to the violation.</param>
/// <param name="Gap">Cost of the plan minus <paramref name="DualValue"/>.</param>
/// <param name="LargestViolation">Largest u + v − C over all pairs; at most rounding of the costs.</param>
public sealed record OptimalityCertificate(double DualValue, double Gap, double LargestViolation);
