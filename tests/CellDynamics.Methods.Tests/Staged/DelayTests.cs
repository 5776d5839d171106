using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Integration;
using CellDynamics.Methods.Metrics;
using CellDynamics.Methods.Networks;
using CellDynamics.Methods.Staged;
using CellDynamics.Methods.Staged.Training;

namespace CellDynamics.Methods.Tests.Staged;

/// <summary>Genes that act some time after their message.</summary>
public class DelayTests
{
    private const double Delay = 0.5;

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100)]
    public void What_acts_follows_a_straight_line_as_the_closed_form_says_however_it_is_cut(int steps)
    {
        const double end = 2;
        double[] times = [.. Enumerable.Range(0, steps + 1).Select(step => end * step / steps)];
        DenseMatrix[] line = [.. times.Select(time => new DenseMatrix(1, 1, [1 + 3 * time]))];
        double expected = 1 + 3 * (end - Delay * (1 - Math.Exp(-end / Delay)));
        Assert.Equal(expected, GeneMemory.Along(times, line, Delay)[^1][0, 0], 1e-12);
        Assert.Equal(7, GeneMemory.Along(times, line, 0)[^1][0, 0]);
    }

    [Fact]
    public void A_ring_with_a_delay_is_followed_with_order_two_and_goes_elsewhere_than_without()
    {
        AgentDynamics ring = Ring(Delay), prompt = Ring(0);
        double[] End(AgentDynamics agent, int steps) => GeneRollout.Follow(agent, Around(2), Starts(2, 5), [.. Enumerable.Range(0, steps + 1).Select(step => 4.0 * step / steps)], Perturbation.None)[^1].Values;
        double[] exact = End(ring, 2560);
        double Error(int steps) => Math.Sqrt(End(ring, steps).Zip(exact, (a, b) => (a - b) * (a - b)).Sum());
        double order = Math.Log2(Error(40) / Error(80));
        Assert.InRange(order, 1.7, 2.4);
        Assert.True(End(prompt, 160).Zip(exact, (a, b) => Math.Abs(a - b)).Max() > 0.05, "Expected the delay to matter.");
    }

    [Fact]
    public void Paths_with_a_delay_are_foretold_better_by_a_fit_that_knows_of_it()
    {
        double[] times = [.. Enumerable.Range(0, 41).Select(step => step * 0.2)];
        CellTrajectories Cells(int count, int seed) => new(times, ["a", "b", "c"], GeneRollout.Follow(Ring(Delay), Around(count), Starts(count, seed), times, Perturbation.None), new int[count], ["cell"]);
        CellTrajectories seen = Cells(12, 1), unseen = Cells(6, 2);
        double ErrorOf(double delay)
        {
            var settings = new StagedParameters { Members = 1, SlopeSteps = 600, PathSteps = 200, Delay = delay, Sparsity = 0.0001 };
            AgentEnsemble agents = AgentFit.Run(new NetworkTraining(seen, Around(12), [], 3), [], settings, new RunContext { Seed = 3 }).Agents;
            DenseMatrix[] followed = GeneRollout.Follow(agents, Around(6), unseen.States[0], times, Perturbation.None);
            return followed.Zip(unseen.States, GeneErrors.MeanSquare).Average();
        }
        double with = ErrorOf(Delay), without = ErrorOf(0);
        Assert.True(with < 0.25 * without, $"Expected the delay to be worth a factor of four, found {with:0.00000} with it and {without:0.00000} without.");
    }

    /// <summary>Three genes, each of which represses the next.</summary>
    private static AgentDynamics Ring(double delay)
    {
        var weights = new DenseMatrix(3, 3);
        for (int gene = 0; gene < 3; gene++)
            weights[gene, (gene + 1) % 3] = -8;
        DenseMatrix Row(double value) => new(1, 3, [value, value, value]);
        return new AgentDynamics(new AgentWeights
        {
            Ligands = [], Receptors = [], Genes = [weights], Signals = [new DenseMatrix(0, 3)], Bias = Row(4), Production = Row(2), Decay = Row(2), GeneHalf = [0.5, 0.5, 0.5], GeneSlope = [3, 3, 3],
            PairHalf = [], PairSlope = [], Attention = [], ContextIn = [new DenseMatrix(3, 0)], ContextSource = [new DenseMatrix(0, 3)], ContextOut = [new DenseMatrix(0, 3)], Delay = delay,
        }, new AgentUnits([1, 1, 1], 1));
    }

    private static Neighbourhood Around(int cells) => new(new int[cells], ["cell"], null);

    private static DenseMatrix Starts(int cells, int seed)
    {
        var random = new RandomStream(seed);
        return new DenseMatrix(cells, 3, [.. Enumerable.Range(0, 3 * cells).Select(_ => random.NextUniform())]);
    }
}
