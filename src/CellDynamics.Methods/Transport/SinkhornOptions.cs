using System.ComponentModel.DataAnnotations;
using CellDynamics.Data.Annotated;

namespace CellDynamics.Methods.Transport;

/// <summary>How entropic transport is solved.</summary>
public sealed record SinkhornOptions
{
    /// <summary>Strength of the entropy, in units of the cost.</summary>
    /// <value>Default 0.05, for costs of mean about one; see <see cref="RelativeTo"/> for other scales.</value>
    [Range(1e-300, 1e300)]
    public double Epsilon { get; init; } = 0.05;

    /// <summary>Stops when the Euclidean norm of the target marginal's violation is at most this; with a relaxed target, the largest change of a log scaling.</summary>
    /// <value>Default 1e-9, as POT.</value>
    [Range(1e-15, 1)]
    public double Tolerance { get; init; } = 1e-9;

    /// <value>Default 10,000: at ε = 0.05 of the mean cost tens are enough, small ε needs thousands.</value>
    [Range(1, 10_000_000)]
    public int MaxIterations { get; init; } = 10_000;

    /// <summary>Weight of KL(P1 | a); null keeps the source marginal exact. Ref: Chizat et al. 2018, Math. Comp. 87, Eq. 5.1.</summary>
    [Range(1e-300, 1e300)]
    public double? SourceRelaxation { get; init; }

    /// <summary>Weight of KL(Pᵀ1 | b); null keeps the target marginal exact.</summary>
    [Range(1e-300, 1e300)]
    public double? TargetRelaxation { get; init; }

    public bool IsBalanced => SourceRelaxation is null && TargetRelaxation is null;

    /// <summary>These options with ε as a fraction of the mean cost.</summary>
    public SinkhornOptions RelativeTo(DenseMatrix cost, double fraction) =>
        this with { Epsilon = fraction * System.Numerics.Tensors.TensorPrimitives.Sum<double>(cost.Values) / cost.Values.Length };

    internal void Validate() => Validator.ValidateObject(this, new ValidationContext(this), validateAllProperties: true);
}
