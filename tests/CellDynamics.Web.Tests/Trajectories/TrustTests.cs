using Bunit;
using CellDynamics.Methods.Contract;
using CellDynamics.Runs.Results;
using CellDynamics.Web.Features.Trajectories;
using CellDynamics.Web.Tests.Shared;

namespace CellDynamics.Web.Tests.Trajectories;

/// <summary>What speaks for a result and what against it, and how it came about.</summary>
public class TrustTests
{
    private static readonly TrajectoryResult Result = SyntheticTrajectories.Create();

    [Fact]
    public async Task Every_left_out_time_shows_this_analysis_beside_every_simple_guess()
    {
        await using var stage = new Stage();
        var cut = Show(stage, Result);
        Assert.Equal(["24 h left out", "48 h left out"], cut.ReadAll("caption"));
        Assert.Equal(["No change", "Straight line", "Pairwise transport", "This analysis"], cut.ReadAll("th")[..4]);
        Assert.Equal(["44.9", "38.6", "36.6", "35.6"], cut.ReadAll(".tj-value")[..4]);
        Assert.Equal(["This analysis", "This analysis"], cut.ReadAll(".tj-this th"));
        Assert.Equal(2, cut.FindAll(".tj-spread").Count); // only this analysis has seeds
        Assert.Equal("Wasserstein-1 distance in 30 dimensions. Dot: mean of 3 seeds, bar: lowest to highest.", cut.Read(".tj-metric"));
    }

    [Fact]
    public async Task Shorter_distances_lie_further_left_on_one_axis_for_all_times()
    {
        await using var stage = new Stage();
        var cut = Show(stage, Result);
        double[] places = [.. cut.FindAll(".tj-dot").Select(dot => double.Parse(dot.GetAttribute("style")!.Split(':')[1].TrimEnd(';'), System.Globalization.CultureInfo.InvariantCulture))];
        double[] values = [44.9, 38.6, 36.6, 35.6, 39.0, 37.3, 33.8, 34.1];
        Assert.Equal(Enumerable.Range(0, 8).OrderBy(i => values[i]), Enumerable.Range(0, 8).OrderBy(i => places[i]));
        Assert.All(places, place => Assert.InRange(place, 0, 100));
    }

    [Fact]
    public async Task The_best_possible_is_drawn_only_where_a_half_is_large_enough()
    {
        await using var stage = new Stage();
        var cut = Show(stage, Result);
        Assert.True(cut.FindAll("table")[0].HasAttribute("style"));
        Assert.False(cut.FindAll("table")[1].HasAttribute("style"));
        Assert.Contains("Half of the left-out cells against the other half: a mark of how near is near. Halves are small samples, so a prediction can lie nearer.", cut.ReadAll(".tj-note"));
    }

    [Fact]
    public async Task The_other_distance_is_one_press_away()
    {
        await using var stage = new Stage();
        var cut = Show(stage, Result);
        await cut.PressAsync("W2");
        Assert.Equal("49.4", cut.ReadAll(".tj-value")[0]);
        Assert.Equal(["false", "true"], cut.FindAll(".tj-segment button").Select(button => button.GetAttribute("aria-pressed")));
        Assert.StartsWith("Wasserstein-2", cut.Read(".tj-metric"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_speaks_against_the_result_stands_as_plainly_as_what_speaks_for_it()
    {
        await using var stage = new Stage();
        var cut = Show(stage, Result);
        Assert.Equal(
        [
            "The fit settled after 9 rounds.", "3 seeds agree on the left-out distance within 3 %.", "Medium changes from GM to DM after 0 h, together with time.",
            "No donor column: results describe these cells, not people.", "The representation was fitted without the left-out cells.",
        ], cut.ReadAll(".tj-trust > .tj-checks .tj-check span"));
        Assert.Equal(["Fine", "Fine", "Warning", "Warning", "Note"], cut.FindAll(".tj-trust > .tj-checks svg").Select(icon => icon.GetAttribute("aria-label")));
        Assert.Equal("1 more", cut.Read("summary")); // nothing is left out
    }

    [Fact]
    public void A_fit_that_did_not_settle_and_seeds_that_differ_are_warnings()
    {
        TrajectoryResult doubtful = Result with
        {
            Outcome = new Outcome(false, "Did not settle in 20 min.", "Fewer genes may help."),
            Validation = SyntheticTrajectories.Validation() with { Rows = [new(24, "this-analysis", 0, 10, 10, 0, 0), new(24, "this-analysis", 1, 14, 14, 0, 0)] },
        };
        TrustCheck[] checks = [.. TrustCheck.All(doubtful)];
        Assert.Equal(new TrustCheck(TrustKind.Warning, "Did not settle in 20 min. Fewer genes may help."), checks[0]);
        Assert.Equal(new TrustCheck(TrustKind.Warning, "2 seeds differ by up to 34 % in the left-out distance."), checks[1]);
    }

    [Fact]
    public async Task A_result_that_was_not_tested_says_why()
    {
        await using var stage = new Stage();
        var cut = stage.Render<TrustCard>(p => p.Add(c => c.Scores, []).Add(c => c.Checks, []).Add(c => c.Untested, "These data have two time points."));
        Assert.Equal("These data have two time points.", cut.Read(".tj-untested"));
        Assert.Empty(cut.FindAll("table"));
        cut = stage.Render<TrustCard>(p => p.Add(c => c.Scores, []).Add(c => c.Checks, []));
        Assert.StartsWith("Not tested on left-out time points.", cut.Read(".tj-untested"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task How_it_was_computed_is_plain_first_and_symbols_stand_in_a_fold()
    {
        await using var stage = new Stage();
        MethodDescriptor method = MethodCatalog.All.Single(known => known.Descriptor.Id == "sbirr").Descriptor;
        var run = Guid.CreateVersion7();
        var cut = stage.Render<MethodFold>(p => p.Add(f => f.Run, run).Add(f => f.Request, Result.Request).Add(f => f.Explanation, Result.Explanation).Add(f => f.Metrics, Result.Metrics).Add(f => f.Method, method).Add(f => f.View, "Inferred cells are projected exactly."));
        Assert.Equal([Result.Explanation, "Inferred cells are projected exactly.", "Settings, log and run again with changes"], cut.ReadAll(".tj-prose"));
        Assert.Equal($"analyses/{run}", cut.Find(".tj-prose a").GetAttribute("href"));
        Assert.DoesNotContain("σ", string.Concat(cut.ReadAll(".tj-prose")), StringComparison.Ordinal);
        Assert.Equal(["Method", "Fitted numbers"], cut.ReadAll("summary"));
        string[] names = cut.ReadAll("details:first-of-type dt");
        Assert.Contains("sigma, σ (how strongly cells may wander)", names);
        Assert.Equal(Result.Request.DatasetSha256, cut.ReadAll("details:first-of-type dd")[Array.IndexOf(names, "dataset SHA-256")]);
        Assert.Equal(method.Citation, cut.ReadAll("details:first-of-type dd")[^1]);
    }

    [Fact]
    public async Task A_method_that_is_no_longer_known_is_named_by_its_id()
    {
        await using var stage = new Stage();
        var cut = stage.Render<MethodFold>(p => p.Add(f => f.Request, Result.Request));
        Assert.Equal("sbirr", cut.ReadAll("dd")[0]);
        Assert.Single(cut.FindAll("details"));
    }

    private static IRenderedComponent<TrustCard> Show(Stage stage, TrajectoryResult result) =>
        stage.Render<TrustCard>(p => p.Add(c => c.Scores, HeldOutScore.All(result)).Add(c => c.Checks, TrustCheck.All(result)));
}
