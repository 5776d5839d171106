using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Transport;
using static CellDynamics.Methods.Tests.Transport.Clouds;

namespace CellDynamics.Methods.Tests.Transport;

/// <summary>min ⟨P, C⟩ + ε Σ P(log P − 1) + ρ₁ KL(P1 | a) + ρ₂ KL(Pᵀ1 | b), with KL(p | a) = Σ p log(p/a) − p + a.</summary>
/// <remarks>Ref: Chizat et al. 2018, Math. Comp. 87 (the objective); the kernel of POT's <c>sinkhorn_unbalanced</c> is exp(−C/ε), which is this entropy.</remarks>
public class RelaxedTransportTests
{
    private readonly DenseMatrix _cost = CostMatrix.SquaredEuclidean(Cloud(60, 3, 51), Cloud(40, 3, 52));
    private readonly double[] _a = Weights(60, 53);
    private readonly double[] _b = Array.ConvertAll(Weights(40, 54), weight => 1.7 * weight);

    [Theory]
    [InlineData(0.05, 0.2)]
    [InlineData(0.05, 5)]
    [InlineData(0.2, 1)]
    public void Unequal_masses_are_transported_as_the_reference_implementation_does(double epsilonFraction, double relaxationFraction)
    {
        double mean = _cost.Values.Average(), epsilon = epsilonFraction * mean, relaxation = relaxationFraction * mean;
        double[] reference = PythonReference.Run("""
            P = ot.unbalanced.sinkhorn_unbalanced(d["a"], d["b"], d["c"], d["e"], d["r"], stopThr=1e-14, numItermax=100000)
            print((P * d["c"]).sum(), P.sum(), *P.sum(1), *P.sum(0))
            """, new { c = _cost.ToRows(), a = _a, b = _b, e = epsilon, r = relaxation });
        SinkhornResult result = Solve(epsilon, relaxation, relaxation);
        DenseMatrix plan = result.Plan();
        AssertRelative(reference[0], result.TransportCost());
        AssertRelative(reference[1], plan.Values.Sum());
        for (int i = 0; i < 60; i++)
            AssertRelative(reference[2 + i], plan.Row(i).ToArray().Sum());
        for (int j = 0; j < 40; j++)
            AssertRelative(reference[62 + j], plan.Column(j).Sum());
    }

    [Theory]
    [InlineData(1.0, 1.0)]
    [InlineData(0.3, 20.0)]
    [InlineData(2.0, null)]
    [InlineData(null, 2.0)]
    public void The_objective_equals_that_of_the_dual_which_proves_the_plan_optimal(double? sourceRelaxation, double? targetRelaxation)
    {
        const double epsilon = 0.3;
        SinkhornResult result = Solve(epsilon, sourceRelaxation, targetRelaxation);
        DenseMatrix plan = result.Plan();
        double mass = plan.Values.Sum();
        double primal = result.TransportCost() + epsilon * (plan.Values.Sum(p => p * Math.Log(p)) - mass);
        double dual = -epsilon * mass;
        (primal, dual) = AddSide((primal, dual), [.. Enumerable.Range(0, 60).Select(i => plan.Row(i).ToArray().Sum())], _a, result.SourcePotentials, sourceRelaxation);
        (primal, dual) = AddSide((primal, dual), [.. Enumerable.Range(0, 40).Select(j => plan.Column(j).Sum())], _b, result.TargetPotentials, targetRelaxation);
        AssertRelative(dual, primal, 1e-9);
    }

    [Fact]
    public void A_strict_side_keeps_its_weights_while_the_relaxed_one_gives_way()
    {
        DenseMatrix plan = Solve(0.3, null, 2).Plan();
        for (int i = 0; i < 60; i++)
            Assert.Equal(_a[i], plan.Row(i).ToArray().Sum(), 1e-12);
        Assert.True(Math.Abs(plan.Column(0).Sum() - _b[0]) > 1e-3 * _b[0]);
    }

    private SinkhornResult Solve(double epsilon, double? sourceRelaxation, double? targetRelaxation)
    {
        var options = new SinkhornOptions
        {
            Epsilon = epsilon, SourceRelaxation = sourceRelaxation, TargetRelaxation = targetRelaxation, Tolerance = 1e-12, MaxIterations = 100_000,
        };
        SinkhornResult result = new Sinkhorn(options).Solve(_cost, _a, _b);
        Assert.True(result.HasConverged, result.Advice);
        return result;
    }

    /// <summary>ρ KL(p | w) of the primal and −ρ Σ w (exp(−potential/ρ) − 1) of the dual; a strict side costs nothing and earns Σ w·potential.</summary>
    private static (double Primal, double Dual) AddSide(
        (double Primal, double Dual) objective, double[] moved, double[] weights, double[] potentials, double? relaxation)
    {
        for (int i = 0; i < weights.Length; i++)
        {
            if (relaxation is { } rho)
            {
                objective.Primal += rho * (moved[i] * Math.Log(moved[i] / weights[i]) - moved[i] + weights[i]);
                objective.Dual -= rho * weights[i] * (Math.Exp(-potentials[i] / rho) - 1);
            }
            else
            {
                objective.Dual += weights[i] * potentials[i];
            }
        }
        return objective;
    }
}
