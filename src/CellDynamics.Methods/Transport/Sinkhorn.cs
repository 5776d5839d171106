using CellDynamics.Data.Annotated;

namespace CellDynamics.Methods.Transport;

/// <summary>Entropic optimal transport between two weighted populations, balanced or with relaxed marginals, in the log domain.</summary>
/// <remarks>Minimises ⟨P, C⟩ + ε Σ P(log P − 1), the convention of POT; a relaxed side adds ρ·KL to its weights instead of a constraint.
/// Alternates f ← ε·log a − ε·LSE((g − C)/ε) and the mirror step. Ref: Peyré &amp; Cuturi 2019, Alg. 1, Eq. 4.43; Chizat et al. 2018, Alg. 1.</remarks>
public sealed class Sinkhorn
{
    private readonly SinkhornOptions _options;

    /// <exception cref="System.ComponentModel.DataAnnotations.ValidationException">An option is out of range.</exception>
    public Sinkhorn(SinkhornOptions options)
    {
        options.Validate();
        _options = options;
    }

    /// <param name="cost">Finite costs <c>[sources, targets]</c>.</param>
    /// <param name="sourceWeights">Not negative, <c>[sources]</c>; equal mass on both sides unless one is relaxed.</param>
    /// <param name="targetWeights">Not negative, <c>[targets]</c>.</param>
    /// <param name="cancellation">Looked at in every iteration.</param>
    /// <param name="start">Target potentials to start from, cost units, <c>[targets]</c>; zeros when absent.</param>
    /// <exception cref="ArgumentException">A weight or a cost is unusable; the message says where.</exception>
    public SinkhornResult Solve(
        DenseMatrix cost, double[] sourceWeights, double[] targetWeights, double[]? start = null, CancellationToken cancellation = default)
    {
        TransportWeights.Require(sourceWeights, cost.Rows, nameof(sourceWeights));
        TransportWeights.Require(targetWeights, cost.Columns, nameof(targetWeights));
        if (_options.IsBalanced)
            TransportWeights.RequireEqualMass(sourceWeights, targetWeights);
        var iteration = new SinkhornIteration(cost, _options, sourceWeights, targetWeights, start);
        var errors = new List<double>();
        SinkhornOutcome outcome = SinkhornOutcome.IterationLimit;
        while (errors.Count < _options.MaxIterations)
        {
            cancellation.ThrowIfCancellationRequested();
            double error = iteration.UpdateSource();
            errors.Add(error);
            if (double.IsNaN(error))
                throw new ArgumentException($"The cost matrix must be finite: {FirstUnusable(cost)}.", nameof(cost));
            if (error <= _options.Tolerance)
            {
                outcome = SinkhornOutcome.Converged;
                break;
            }
            if (errors.Count < _options.MaxIterations)
                iteration.UpdateTarget();
        }
        (double[] f, double[] g) = iteration.Potentials();
        return new SinkhornResult(cost, _options.Epsilon, f, g) { Outcome = outcome, Errors = errors };
    }

    private static string FirstUnusable(DenseMatrix cost)
    {
        int at = Array.FindIndex(cost.Values, c => !double.IsFinite(c));
        return at < 0 ? "the potentials overflowed, raise epsilon" : $"found {cost.Values[at]} at [{at / cost.Columns}, {at % cost.Columns}]";
    }
}
