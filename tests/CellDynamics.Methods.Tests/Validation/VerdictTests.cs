using CellDynamics.Methods.Validation;

namespace CellDynamics.Methods.Tests.Validation;

public class VerdictTests
{
    private const int MostWords = 14;

    [Fact]
    public void Below_every_guess_at_every_time_is_better_and_level_with_one_is_not()
    {
        Assert.Equal(VerdictLevel.BetterThanEveryBaseline, Of([0.99], [0.5]).Level);
        Assert.Equal(VerdictLevel.Mixed, Of([0.99], [1]).Level);
        Assert.Equal(VerdictLevel.Mixed, Of([0.99], [1.2]).Level);
    }

    [Fact]
    public void Level_with_assuming_no_change_everywhere_is_no_better_and_below_it_once_is_mixed()
    {
        Assert.Equal(VerdictLevel.NoBetterThanNoChange, Of([2], [2.5]).Level);
        Assert.Equal(VerdictLevel.Mixed, Of([1.99], [2.5]).Level);
        Assert.Equal(VerdictLevel.Mixed, Of([0.5], [2]).Level);
    }

    [Fact]
    public void Better_means_by_more_than_the_spread_over_the_seeds()
    {
        // Mean 0.9 and standard deviation 0.1: 1.0 is not below the best guess, 0.998 is.
        Assert.Equal(VerdictLevel.Mixed, Of([0.8, 0.9, 1.0]).Level);
        Assert.Equal(VerdictLevel.BetterThanEveryBaseline, Of([0.798, 0.898, 0.998]).Level);
        Assert.Equal(VerdictLevel.NoBetterThanNoChange, Of([1.8, 1.9, 2.0]).Level);
    }

    [Fact]
    public void The_detail_names_the_weakest_point()
    {
        Assert.Contains("at 2 h the error is 10 % below that of moving all cells along a straight line", Of([0.5], [0.9]).Detail, StringComparison.Ordinal);
        Assert.Contains("At 2 h it is no better than assuming no change", Of([0.5], [2.5]).Detail, StringComparison.Ordinal);
        Assert.Contains("At 2 h, moving all cells along a straight line is 50 % better", Of([0.5], [1.5]).Detail, StringComparison.Ordinal);
        Assert.Equal("Better than every simple guess at 1 h, not elsewhere.", Of([0.5], [1.5]).Headline);
    }

    [Fact]
    public void A_headline_has_at_most_fourteen_words_at_every_level()
    {
        Verdict[] verdicts =
        [
            Verdicts.NotTested(2), Verdicts.HeldOutOutside, Of([0.5]), Of([0.5], [0.5]), Of([1.5]), Of([0.5], [1.5]), Of([0.5], [0.5], [1.5]), Of([0.5], [0.5], [0.5], [1.5]), Of([3]),
        ];
        Assert.Equal(Enum.GetValues<VerdictLevel>(), verdicts.Select(verdict => verdict.Level).Distinct().Order());
        Assert.All(verdicts, verdict => Assert.InRange(verdict.Headline.Split(' ').Length, 3, MostWords));
        Assert.All(verdicts, verdict => Assert.EndsWith(".", verdict.Detail, StringComparison.Ordinal));
    }

    /// <summary>Times 1, 2, … h with the errors of this analysis by seed; the straight line is off by 1 everywhere, no change by 2, transport by 1.1.</summary>
    private static Verdict Of(params double[][] errors) => Verdicts.Of(
        [.. errors.SelectMany((seeds, t) => seeds.Select((error, seed) => Row(t + 1, Predictors.ThisAnalysis, seed, error))
            .Concat([Row(t + 1, Predictors.NoChange, 0, 2), Row(t + 1, "linear", 0, 1), Row(t + 1, "optimal-transport", 0, 1.1)]))], "h");

    private static ValidationRow Row(double time, string predictor, int seed, double w2) => new(time, predictor, seed, w2, w2, 0, 0);
}
