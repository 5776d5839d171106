using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Baselines.Networks;
using CellDynamics.Methods.Integration;
using CellDynamics.Methods.Metrics;
using CellDynamics.Methods.Networks;
using CellDynamics.Methods.Tests.Transport;

namespace CellDynamics.Methods.Tests.Baselines.Networks;

public class NetworkBaselineTests
{
    public static TheoryData<string> Ids => [.. NetworkBaselineCatalog.All.Select(baseline => baseline.Id)];

    [Fact]
    public void Linear_rates_with_signals_recover_a_linear_tissue_and_follow_it()
    {
        NetworkTraining training = Tissues.Linear();
        INetworkGuess guess = Fit("ridge-signals", training);
        for (int type = 0; type < 2; type++)
        {
            for (int target = 0; target < Tissues.Genes; target++)
            {
                for (int source = 0; source < Tissues.Genes; source++)
                    AssertSameSign(Tissues.Slope(type, target, source), guess.Edges!.Genes[type][target, source]);
                AssertSameSign(target == 3 ? Tissues.Signal(type) : 0, guess.Edges!.Signals[type][target, 0]);
                Assert.Equal(0, guess.Edges!.Signals[type][target, 1]);
            }
        }
        CellTrajectories cells = training.Cells;
        DenseMatrix[] followed = GeneRollout.Follow(guess.Dynamics!, training.Around, cells.States[0], cells.Times[..20], Perturbation.None);
        Assert.Equal(0, GeneErrors.MeanSquare(followed[^1], cells.States[19]), 1e-4);
        Assert.True(GeneErrors.OneStep(guess.Dynamics!, training.Around, cells, default) < 1e-3 * GeneErrors.OneStep(Fit("ridge", training).Dynamics!, training.Around, cells, default));
    }

    [Fact]
    public void Blocking_a_pair_takes_its_effect_from_linear_rates_and_nothing_else()
    {
        NetworkTraining training = Tissues.Linear();
        IGeneDynamics dynamics = Fit("ridge-signals", training).Dynamics!;
        DenseMatrix state = training.Cells.States[3], open = dynamics.Step(training.Around, state, 0.1, Perturbation.None), blocked = dynamics.Step(training.Around, state, 0.1, new Perturbation { Blocked = new HashSet<int> { 0 } });
        double[] heard = training.Around.MeanHeard(state, 0);
        for (int cell = 0; cell < Tissues.Cells; cell++)
        {
            Assert.Equal(0.1 * Tissues.Signal(cell % 2) * state[cell, 1] * heard[cell], open[cell, 3] - blocked[cell, 3], 1e-3);
            Assert.Equal(open[cell, 2], blocked[cell, 2], 1e-3);
        }
    }

    [Fact]
    public void A_straight_line_is_extrapolated_exactly_and_from_one_state_nothing_changes()
    {
        CellTrajectories straight = Tissues.Linear().Cells;
        straight = straight with { States = [.. Enumerable.Range(0, 5).Select(t => new DenseMatrix(Tissues.Cells, Tissues.Genes, [.. Enumerable.Range(0, Tissues.Cells * Tissues.Genes).Select(i => 1.0 + i + t * (i % 3))]))], Times = [0, 1, 2, 3, 4] };
        var around = new Neighbourhood(straight.Types, straight.TypeNames, null);
        IGeneDynamics line = new SameChangeAgain(), still = new NoGeneChange();
        double wholeStep = GeneErrors.MeanSquare(straight.States[0], straight.States[1]);
        Assert.Equal(wholeStep, GeneErrors.OneStep(still, around, straight, default), 1e-9);
        // The first of four steps has nothing before it.
        Assert.Equal(wholeStep / 4, GeneErrors.OneStep(line, around, straight, default), 1e-9);
        Assert.Equal(straight.States[0].Values, GeneRollout.Follow(line, around, straight.States[0], straight.Times, Perturbation.None)[^1].Values);
        Assert.Equal(new double[] { 0 }, line.StepAfter(new Neighbourhood([0], ["a"], null), [new DenseMatrix(1, 1, [3.0]), new DenseMatrix(1, 1, [1.0])], [0, 1], 2, Perturbation.None).Values);
    }

    [Fact]
    public void The_ends_of_a_chain_are_correlated_but_not_once_its_middle_is_held()
    {
        var random = new RandomStream(4);
        const int count = 20_000;
        var cells = new DenseMatrix(count, 4);
        for (int i = 0; i < count; i++)
        {
            cells[i, 0] = random.NextNormal();
            cells[i, 1] = -0.8 * cells[i, 0] + 0.6 * random.NextNormal();
            cells[i, 2] = 0.8 * cells[i, 1] + 0.6 * random.NextNormal();
            cells[i, 3] = 5;
        }
        DenseMatrix together = GeneCorrelation.Of(cells), held = PartialCorrelation.Of(cells);
        // Correlations −0.8, 0.8, −0.64; partial: (0.8 − 0.8·0.64) / √((1 − 0.64)(1 − 0.64²)) and 0.
        Assert.Equal([-0.8, 0.8, -0.64], new[] { together[0, 1], together[1, 2], together[0, 2] }, new Near(0.02));
        double middle = (0.8 - 0.8 * 0.64) / Math.Sqrt((1 - 0.64) * (1 - 0.64 * 0.64));
        Assert.Equal([-middle, middle, 0], new[] { held[0, 1], held[1, 2], held[0, 2] }, new Near(0.02));
        Assert.Equal([0.0, 0, 0], new[] { together[3, 0], held[3, 1], held[0, 3] }, new Near(1e-9));
    }

