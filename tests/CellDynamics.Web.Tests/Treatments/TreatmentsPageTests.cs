using Bunit;
using CellDynamics.Data.Preprocessing;
using CellDynamics.Methods.Baselines.Treatments;
using CellDynamics.Methods.Responses;
using CellDynamics.Methods.Validation;
using CellDynamics.Runs.Results.Treatments;
using CellDynamics.Web.Features.ResponseCharts;
using CellDynamics.Web.Features.TreatmentData;
using CellDynamics.Web.Features.Treatments;
using CellDynamics.Web.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CellDynamics.Web.Tests.Treatments;

public class TreatmentsPageTests
{
    [Fact]
    public async Task A_finished_result_opens_with_its_verdict_and_answer_and_shows_all_its_parts()
    {
        await using PageStage stage = await StageAsync(new TestTreatments());
        var cut = Show(stage, TestTreatments.Finished);
        Assert.Equal("B-cell receptor stimulation", cut.Read("h1"));
        Assert.Equal("Treatments · 270 cells · 3 markers · 3 patients · 2 treatments · 2 cell types", cut.Read(".tj-title .tj-meta"));
        Assert.Equal("Better than the average shift, not than the pooled cells of the others. Patient P3 is predicted worst.", cut.Read(".cd-verdict p"));
        Assert.Contains("cd-warning", cut.Find(".cd-verdict").ClassList);
        Assert.Equal("B cells respond most to BCR-XL: pS6 rises in all 3 patients.", cut.Read(".tr-answer"));
        Assert.Equal(["Control cells", "Predicted treated cells", "Measured treated cells", "Difference of densities", "Distribution", "Response by cell type", "Which signals change", "Can I trust this?", "Shares of cell types"],
            cut.FindAll("section").Select(part => part.GetAttribute("aria-label")));
        Assert.Equal("Inferred", cut.Read("[data-panel=predicted] .tj-chip"));
        Assert.True(cut.Find("[data-panel=control] .tj-chip").HasAttribute("hidden"));
    }

    [Fact]
    public void The_page_opens_with_the_marker_that_moves_furthest_in_most_donors_and_the_sentence_names_it()
    {
        TreatmentResult result = SyntheticTreatments.Create();
        MarkerShift Shift(string treatment, string marker, params double[] changes) =>
            new(treatment, null, "B", marker, [.. SyntheticTreatments.Donors.Zip(changes, (donor, change) => new DonorChange(donor, change))], changes.Average(), -1, 1, 0.1, 0.1, changes.All(change => change > 0));
        MarkerShift[] markers = [.. result.Treatments.SelectMany(treatment => new[] { Shift(treatment, "Actin", 0.01, 0.02, 0.01), Shift(treatment, "pErk", -3, 0.2, -2), Shift(treatment, "pS6", 5, 0.1, 0.1) })];
        result = result with { Statistics = result.Statistics with { Markers = markers } };
        TreatmentModel model = TreatmentModel.Of(Guid.Empty, result, null, ["shares"]);
        Assert.Equal("gene:pErk", model.Color);
        Assert.Equal($"B cells respond most to {model.Treatment}: pErk falls in 2 of 3 patients.", ResponseAnswer.Of(result, model.Treatment, null));
    }

    [Fact]
    public async Task Donors_say_whether_the_model_had_seen_them()
    {
        await using PageStage stage = await StageAsync(new TestTreatments());
        var cut = Show(stage, TestTreatments.Finished);
        string[] options = cut.ReadAll("option");
        Assert.Contains("P1, left out of training", options);
        Assert.Contains("P2, in the training", options);
        await ChooseAsync(cut, "Patient", "P2");
        Assert.Contains("Patient P2 was part of the training: the prediction shows the fit, not what a new donor would get.", cut.ReadAll(".tj-check"));
    }

    [Fact]
    public async Task The_checks_speak_of_range_winners_confounding_and_evidence()
    {
        await using PageStage stage = await StageAsync(new TestTreatments());
        var cut = Show(stage, TestTreatments.Finished);
        string[] first = cut.ReadAll(".tj-check");
        Assert.Contains("3 patients: the patient is the unit of every test.", first);
        Assert.Contains("Patient P1 lies within the training range.", first);
        Assert.Contains("Control is 0, treated 30 in time_min: time and treatment cannot be told apart.", first);
        Assert.Contains("The method was published on 43 protein markers by mass cytometry, 11 treatments, organoids with fibroblasts.", first);
        await ChooseAsync(cut, "Patient", "P3");
        string[] third = cut.ReadAll(".tj-check");
        Assert.Contains("Patient P3 lies outside the training range: treat the prediction as a hypothesis.", third);
        Assert.Contains("A simpler guess predicts this donor better: other donors, pooled (W2 4.1 against 4.45).", third);
    }

