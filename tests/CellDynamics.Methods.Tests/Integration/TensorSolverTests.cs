using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Integration;
using TorchSharp;
using static TorchSharp.torch;

namespace CellDynamics.Methods.Tests.Integration;

public class TensorSolverTests
{
    /// <summary>dx/dt = (1 + t) x, so x(t) = x(0) exp(t + t²/2).</summary>
    private static readonly TensorField Growth = (time, states) => states * (float64_(1 + time));

    public TensorSolverTests() => TorchRuntime.Load();

    [Fact]
    public void Runge_Kutta_converges_with_order_four()
    {
        double coarse = ErrorOf(new RungeKutta4(8)), fine = ErrorOf(new RungeKutta4(16));
        Assert.InRange(Math.Log2(coarse / fine), 3.7, 4.3);
    }

    [Theory]
    [InlineData(1e-4)]
    [InlineData(1e-7)]
    public void Dormand_Prince_keeps_to_its_tolerance_and_asks_more_for_a_smaller_one(double tolerance)
    {
        var solver = new DormandPrince(tolerance);
        Assert.InRange(ErrorOf(solver), 0, 20 * tolerance);
        var loose = new DormandPrince(1e-2);
        ErrorOf(loose);
        Assert.True(loose.Evaluations < solver.Evaluations);
    }

    [Fact]
    public void Going_back_leads_to_the_start()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor start = tensor(new double[] { 1, -2, 3, 0.5 }, [2, 2]), there = new DormandPrince(1e-9).Solve(Growth, start, 0, 1, default);
        Assert.Equal(0, (new DormandPrince(1e-9).Solve(Growth, there, 1, 0, default) - start).abs().max().ToDouble(), 1e-7);
    }

    [Fact]
    public void A_field_that_is_not_finite_is_reported_and_a_cancelled_one_stops()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor start = ones([1, 1], float64);
        Assert.Contains("could not be followed", Assert.Throws<InvalidOperationException>(() => new DormandPrince(1e-6).Solve((_, x) => x * float64_(double.NaN), start, 0, 1, default)).Message, StringComparison.Ordinal);
        Assert.Throws<OperationCanceledException>(() => new RungeKutta4(3).Solve(Growth, start, 0, 1, new CancellationToken(canceled: true)));
    }

    private static double ErrorOf(ITensorSolver solver)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor end = solver.Solve(Growth, ones([1, 1], float64), 0, 1, default);
        return Math.Abs(end.ToDouble() - Math.Exp(1.5));
    }

    private static Tensor float64_(double value) => tensor(value, float64);
}