    [Fact]
    public void A_forest_on_levels_names_the_regulator_and_its_sign()
    {
        DenseMatrix cells = Clouds.Cloud(1500, 5, 6);
        for (int i = 0; i < cells.Rows; i++)
            cells[i, 3] = (cells[i, 1] > 0 ? -2 : 2) + 0.3 * cells[i, 3];
        DenseMatrix scores = Genie3.Of(cells, 5, [1], default);
        Assert.InRange(scores[3, 1], -1, -0.8);
        Assert.All(new[] { 0, 2, 4 }, other => Assert.True(Math.Abs(scores[3, other]) < 0.1));
        Assert.Equal(0, scores[3, 3]);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_same_seed_gives_the_same_answer_and_cells_that_are_not_learned_from_change_nothing_of_their_own(string id)
    {
        NetworkTraining training = Tissues.Linear() with { LearnedCells = [.. Enumerable.Range(0, 20)] };
        // Cell 29 is heard by cell 28 alone, and neither is learned from.
        NetworkTraining other = training with { Cells = training.Cells with { States = [.. training.Cells.States.Select(state => Scaled(state, 29, 3))] } };
        INetworkGuess first = Fit(id, training), again = Fit(id, training), moved = Fit(id, other);
        DenseMatrix Next(INetworkGuess guess) => guess.Dynamics?.Step(training.Around, training.Cells.States[5], 0.1, Perturbation.None) ?? new DenseMatrix(0, 0);
        Assert.Equal(Next(first).Values, Next(again).Values);
        Assert.Equal(Next(first).Values, Next(moved).Values);
        Assert.Equal(first.Edges?.Genes.SelectMany(scores => scores.Values), moved.Edges?.Genes.SelectMany(scores => scores.Values));
        Assert.True(first.Dynamics is not null || first.Edges is not null);
    }

    [Theory]
    [InlineData("ridge-signals")]
    [InlineData("pearson")]
    [InlineData("ppcor")]
    public void Genes_in_another_order_have_the_same_scores_in_that_order(string id)
    {
        NetworkTraining training = Tissues.Linear();
        int[] order = [2, 0, 3, 1];
        CellTrajectories cells = training.Cells;
        NetworkTraining turned = training with
        {
            Cells = cells with { Genes = [.. order.Select(g => cells.Genes[g])], States = [.. cells.States.Select(state => new DenseMatrix(state.Rows, 4, [.. Enumerable.Range(0, state.Rows).SelectMany(row => order.Select(g => state[row, g]))]))] },
        };
        EdgeScores scores = Fit(id, training).Edges!, other = Fit(id, turned).Edges!;
        for (int type = 0; type < 2; type++)
        {
            for (int i = 0; i < 4; i++)
            {
                Assert.All(Enumerable.Range(0, 4), j => Assert.Equal(scores.Genes[type][order[i], order[j]], other.Genes[type][i, j], 1e-7));
                Assert.Equal(scores.Signals[type][order[i], 0], other.Signals[type][i, 0], 1e-7);
            }
        }
    }

    [Fact]
    public void Random_forest_rates_gain_on_no_change_and_find_the_signal()
    {
        NetworkTraining training = Tissues.Linear();
        INetworkGuess forest = Fit("forest", training);
        double gain = 1 - GeneErrors.OneStep(forest.Dynamics!, training.Around, training.Cells, default) / GeneErrors.OneStep(new NoGeneChange(), training.Around, training.Cells, default);
        Assert.InRange(gain, 0.8, 1);
        Assert.True(forest.Edges!.Signals[0][3, 0] > 0);
        Assert.All(forest.Edges.Signals, scores => Assert.All(Enumerable.Range(0, 4), gene => Assert.Equal(0, scores[gene, 1])));
    }

    private static INetworkGuess Fit(string id, NetworkTraining training) => NetworkBaselineCatalog.All.Single(baseline => baseline.Id == id).Fit(training, default);

    private static DenseMatrix Scaled(DenseMatrix state, int cell, double factor)
    {
        var scaled = new DenseMatrix(state.Rows, state.Columns, [.. state.Values]);
        for (int g = 0; g < state.Columns; g++)
            scaled[cell, g] *= factor;
        return scaled;
    }

    private static void AssertSameSign(double expected, double found)
    {
        if (expected == 0)
            Assert.Equal(0, found, 0.02);
        else
            Assert.True(Math.Sign(expected) == Math.Sign(found) && Math.Abs(found) > 0.02, $"expected the sign of {expected}, found {found}");
    }

    private sealed class Near(double tolerance) : IEqualityComparer<double>
    {
        public bool Equals(double x, double y) => Math.Abs(x - y) <= tolerance;

        public int GetHashCode(double value) => 0;
    }
}
