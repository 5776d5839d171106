using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Metrics;
using CellDynamics.Methods.Transport;
using CsCheck;
using static CellDynamics.Methods.Tests.Transport.Clouds;

namespace CellDynamics.Methods.Tests.Transport;

public class TransportTests
{
    [Fact]
    public void The_exact_cost_of_tiny_problems_is_that_of_the_best_permutation() => Gen.Select(Gen.Int[1, 6], Gen.Int[0, 10_000]).Sample((n, seed) =>
    {
        DenseMatrix cost = CostMatrix.SquaredEuclidean(Cloud(n, 2, seed), Cloud(n, 2, seed + 1));
        double[] weights = TransportWeights.Uniform(n);
        double best = Permutations([.. Enumerable.Range(0, n)], 0).Min(p => Enumerable.Range(0, n).Sum(i => cost[i, p[i]]) / n);
        Assert.Equal(best, ExactTransport.Solve(cost, weights, weights).Cost, 1e-10);
    }, iter: 60);

    [Fact]
    public void An_exact_plan_is_certified_and_keeps_unequal_marginals() => Gen.Select(Gen.Int[1, 40], Gen.Int[1, 40], Gen.Int[0, 10_000]).Sample((n, m, seed) =>
    {
        DenseMatrix cost = CostMatrix.Euclidean(Cloud(n, 3, seed), Cloud(m, 3, seed + 1));
        double[] a = Weights(n, seed), b = Weights(m, seed + 5);
        TransportPlan plan = ExactTransport.Solve(cost, a, b);
        Assert.Equal(0, plan.Certificate.Gap, 1e-9);
        Assert.Equal(0, plan.Certificate.LargestViolation, 1e-9);
        DenseMatrix dense = plan.ToDense();
        for (int i = 0; i < n; i++)
            Assert.Equal(a[i], dense.Row(i).ToArray().Sum(), 1e-12);
        for (int j = 0; j < m; j++)
            Assert.Equal(b[j], dense.Column(j).Sum(), 1e-12);
    }, iter: 100);

    [Fact]
    public void Equal_costs_and_equal_cells_do_not_make_the_simplex_cycle()
    {
        var cost = new DenseMatrix(30, 20);
        Array.Fill(cost.Values, 3);
        Assert.Equal(3, ExactTransport.Solve(cost, TransportWeights.Uniform(30), TransportWeights.Uniform(20)).Cost, 1e-12);
        DenseMatrix cloud = Cloud(25, 4, 1);
        Assert.Equal(0, PopulationDistance.Wasserstein2(cloud, cloud), 1e-7);
    }

    [Fact]
    public void In_one_dimension_the_distances_are_those_of_the_sorted_cells()
    {
        DenseMatrix x = Cloud(200, 1, 3), y = Cloud(200, 1, 4);
        double[] a = [.. x.Values.Order()], b = [.. y.Values.Order()];
        PopulationDistance distance = PopulationDistance.Between(x, y);
        Assert.Equal(a.Zip(b, (p, q) => Math.Abs(p - q)).Average(), distance.W1, 1e-10);
        Assert.Equal(Math.Sqrt(a.Zip(b, (p, q) => (p - q) * (p - q)).Average()), distance.W2, 1e-10);
    }

    [Fact]
    public void A_shift_moves_both_wasserstein_distances_by_its_length_and_equal_populations_are_at_distance_zero()
    {
        DenseMatrix x = Cloud(150, 5, 6), y = new(150, 5, [.. x.Values.Select((value, i) => i % 5 == 2 ? value + 4 : value)]);
        PopulationDistance distance = PopulationDistance.Between(x, y), none = PopulationDistance.Between(x, x);
        Assert.Equal(4, distance.W1, 1e-9);
        Assert.Equal(4, distance.W2, 1e-9);
        Assert.True(distance.Mmd > 0.01 && distance.Energy > 1);
        Assert.Equal(0, none.Mmd, 1e-12);
        Assert.Equal(0, none.Energy, 1e-12);
    }