    [Theory]
    [InlineData(MatrixScale.Counts, "not on transcriptomes")]
    [InlineData(MatrixScale.Log, "not on transcriptomes")]
    public async Task A_transcriptome_is_told_that_the_method_was_published_on_proteins(MatrixScale scale, string words)
    {
        await using PageStage stage = await StageAsync(new TestTreatments { Result = SyntheticTreatments.Create() with { Scale = scale } });
        Assert.Contains(Show(stage, TestTreatments.Finished).ReadAll(".tj-check"), check => check.Contains(words, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Distances_of_the_donor_stand_on_one_axis_with_those_of_the_halves_and_this_analysis_in_bold()
    {
        await using PageStage stage = await StageAsync(new TestTreatments());
        var cut = Show(stage, TestTreatments.Finished);
        Assert.Equal(["No change", "Average shift", "Other donors, pooled", "Flow, donor names", "This analysis", "Own mean shift*", "Half against half*"], cut.ReadAll(".tj-score th"));
        Assert.Equal(["5.10", "4.40", "4.10", "4.20", "4.05", "3.95", "3.90"], cut.ReadAll(".tj-value"));
        Assert.Equal("This analysis", cut.Read(".tj-this th"));
        Assert.Equal(7, cut.FindAll(".tj-with-best").Count);
        Assert.StartsWith("Wasserstein-2 distance in 3 dimensions.", cut.Read(".tj-metric"), StringComparison.Ordinal);
        await cut.PressAsync("W1");
        Assert.Equal("4.18", cut.ReadAll(".tj-value")[1]); // 4.4 × 0.95
    }

    [Fact]
    public void Every_baseline_of_the_catalogue_has_a_name_that_fits_beside_its_dot()
    {
        foreach (ITreatmentBaseline baseline in TreatmentBaselineCatalog.All)
        {
            string name = DonorScores.NameOf(baseline.Id);
            Assert.False(name.Equals(baseline.Id.Replace('-', ' '), StringComparison.OrdinalIgnoreCase) && baseline.Id is not "no-change" and not "convex-transport", $"{baseline.Id} has no name in words.");
            Assert.InRange(name.Length, 3, 22);
        }
        Assert.Equal("Something new", DonorScores.NameOf("something-new"));
    }

    [Fact]
    public async Task Where_a_baseline_wins_the_table_says_so_in_words()
    {
        await using PageStage stage = await StageAsync(new TestTreatments());
        var cut = Show(stage, TestTreatments.Finished);
        await cut.PressAsync("Left-out donors");
        Assert.Equal("A simpler guess predicts left-out donors better than this analysis, though not clearly: other donors, pooled.", cut.Read(".tr-sentence"));
        string[] rows = RowsOf(cut, "section[aria-label='Left-out donors']");
        Assert.Equal("No change|4.85|5.1|1.28|0.051|0.3|0.2|0.7|1|−1 (−1.2 to −0.8)|this analysis is better", rows[0]);
        Assert.Contains(rows, row => row.EndsWith("|+0.05 (−0.2 to +0.3)|the guess is ahead, not clearly", StringComparison.Ordinal));
        Assert.StartsWith("Half against half*|", rows[^1], StringComparison.Ordinal);
        Assert.EndsWith("|0||", rows[^1], StringComparison.Ordinal); // normalised: nothing is left to gain, and no baseline to beat
    }

    [Fact]
    public async Task The_parts_below_are_tabs_and_each_shows_its_numbers()
    {
        await using PageStage stage = await StageAsync(new TestTreatments());
        var cut = Show(stage, TestTreatments.Finished);
        Assert.Equal(["Shares of cell types", "Responders", "Donors", "Left-out donors", "New samples", "How this was computed"], cut.ReadAll(".tr-parts button"));
        Assert.Equal("true", cut.Find("#tr-tab-shares").GetAttribute("aria-selected"));
        Assert.Equal(["T|70 %|80 %|× 1.14|0.2|0.2", "B|30 %|20 %|× 0.667|0.02|0.04"], RowsOf(cut, "#tr-part"));
        await cut.PressAsync("Responders");
        Assert.Equal(["partial from 1.5", "responder from 3"], cut.FindAll("#tr-part svg.cd-chart text").Select(Words.Of).Where(words => words.Contains("from", StringComparison.Ordinal)));
        Assert.Equal("P1|All cells|50 %|30 %|20 %", RowsOf(cut, "#tr-part")[0]);
        await cut.PressAsync("Donors");
        Assert.Equal(6, cut.FindAll("section[aria-label='Donors and treatments'] tbody tr").Count);
        Assert.Contains("Cosine between two donors: median 0.1, from −0.2 to 0.9.", cut.Markup, StringComparison.Ordinal);
        Assert.Contains("Rank within the patient", cut.ReadAll("section[aria-label='Donors and treatments'] th"));
        await cut.PressAsync("New samples");
        Assert.Equal("What would this treatment do to other cells?", cut.Read("#tr-part .cd-empty h2"));
        await cut.PressAsync("How this was computed");
        Assert.Contains("Raw cytometry intensities", cut.Read("#tr-part .tj-prose"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_treatment_alone_has_no_rank()
    {
        TreatmentResult result = SyntheticTreatments.Create();
        await using PageStage stage = await StageAsync(new TestTreatments
        {
            Result = result with { Statistics = result.Statistics with { Ranking = [.. result.Statistics.Ranking.Where(rank => rank.Treatment == "BCR-XL")] } },
        });
        var cut = Show(stage, TestTreatments.Finished);
        await cut.PressAsync("Donors");
        Assert.Equal(["Patient", "Treatment", "Size", "95 % over cells"], cut.ReadAll("section[aria-label='Donors and treatments'] th"));
        Assert.Equal("P1|BCR-XL|2|1.5 to 2.5", RowsOf(cut, "section[aria-label='Donors and treatments']")[0]);
    }

    [Fact]
    public void The_letters_of_a_marker_are_never_changed()
    {
        TreatmentResult result = SyntheticTreatments.Create();
        MarkerShift shift = new("BCR-XL", null, ResponseStatistics.AllCells, "pNFkB", [.. SyntheticTreatments.Donors.Select(donor => new DonorChange(donor, -1))], -1, -2, -0.5, 0.1, 0.1, true);
        result = result with { Statistics = result.Statistics with { Sizes = [], Markers = [shift] } };
        Assert.Equal("After BCR-XL, pNFkB falls in all 3 patients.", ResponseAnswer.Of(result, "BCR-XL", null));
    }

    [Fact]
    public async Task Small_groups_are_counted_but_not_drawn()
    {
        await using PageStage stage = await StageAsync(new TestTreatments());
        var cut = Show(stage, TestTreatments.Finished);
        string[] words = cut.ReadAll("section[aria-label='Response by cell type'] svg.cd-chart text");
        Assert.Contains("3 of 3", words);
        Assert.Contains("2 of 3", words); // P3 has nine T cells
        Assert.Equal(5, cut.FindAll("section[aria-label='Response by cell type'] circle").Count);
        Assert.Equal(2, cut.FindAll("section[aria-label='Response by cell type'] circle.tr-chosen").Count);
        Assert.Equal("Patient P1: 2, permutation p 0.005", cut.Read("section[aria-label='Response by cell type'] circle title"));
        Assert.Contains("B|P1|2|0.005|0.1|0.01|30, 30", RowsOf(cut, "section[aria-label='Response by cell type']"));
    }

    [Fact]
    public async Task A_marker_has_a_dot_where_all_donors_agree()
    {
        await using PageStage stage = await StageAsync(new TestTreatments());
        var cut = Show(stage, TestTreatments.Finished);
        Assert.Equal(4, cut.FindAll("section[aria-label='Which signals change'] circle").Count); // two of three markers in two cell types
        Assert.Contains("pS6 in B: +1.5, adjusted p 0.01, same sign in all donors", cut.ReadAll("section[aria-label='Which signals change'] title"));
    }

    [Fact]
    public async Task Without_a_test_the_page_calls_the_prediction_a_hypothesis()
    {
        await using PageStage stage = await StageAsync(new TestTreatments { Result = SyntheticTreatments.Create() with { Validation = null } });
        var cut = Show(stage, TestTreatments.Finished);
        Assert.Equal("Not tested on donors that were left out. Treat the predicted cells as a hypothesis.", cut.Read(".cd-verdict p"));
        Assert.Contains("cd-note", cut.Find(".cd-verdict").ClassList);
        Assert.Equal("Not tested on left-out donors: that needs at least two donors and the test switched on.", cut.Read(".tj-untested"));
        Assert.DoesNotContain("figure:scores", cut.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_donor_is_no_replicate()
    {
        TreatmentResult result = SyntheticTreatments.Create();
        await using PageStage stage = await StageAsync(new TestTreatments
        {
            Result = result with { Donors = ["P1"], Validation = null, Responses = [.. result.Responses.Where(one => one.Donor == "P1")], Statistics = result.Statistics with { HasReplicates = false } },
        });
        Assert.Contains("One patient: no replicate, descriptive only. Results describe these cells, not people.", Show(stage, TestTreatments.Finished).ReadAll(".tj-check"));
    }

    [Theory]
    [InlineData(VerdictLevel.BetterThanEveryBaseline, "cd-good")]
    [InlineData(VerdictLevel.NoBetterThanNoChange, "cd-bad")]
    public async Task The_verdict_is_green_or_red_as_the_scores_are(VerdictLevel level, string look)
    {
        TreatmentResult result = SyntheticTreatments.Create();
        await using PageStage stage = await StageAsync(new TestTreatments { Result = result with { Validation = result.Validation! with { Verdict = new Verdict(level, "One sentence.", "Another.") } } });
        Assert.Contains(look, Show(stage, TestTreatments.Finished).Find(".cd-verdict").ClassList);
    }

    [Theory]
    [InlineData("ff", "There is no such analysis")]
    [InlineData("02", "Second look is still running")]
    [InlineData("03", "Third look did not finish")]
    public async Task A_result_that_is_not_there_says_what_stands_in_the_way(string run, string title)
    {
        await using PageStage stage = await StageAsync(new TestTreatments());
        var cut = stage.Render<TreatmentsPage>(p => p.Add(page => page.Id, new Guid($"019c0000-0000-7000-8000-0000000000{run}")));
        await cut.WaitForElementAsync(".tj-standing");
        Assert.Equal(title, cut.Read("h1"));
        Assert.Equal("treatments", cut.FindAll(".tj-actions a")[^1].GetAttribute("href"));
    }

    [Fact]
    public async Task An_analysis_through_time_is_sent_to_its_own_page()
    {
        await using PageStage stage = await StageAsync(new TestTreatments());
        var cut = stage.Render<TreatmentsPage>(p => p.Add(page => page.Id, TestTreatments.OfTime));
        await cut.WaitForElementAsync(".tj-standing");
        Assert.Equal("Myoblasts is an analysis through time", cut.Read("h1"));
        Assert.Equal($"trajectories/{TestTreatments.OfTime}", cut.Find(".tj-actions a").GetAttribute("href"));
    }

    [Fact]
    public async Task A_damaged_file_is_said_to_be_damaged()
    {
        await using PageStage stage = await StageAsync(new TestTreatments { IsDamaged = true });
        var cut = stage.Render<TreatmentsPage>(p => p.Add(page => page.Id, TestTreatments.Finished));
        await cut.WaitForElementAsync(".tj-standing");
        Assert.Equal("The result cannot be read", cut.Read("h1"));
    }

    [Fact]
    public async Task The_list_leads_to_results_and_to_runs_that_have_none_yet()
    {
        await using PageStage stage = await StageAsync(new TestTreatments());
        var cut = stage.Render<TreatmentList>();
        await cut.WaitForElementAsync(".tj-entry strong");
        Assert.Equal([$"treatments/{TestTreatments.Finished}", $"analyses/{TestTreatments.Running}", $"analyses/{TestTreatments.Failed}"], cut.FindAll(".tj-entry").Select(entry => entry.GetAttribute("href")));
        Assert.Contains("Left-out patients are predicted better than by any simple guess.", cut.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("Myoblasts", cut.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_list_says_what_will_stand_there_and_how_to_begin()
    {
        var source = new TestTreatments();
        source.Rows.Clear();
        await using PageStage stage = await StageAsync(source);
        var cut = stage.Render<TreatmentList>();
        await cut.WaitForElementAsync(".tj-standing");
        Assert.Equal("Here you will see how cells respond to a treatment", cut.Read("h2"));
        Assert.Equal("datasets", cut.Find(".tj-standing a").GetAttribute("href"));
    }

    private static Task<PageStage> StageAsync(TestTreatments source) => PageStage.CreateAsync(services => services.Replace(ServiceDescriptor.Singleton<ITreatmentSource>(source)));

    private static IRenderedComponent<TreatmentsPage> Show(PageStage stage, Guid run)
    {
        var cut = stage.Render<TreatmentsPage>(p => p.Add(page => page.Id, run));
        cut.WaitForElement(".cd-verdict strong");
        return cut;
    }

    private static string[] RowsOf(IRenderedComponent<TreatmentsPage> cut, string part) =>
        [.. cut.FindAll($"{part} tbody tr").Select(row => string.Join('|', row.QuerySelectorAll("td").Select(Words.Of)))];

    private static Task ChooseAsync(IRenderedComponent<TreatmentsPage> cut, string label, string value) =>
        cut.InvokeAsync(() => cut.FindAll("label.tj-choice").Single(one => Words.Of(one).StartsWith(label, StringComparison.Ordinal)).QuerySelector("select")!.ChangeAsync(new() { Value = value }));
}
