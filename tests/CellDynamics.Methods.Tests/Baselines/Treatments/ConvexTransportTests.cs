using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Baselines.Treatments;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Integration;
using CellDynamics.Methods.Metrics;
using CellDynamics.Methods.Tests.Contract;
using CellDynamics.Methods.Tests.Transport;
using CellDynamics.Methods.Treatments;
using TorchSharp;
using static CellDynamics.Methods.Tests.Baselines.Treatments.Donors;

namespace CellDynamics.Methods.Tests.Baselines.Treatments;

[Collection(RunAlone.Name)]
public class ConvexTransportTests
{
    private const int Steps = 250;

    public ConvexTransportTests() => TorchRuntime.Load();

    [Fact]
    public void Half_way_between_two_cells_a_potential_is_no_higher_than_their_mean_also_after_steps_that_bend_it()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using var potential = new ConvexPotential(3, new RandomStream(5));
        torch.Tensor x = Tensor(Clouds.Cloud(200, 3, 1)) * 3, y = Tensor(Clouds.Cloud(200, 3, 2)) * 3;
        for (int step = 0; step < 30; step++)
        {
            AssertConvex(potential, x, y);
            // Uphill everywhere: without mending, weights would turn negative.
            potential.Descend(potential.Value(x).mean(), 0.05);
            potential.MakeConvex();
        }
        AssertConvex(potential, x, y);
    }

    [Fact]
    public void Weights_that_turned_negative_are_found_and_mended()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using var potential = new ConvexPotential(3, new RandomStream(5));
        Assert.Equal(0, potential.Negativity().item<float>());
        potential.Descend(potential.Value(Tensor(Clouds.Cloud(50, 3, 1))).mean(), 0.5);
        Assert.True(potential.Negativity().item<float>() > 0.1);
        potential.MakeConvex();
        Assert.Equal(0, potential.Negativity().item<float>());
    }

    [Fact]
    public void The_map_is_the_slope_of_the_potential()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using var potential = new ConvexPotential(2, new RandomStream(5));
        torch.Tensor x = Tensor(Clouds.Cloud(20, 2, 3)), slope = potential.Gradient(x, isTrained: false);
        const float small = 1e-2f;
        for (int k = 0; k < 2; k++)
        {
            torch.Tensor step = torch.zeros(1, 2);
            step[0, k] = small;
            torch.Tensor difference = (potential.Value(x + step) - potential.Value(x - step)) / (2 * small);
            Assert.InRange((difference - slope.select(1, k)).abs().max().item<float>(), 0, 5e-3f);
        }
    }

    /// <summary>Both are the same steps of Adam: along the written-out map, and along the one that autograd makes of the value.</summary>
    [Fact]
    public void Steps_along_the_map_are_those_of_automatic_differentiation()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using ConvexPotential ours = new(3, new RandomStream(5)), reference = new(3, new RandomStream(5)), dual = new(3, new RandomStream(6));
        torch.Tensor x = Tensor(Clouds.Cloud(60, 3, 3)) * 2;
        for (int step = 0; step < 8; step++)
        {
            torch.Tensor input = x.detach().requires_grad_();
            torch.Tensor expected = torch.autograd.grad([reference.Value(input).sum()], [input], retain_graph: true, create_graph: true)[0], moved = ours.Gradient(x, isTrained: true);
            Assert.InRange((moved - expected).abs().max().item<float>(), 0, 1e-4f * expected.abs().max().item<float>());
            reference.Descend((dual.Value(expected) - (x * expected).sum(1)).mean(), 0.01);
            ours.Descend(((dual.Gradient(moved.detach(), isTrained: false) - x) * moved).sum(1).mean(), 0.01);
        }
        // And they went somewhere: a hundred times as far as the two may differ.
        using ConvexPotential untrained = new(3, new RandomStream(5));
        torch.Tensor first = untrained.Gradient(x, isTrained: false);
        Assert.True((ours.Gradient(x, isTrained: false) - first).abs().max().item<float>() > 1e-2f * first.abs().max().item<float>());
    }

    [Fact]
    public void A_study_with_too_many_treatments_and_doses_is_told_why_it_is_left_out()
    {
        Assert.Null(new ConvexTransport().ReasonToOmit([.. Doses("A", 8), .. Doses("B", 8)]));
        Assert.Contains("here 9, and more than 8 take too long", new ConvexTransport().ReasonToOmit([.. Doses("A", 8), .. Doses("B", 9)]), StringComparison.Ordinal);

        static IEnumerable<TreatmentPair> Doses(string donor, int count) => Enumerable.Range(1, count)
            .Select(dose => new TreatmentPair(Of(donor, Control, new DenseMatrix(2, 2)), Of(donor, Drug, new DenseMatrix(2, 2), dose)));
    }

    [Fact]
    public void A_pure_translation_is_found()
    {
        double[] by = [1.5, -1, 0.5];
        DenseMatrix control = Clouds.Cloud(500, 3, 11), moved = Learned(3, cell => [.. cell.Select((value, k) => value + by[k])], control);
        for (int k = 0; k < 3; k++)
            Assert.Equal(by[k], moved.Column(k).Average() - control.Column(k).Average(), 0.15);
        Assert.InRange(RootMeanSquare(moved, Moved(control, cell => [.. cell.Select((value, k) => value + by[k])])), 0, 0.35);
    }

    /// <summary>Between Gaussians N(0, I) and N(m, S) the optimal map is m + S^½ x: here S^½ is symmetric and positive, so the response is that map itself.</summary>
    [Fact]
    public void An_affine_map_between_gaussians_is_found()
    {
        static double[] Response(double[] x) => [1 + 1.6 * x[0] + 0.4 * x[1], -1 + 0.4 * x[0] + 0.6 * x[1]];
        DenseMatrix control = Clouds.Cloud(500, 2, 12), moved = Learned(2, Response, control);
        double unmoved = RootMeanSquare(control, Moved(control, Response)), left = RootMeanSquare(moved, Moved(control, Response));
        Assert.InRange(left, 0, 0.25 * unmoved);
    }

    [Fact]
    public void A_response_that_differs_between_cells_is_predicted_better_than_by_the_average_shift()
    {
        static double[] Response(double[] x) => [x[0] + (x[0] > 0 ? 2.5 : 0), x[1]];
        TreatmentPair[] pairs = [.. Pairs(["A", "B"], 2, Response)];
        (TreatmentPair test, DenseMatrix control) = (Pairs(["C"], 2, Response).Single(), Pairs(["C"], 2, Response).Single().Control.States);
        var training = new TreatmentTraining(pairs, new(), new RunContext { Seed = 3 });
        using ITreatmentGuess average = new MeanShift().Fit(training);
        using var map = TransportMap.Learn(pairs, 400, 3, default);
        double ours = PopulationDistance.Wasserstein2(map.Apply(control, default), test.Treated.States);
        double theirs = PopulationDistance.Wasserstein2(average.Respond(new TreatmentQuery(control, Drug), default), test.Treated.States);
        Assert.True(ours < 0.8 * theirs, $"{ours} against {theirs}");
    }

    [Fact]
    public void The_same_seed_gives_the_same_map_another_seed_another_and_no_tensor_is_left_alive()
    {
        long before = torch.Tensor.TotalCount;
        TreatmentPair[] pairs = [.. Pairs(["A", "B"], 2, cell => cell)];
        DenseMatrix control = Clouds.Cloud(20, 2, 9);
        double[] first = Apply(1);
        Assert.Equal(first, Apply(1));
        Assert.NotEqual(first, Apply(2));
        using (var cancelled = new CancellationTokenSource())
        {
            cancelled.Cancel();
            using ITreatmentGuess guess = new ConvexTransport().Fit(new TreatmentTraining(pairs, new(), new RunContext { Seed = 1 }));
            Assert.ThrowsAny<OperationCanceledException>(() => guess.Respond(new TreatmentQuery(control, Drug), cancelled.Token));
        }
        Assert.Equal(before, torch.Tensor.TotalCount);

        double[] Apply(int seed)
        {
            using var map = TransportMap.Learn(pairs, 3, seed, default);
            return map.Apply(control, default).Values;
        }
    }

    [Fact]
    public void Cells_that_are_all_alike_are_no_reason_to_fail()
    {
        TreatmentPair[] pairs = [new(Of("A", Control, new DenseMatrix(5, 2)), Of("A", Drug, new DenseMatrix(5, 2)))];
        using var map = TransportMap.Learn(pairs, 3, 1, default);
        Assert.All(map.Apply(new DenseMatrix(4, 2), default).Values, value => Assert.True(double.IsFinite(value)));
    }

    private static DenseMatrix Learned(int dims, Func<double[], double[]> response, DenseMatrix control)
    {
        TreatmentPair pair = new(Of("A", Control, Clouds.Cloud(800, dims, 21)), Of("A", Drug, Moved(Clouds.Cloud(800, dims, 22), response)));
        using var map = TransportMap.Learn([pair], Steps, 4, default);
        return map.Apply(control, default);
    }

    private static IEnumerable<TreatmentPair> Pairs(string[] donors, int dims, Func<double[], double[]> response) =>
        donors.Select(donor => Pair(donor, 300, dims, donor[0], response).ToArray()).Select(pair => new TreatmentPair(pair[0], pair[1]));

    private static double RootMeanSquare(DenseMatrix x, DenseMatrix y) => Math.Sqrt(x.Values.Zip(y.Values, (a, b) => (a - b) * (a - b)).Sum() / x.Rows);

    private static torch.Tensor Tensor(DenseMatrix states) => torch.tensor(states.Values, states.Rows, states.Columns).to(torch.float32);

    private static void AssertConvex(ConvexPotential potential, torch.Tensor x, torch.Tensor y)
    {
        torch.Tensor gap = 0.5 * (potential.Value(x) + potential.Value(y)) - potential.Value(0.5 * (x + y));
        Assert.True(gap.min().item<float>() >= -1e-3f * (1 + potential.Value(x).abs().max().item<float>()), $"{gap.min().item<float>()}");
    }
}
