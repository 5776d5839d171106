namespace CellDynamics.Methods.Transport;

/// <summary>How a Sinkhorn solve ended.</summary>
public enum SinkhornOutcome
{
    Converged,

    /// <summary>The last potentials are usable, but the target marginal is off by the last error.</summary>
    IterationLimit,
}