    [Fact]
    public void Sinkhorn_keeps_the_marginals_and_approaches_the_exact_cost_as_epsilon_falls()
    {
        DenseMatrix cost = CostMatrix.SquaredEuclidean(Cloud(60, 3, 8), Cloud(45, 3, 9));
        double[] a = Weights(60, 1), b = Weights(45, 2);
        double exact = ExactTransport.Solve(cost, a, b).Cost, last = double.PositiveInfinity;
        foreach (double fraction in new[] { 0.2, 0.05, 0.01 })
        {
            SinkhornResult result = new Sinkhorn(new SinkhornOptions { MaxIterations = 200_000 }.RelativeTo(cost, fraction)).Solve(cost, a, b);
            Assert.True(result.HasConverged);
            DenseMatrix plan = result.Plan();
            for (int i = 0; i < 60; i++)
                Assert.Equal(a[i], plan.Row(i).ToArray().Sum(), 1e-8);
            double gap = result.TransportCost() - exact;
            Assert.True(gap > -1e-9 && gap < last);
            last = gap;
        }
        Assert.True(last < 0.02 * exact);
    }

    [Fact]
    public void The_reference_implementation_gives_the_same_numbers()
    {
        DenseMatrix x = Cloud(120, 4, 21), y = Cloud(80, 4, 22), cost = CostMatrix.SquaredEuclidean(x, y);
        double[] a = Weights(120, 23), b = Weights(80, 24);
        double epsilon = 0.05 * cost.Values.Average();
        double[] reference = PythonReference.Run("""
            C = ((d["x"][:, None] - d["y"][None]) ** 2).sum(-1)
            P = ot.sinkhorn(d["a"], d["b"], C, d["e"], method="sinkhorn_log", stopThr=1e-12, numItermax=100000)
            print(ot.emd2(d["a"], d["b"], C), (P * C).sum())
            """, new { x = x.ToRows(), y = y.ToRows(), a, b, e = epsilon });
        var sinkhorn = new Sinkhorn(new SinkhornOptions { Epsilon = epsilon, MaxIterations = 100_000 });
        AssertRelative(reference[0], ExactTransport.Solve(cost, a, b).Cost);
        AssertRelative(reference[1], sinkhorn.Solve(cost, a, b).TransportCost());
    }

    [Fact]
    public void A_thousand_cells_are_transported_to_a_certified_optimum()
    {
        DenseMatrix cost = CostMatrix.SquaredEuclidean(Cloud(1_000, 50, 31), Cloud(900, 50, 32));
        TransportPlan plan = ExactTransport.Solve(cost, TransportWeights.Uniform(1_000), TransportWeights.Uniform(900));
        Assert.Equal(0, plan.Certificate.Gap / plan.Cost, 1e-12);
        Assert.Equal(0, plan.Certificate.LargestViolation / plan.Cost, 1e-12);
    }

    [Fact]
    public void Scalings_beyond_the_range_of_doubles_give_the_iterates_of_the_log_domain()
    {
        const double epsilon = 0.002;
        const int steps = 40;
        DenseMatrix cost = CostMatrix.SquaredEuclidean(Cloud(30, 3, 41), Cloud(20, 3, 42));
        double[] a = Weights(30, 43), b = Weights(20, 44), f = new double[30], g = new double[20];
        Assert.True(cost.Values.Max() / epsilon > 5_000);
        for (int step = 0; step < steps; step++)
        {
            for (int j = 0; j < 20 && step > 0; j++)
                g[j] = epsilon * (Math.Log(b[j]) - LogSumExp(Enumerable.Range(0, 30).Select(i => (f[i] - cost[i, j]) / epsilon)));
            for (int i = 0; i < 30; i++)
                f[i] = epsilon * (Math.Log(a[i]) - LogSumExp(Enumerable.Range(0, 20).Select(j => (g[j] - cost[i, j]) / epsilon)));
        }
        SinkhornResult result = new Sinkhorn(new SinkhornOptions { Epsilon = epsilon, Tolerance = 1e-15, MaxIterations = steps }).Solve(cost, a, b);
        Assert.Equal(SinkhornOutcome.IterationLimit, result.Outcome);
        Assert.All(f.Zip(result.SourcePotentials), pair => Assert.Equal(pair.First, pair.Second, 1e-10));
        Assert.All(g.Zip(result.TargetPotentials), pair => Assert.Equal(pair.First, pair.Second, 1e-10));
    }

    private static double LogSumExp(IEnumerable<double> exponents)
    {
        double largest = exponents.Max();
        return largest + Math.Log(exponents.Sum(e => Math.Exp(e - largest)));
    }

    private static IEnumerable<int[]> Permutations(int[] items, int from)
    {
        if (from == items.Length)
            yield return [.. items];
        for (int i = from; i < items.Length; i++)
        {
            (items[from], items[i]) = (items[i], items[from]);
            foreach (int[] permutation in Permutations(items, from + 1))
                yield return permutation;
            (items[from], items[i]) = (items[i], items[from]);
        }
    }
}
