using CellDynamics.Methods.Baselines.Networks;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Networks;
using CellDynamics.Methods.Simulators;
using CellDynamics.Methods.Validation;
using CellDynamics.Methods.Validation.Cells;

namespace CellDynamics.Methods.Tests.Validation.Cells;

/// <summary>Cells left out are scored as they should be, and the sentence is no kinder than the numbers.</summary>
public class LeaveCellsOutTests
{
    [Fact]
    public void The_truth_gains_almost_all_no_change_nothing_and_the_left_out_cells_are_a_fifth_of_every_type()
    {
        SpatialHillSystem system = SpatialHillSystem.Draw(0);
        CellTrajectories cells = system.Simulate(new SpatialHillSettings { Side = 5, Stored = 20, Noise = 0 }, 0);
        Neighbourhood around = Neighbourhood.Of(cells, SpatialHillSystem.Reach);
        var asked = new KnowsTruth(system);
        IReadOnlyList<DynamicsScore> scores = new LeaveCellsOut(asked, new NoSettings(), [new NoGeneChange(), new SameChangeAgain()], new RunContext { Seed = 0 }).Run(new NetworkInput(cells, SpatialHillSystem.Candidates), around, 2);
        Assert.Equal(6, scores.Count);
        Assert.All(scores.Where(score => score.Predictor == LeaveCellsOut.OwnId), score => Assert.True(score is { Gain: > 0.98, PathError: < 0.01 }, $"{score}"));
        Assert.All(scores.Where(score => score.Predictor == new NoGeneChange().Id), score => Assert.Equal(0, score.Gain, 1e-12));
        // It sees two true states, so on a tissue without noise it foretells most of a step.
        Assert.All(scores.Where(score => score.Predictor == new SameChangeAgain().Id), score => Assert.True(score.Gain > 0.5, $"{score}"));
        foreach (int[] learned in asked.Learned)
        {
            for (int type = 0; type < SpatialHillSystem.Types; type++)
            {
                int all = cells.Types.Count(of => of == type);
                Assert.Equal(all - (int)Math.Round(0.2 * all), learned.Count(cell => cells.Types[cell] == type));
            }
        }
        Assert.NotEqual(asked.Learned[0], asked.Learned[1]);
    }

    [Theory]
    [InlineData(0.9, 0.1, VerdictLevel.BetterThanEveryBaseline, "better than by every simple guess.")]
    [InlineData(0.9, 0.6, VerdictLevel.Mixed, "but over whole paths random-forest rates does better.")]
    [InlineData(0.4, 0.1, VerdictLevel.Mixed, "but one step ahead random-forest rates does better.")]
    [InlineData(0.1, 0.52, VerdictLevel.Mixed, "but random-forest rates does far better one step ahead and as well over whole paths.")]
    [InlineData(-0.1, 0.1, VerdictLevel.NoBetterThanNoChange, "no better than by assuming no change.")]
    public void A_guess_that_wins_is_named_with_what_it_wins_and_how_far(double gain, double error, VerdictLevel expected, string headline)
    {
        Verdict verdict = LeaveCellsOut.Judge([new(LeaveCellsOut.OwnId, "this analysis", 0, gain, error), new("forest", "random-forest rates", 0, 0.5, 0.5), new("persistence", "no change", 0, 0, 2)]);
        Assert.Equal(expected, verdict.Level);
        Assert.EndsWith(headline, verdict.Headline, StringComparison.Ordinal);
        Assert.Contains("random-forest rates", verdict.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_test_it_says_so() => Assert.Equal(VerdictLevel.NotTested, LeaveCellsOut.Judge([]).Level);

    private sealed record NoSettings : MethodParameters;

    /// <summary>A method whose fit is the simulator itself.</summary>
    private sealed class KnowsTruth(SpatialHillSystem system) : IInferenceMethod
    {
        public List<int[]> Learned { get; } = [];

        public MethodDescriptor Descriptor { get; } = new("truth", "Truth", "What is it?", "Knows.", "1", "Nobody 2026", new DataNeeds(2, NeedsTracks: true), typeof(NoSettings));

        public MethodResult Run(PopulationSet populations, MethodParameters parameters, RunContext context)
        {
            Learned.Add(populations.Network!.LearnedCells!);
            return new MethodResult(new Outcome(true, "Known."), new Unsaved()) { Network = new NetworkGuess(system, null) };
        }

        public IFittedModel Load(string directory) => new Unsaved();
    }

    private sealed class Unsaved : IFittedModel
    {
        public void Save(string directory)
        {
        }
    }
}
