using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Transport;
using static CellDynamics.Methods.Tests.Transport.Clouds;

namespace CellDynamics.Methods.Tests.Transport;

public class DegenerateTransportTests
{
    [Fact]
    public void A_cell_without_weight_neither_sends_nor_receives_and_changes_nothing_for_the_others()
    {
        DenseMatrix cost = CostMatrix.SquaredEuclidean(Cloud(12, 3, 1), Cloud(9, 3, 2));
        double[] a = [0, .. Weights(11, 3)], b = [.. Weights(8, 4), 0];
        var smaller = new DenseMatrix(11, 8, [.. Enumerable.Range(1, 11).SelectMany(i => cost.Row(i)[..8].ToArray())]);
        TransportPlan exact = ExactTransport.Solve(cost, a, b);
        Assert.Equal(ExactTransport.Solve(smaller, a[1..], b[..8]).Cost, exact.Cost, 1e-12);
        Assert.DoesNotContain(exact.Entries, entry => entry.Source == 0 || entry.Target == 8);
        Assert.Equal(0, exact.Certificate.Gap, 1e-12);
        SinkhornResult entropic = Sinkhorn().Solve(cost, a, b);
        DenseMatrix plan = entropic.Plan();
        Assert.True(entropic.HasConverged);
        Assert.Equal(Sinkhorn().Solve(smaller, a[1..], b[..8]).TransportCost(), entropic.TransportCost(), 1e-8);
        Assert.All(plan.Row(0).ToArray(), mass => Assert.Equal(0, mass));
        Assert.All(plan.Column(8).ToArray(), mass => Assert.Equal(0, mass));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 1)]
    [InlineData(1, 7)]
    public void One_cell_takes_or_gives_all_mass(int sources, int targets)
    {
        DenseMatrix cost = CostMatrix.Euclidean(Cloud(sources, 2, 5), Cloud(targets, 2, 6));
        double[] a = Weights(sources, 7), b = Weights(targets, 8);
        double expected = Enumerable.Range(0, sources).Sum(i => Enumerable.Range(0, targets).Sum(j => a[i] * b[j] * cost[i, j]));
        Assert.Equal(expected, ExactTransport.Solve(cost, a, b).Cost, 1e-12);
        Assert.Equal(expected, Sinkhorn().Solve(cost, a, b).TransportCost(), 1e-12);
    }

    [Fact]
    public void Where_all_costs_are_equal_the_entropic_plan_is_the_product_of_the_weights()
    {
        var cost = new DenseMatrix(6, 4);
        Array.Fill(cost.Values, 3);
        double[] a = Weights(6, 9), b = Weights(4, 10);
        DenseMatrix plan = Sinkhorn().Solve(cost, a, b).Plan();
        for (int i = 0; i < 6; i++)
        {
            for (int j = 0; j < 4; j++)
                Assert.Equal(a[i] * b[j], plan[i, j], 1e-14);
        }
        Assert.Equal(3, ExactTransport.Solve(cost, a, b).Cost, 1e-12);
    }

    [Fact]
    public void Costs_of_zero_are_solved_like_any_others()
    {
        TransportPlan plan = ExactTransport.Solve(new DenseMatrix(5, 8), Weights(5, 1), Weights(8, 2));
        Assert.Equal(0, plan.Cost);
        Assert.Equal(1, plan.Entries.Sum(entry => entry.Mass), 1e-12);
    }

    [Fact]
    public void A_cost_below_zero_only_shifts_the_optimum()
    {
        DenseMatrix cost = CostMatrix.SquaredEuclidean(Cloud(15, 3, 21), Cloud(20, 3, 22));
        double[] a = Weights(15, 23), b = Weights(20, 24);
        TransportPlan lowered = ExactTransport.Solve(new DenseMatrix(15, 20, Array.ConvertAll(cost.Values, c => c - 100)), a, b);
        Assert.Equal(ExactTransport.Solve(cost, a, b).Cost - 100, lowered.Cost, 1e-10);
        Assert.Equal(0, lowered.Certificate.Gap, 1e-10);
    }

    [Fact]
    public void Cells_at_one_point_share_its_mass()
    {
        DenseMatrix one = Cloud(1, 3, 11), x = new(40, 3, [.. Enumerable.Repeat(one.Values, 40).SelectMany(v => v)]), y = Cloud(30, 3, 12);
        DenseMatrix cost = CostMatrix.SquaredEuclidean(x, y);
        double[] b = Weights(30, 13);
        Assert.Equal(Enumerable.Range(0, 30).Sum(j => b[j] * cost[0, j]), ExactTransport.Solve(cost, Weights(40, 14), b).Cost, 1e-12);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.NegativeInfinity)]
    public void A_cost_that_is_no_number_is_named_with_its_place(double unusable)
    {
        DenseMatrix cost = CostMatrix.SquaredEuclidean(Cloud(6, 2, 1), Cloud(5, 2, 2));
        cost[4, 3] = unusable;
        double[] a = Weights(6, 1), b = Weights(5, 2);
        Assert.Contains("[4, 3]", Assert.Throws<ArgumentException>(() => ExactTransport.Solve(cost, a, b)).Message);
        Assert.Contains("[4, 3]", Assert.Throws<ArgumentException>(() => Sinkhorn().Solve(cost, a, b)).Message);
        var relaxed = new Sinkhorn(new SinkhornOptions { SourceRelaxation = 1, TargetRelaxation = 1 });
        Assert.Contains("[4, 3]", Assert.Throws<ArgumentException>(() => relaxed.Solve(cost, a, b)).Message);
    }

    [Theory]
    [InlineData(new[] { 0.5, -0.5, 1 }, new[] { 1.0 }, "-0.5 at 1")]
    [InlineData(new[] { 0.5, double.NaN, 0.5 }, new[] { 1.0 }, "NaN at 1")]
    [InlineData(new[] { 0.5, 0.5 }, new[] { 1.0 }, "found 2")]
    [InlineData(new[] { 0.0, 0.0, 0.0 }, new[] { 1.0 }, "no mass")]
    [InlineData(new[] { 0.5, 0.25, 0.5 }, new[] { 1.0 }, "1.25")]
    public void Unusable_weights_are_refused_by_both_solvers(double[] a, double[] b, string expected)
    {
        var cost = new DenseMatrix(3, 1);
        Assert.Contains(expected, Assert.Throws<ArgumentException>(() => ExactTransport.Solve(cost, a, b)).Message);
        Assert.Contains(expected, Assert.Throws<ArgumentException>(() => Sinkhorn().Solve(cost, a, b)).Message);
    }

    private static Sinkhorn Sinkhorn() => new(new SinkhornOptions { Epsilon = 0.5, Tolerance = 1e-12 });
}
