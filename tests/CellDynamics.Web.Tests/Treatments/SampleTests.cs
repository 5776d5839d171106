using System.Net;
using Bunit;
using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Responses;
using CellDynamics.Methods.Treatments;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Predictions;
using CellDynamics.Web.Features.ResponseCharts;
using CellDynamics.Web.Features.Treatments;
using CellDynamics.Web.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;

namespace CellDynamics.Web.Tests.Treatments;

/// <summary>Predictions of new samples as a person meets them.</summary>
public class SampleTests(HostedSite site)
{
    private static readonly SampleRecord Record = new()
    {
        Id = new Guid("019d0000-0000-7000-8000-000000000001"), DatasetId = Guid.Empty, DatasetName = "New <b>blood</b>", Treatments = ["BCR-XL", "Drug"], CreatedUtc = Stage.Noon,
    };

    private static PredictedSample Sample => new(
        [new SampleDonor("N1", 120, new RangeCheck(0.4, 1, "")), new SampleDonor("N2", 80, new RangeCheck(3, 1, ""))], new float[2], new DenseMatrix(2, 2), new DenseMatrix(2, 2), [0, 1], ["There is no column 'cell_type'."]);

    [Fact]
    public async Task Every_donor_has_a_gauge_that_says_in_words_whether_the_model_can_know_it()
    {
        await using var stage = new Stage();
        var cut = Banner(stage, Record with { Status = SampleStatus.Done, Finished = 2 }, Sample);
        Assert.Equal(["N1 120 cells within the training range (distance 0.4, limit 1)", "N2 80 cells outside the training range: a hypothesis (distance 3, limit 1)"], cut.ReadAll(".tr-gauge"));
        Assert.Equal(["yes", "no"], cut.FindAll(".tr-gauge").Select(gauge => gauge.GetAttribute("data-inside")));
        Assert.Equal("New sample: New <b>blood</b> after BCR-XL, predicted", cut.Read("strong"));
        Assert.Equal("api/predicted.h5ad", cut.Find("a[download]").GetAttribute("href"));
        Assert.Contains("There is no column 'cell_type'.", cut.ReadAll(".tj-note"));
        // The bar of the one that is outside ends beyond the mark of the limit.
        Assert.True(Number(cut, 1, ".tr-gauge-bar", "width") > Number(cut, 1, ".tr-gauge-limit", "x1"));
        Assert.True(Number(cut, 0, ".tr-gauge-bar", "width") < Number(cut, 0, ".tr-gauge-limit", "x1"));
    }

    [Fact]
    public void A_new_sample_is_judged_by_its_own_range_and_by_no_donor_of_the_study()
    {
        string[] checks = [.. TreatmentChecks.All(SyntheticTreatments.Create(), null, Sample.Donors).Select(check => check.Text)];
        Assert.Equal(["N1 lies within the training range.", "N2 lies outside the training range: treat the prediction as a hypothesis."], checks[..2]);
        Assert.DoesNotContain(checks, check => check.Contains("P1", StringComparison.Ordinal) || check.Contains("part of the training", StringComparison.Ordinal));
    }

    [Fact]
    public async Task While_it_is_predicted_the_page_says_what_is_done_and_can_stop()
    {
        await using var stage = new Stage();
        int cancelled = 0;
        var cut = Banner(stage, Record with { Finished = 1 }, null, p => p.Add(banner => banner.Cancelled, () => cancelled++));
        Assert.Equal("Predicting New <b>blood</b>: Drug, 2 of 2. Until it is done the study is shown; you can leave this page.", cut.Read("[role=status] strong"));
        Assert.Equal(("1", "2"), (cut.Find("progress").GetAttribute("value"), cut.Find("progress").GetAttribute("max")));
        await cut.PressAsync("Cancel");
        Assert.Equal(1, cancelled);
    }

    [Fact]
    public async Task While_another_one_is_predicted_it_is_said_to_wait()
    {
        await using var stage = new Stage();
        var cut = Banner(stage, Record with { Status = SampleStatus.Waiting }, null);
        Assert.StartsWith("Waiting: another prediction is under way", cut.Read("[role=status] strong"), StringComparison.Ordinal);
        Assert.Contains("Cancel", cut.ReadAll("button"));
    }

    [Fact]
    public async Task A_failure_is_told_in_the_words_of_the_one_that_failed()
    {
        await using var stage = new Stage();
        var cut = Banner(stage, Record with { Status = SampleStatus.Failed, Failure = "new.h5ad, /var: expected at least 80 % of the 24 genes, found 3." }, null);
        Assert.Contains("expected at least 80 % of the 24 genes, found 3.", cut.Read(".cd-failed"), StringComparison.Ordinal);
        Assert.Contains("Back to the study", cut.ReadAll("button"));
    }

    [Fact]
    public async Task Predictions_are_listed_with_what_can_be_done_and_treatments_ranked_with_intervals()
    {
        await using var stage = new Stage();
        List<Guid> deleted = [];
        var cut = stage.Render<SamplesCard>(p => p
            .Add(card => card.Records, [Record with { Status = SampleStatus.Done, Finished = 2 }, Record with { Id = Guid.Empty, Finished = 1 }])
            .Add(card => card.Ranking, [new SampleRank("Drug", 2, 1.8, 2.3), new SampleRank("BCR-XL", 0.5, 0.4, 0.7)]).Add(card => card.Deleted, deleted.Add));
        Assert.Equal(["Show", "Delete", "Cancel", "Show", "Delete"], cut.ReadAll(".tr-acts button"));
        Assert.Contains("1 of 2 done", cut.ReadAll("td"));
        Assert.Equal(["1", "Drug", "2", "1.8 to 2.3", "2", "BCR-XL", "0.5", "0.4 to 0.7"], cut.FindAll("section")[1].QuerySelectorAll("td").Select(Words.Of));
        await cut.FindAll("button").First(button => Words.Of(button) == "Delete").ClickAsync(new());
        Assert.Equal([Record.Id], deleted);
    }

    [Fact]
    public async Task What_the_study_measured_is_named_so_beside_a_new_sample()
    {
        await using var stage = new Stage();
        ResponseStatistics statistics = SyntheticTreatments.Create().Statistics;
        foreach (string source in new[] { "", "measured in the study" })
        {
            Assert.Equal(source, stage.Render<StrengthCard>(p => p.Add(card => card.Sizes, statistics.Sizes).Add(card => card.Source, source)).Read(".cd-card-head .cd-meta"));
            Assert.Equal(source, stage.Render<SignalsCard>(p => p.Add(card => card.Shifts, statistics.Markers).Add(card => card.Source, source)).Read(".cd-card-head .cd-meta"));
        }
    }

    [Fact]
    public async Task The_dialog_offers_datasets_with_the_same_markers_first_and_never_that_of_the_study_and_asks_for_all_treatments_to_be_ranked()
    {
        await using PageStage stage = await PageStage.CreateAsync();
        await stage.AddDatasetAsync(dataset => (dataset.Name, dataset.Sha256) = ("The study itself", new string('b', 64)));
        DatasetRecord other = await stage.AddDatasetAsync(dataset => (dataset.Name, dataset.Status, dataset.UploadedUtc) = ("New blood", DatasetStatus.NeedsAttention, Stage.Noon.AddDays(-1)), Samples.Summary() with { GeneNames = [.. SyntheticTreatments.Markers, "CD3"] });
        await stage.AddDatasetAsync(dataset => (dataset.Name, dataset.Status) = ("Broken", DatasetStatus.CannotBeRead));
        await stage.AddDatasetAsync(dataset => dataset.Name = "Other panel", Samples.Summary() with { GeneNames = [SyntheticTreatments.Markers[0], "CD3"] });
        var provider = stage.Render<MudDialogProvider>();
        TreatmentModel model = TreatmentModel.Of(TestTreatments.Finished, SyntheticTreatments.Create(), null, ["shares"]);
        Task<SampleQuestion?> asked = provider.InvokeAsync(() => NewSampleDialog.AskAsync(stage.Services.GetRequiredService<IDialogService>(), Guid.Empty, model, TreatmentChoice.Of(model), SyntheticTreatments.Markers, new string('b', 64)));
        provider.WaitForElement(".tr-form select");
        Assert.Equal(["With its genes or markers", "May lack its genes or markers"], provider.FindAll("optgroup").Select(group => group.GetAttribute("label")));
        Assert.Equal(["New blood, 297 cells", "Other panel, 297 cells"], provider.FindAll(".tr-form select")[0].QuerySelectorAll("option").Select(Words.Of));
        await provider.PressAsync("Predict");
        SampleQuestion question = (await asked)!;
        Assert.Equal(other.Id, question.DatasetId);
        Assert.Equal(["BCR-XL", "Drug <b>"], question.Treatments);
    }

    [Fact]
    public async Task The_dialog_offers_no_dataset_of_another_project_than_that_of_the_analysis()
    {
        await using PageStage stage = await PageStage.CreateAsync();
        ProjectRecord lab = new() { Name = "Another lab" };
        await stage.WriteAsync(db => db.Add(lab));
        RunRecord run = await stage.AddRunAsync(await stage.AddDatasetAsync(dataset => dataset.Name = "Here"), RunStatus.Succeeded);
        DatasetRecord there = await stage.AddDatasetAsync(dataset => (dataset.Name, dataset.ProjectId) = ("There", lab.Id));
        var provider = stage.Render<MudDialogProvider>();
        TreatmentModel model = TreatmentModel.Of(TestTreatments.Finished, SyntheticTreatments.Create(), null, ["shares"]);
        _ = provider.InvokeAsync(() => NewSampleDialog.AskAsync(stage.Services.GetRequiredService<IDialogService>(), run.Id, model, TreatmentChoice.Of(model), SyntheticTreatments.Markers, new string('b', 64)));
        provider.WaitForElement(".tr-form select");
        Assert.Equal(["Here, 297 cells"], provider.FindAll(".tr-form select")[0].QuerySelectorAll("option").Select(Words.Of));
        // As the server has it.
        await Assert.ThrowsAsync<RunException>(() => stage.Services.GetRequiredService<SampleDesk>().StartAsync(run.Id, new SampleQuestion(there.Id, ["BCR-XL"], null), CancellationToken.None));
    }

    [Theory]
    [InlineData("donors")]
    [InlineData("cells/control/pca")]
    [InlineData("predicted.h5ad")]
    public async Task A_prediction_that_is_gone_is_said_to_be_gone(string part)
    {
        using HttpResponseMessage answer = await site.SendAsync(HttpMethod.Get, $"/api/treatments/{Guid.Empty}/predictions/{Guid.Empty}/BCR-XL/{part}");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("There is no such prediction", await answer.Content.ReadAsStringAsync(Xunit.TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private static IRenderedComponent<SampleBanner> Banner(Stage stage, SampleRecord record, PredictedSample? sample, Action<ComponentParameterCollectionBuilder<SampleBanner>>? more = null) =>
        stage.Render<SampleBanner>(p =>
        {
            p.Add(banner => banner.Record, record).Add(banner => banner.Sample, sample).Add(banner => banner.Treatment, "BCR-XL").Add(banner => banner.Download, "api/predicted.h5ad");
            more?.Invoke(p);
        });

    private static double Number(IRenderedComponent<SampleBanner> cut, int gauge, string mark, string attribute) =>
        double.Parse(cut.FindAll(".tr-gauge")[gauge].QuerySelector(mark)!.GetAttribute(attribute)!, System.Globalization.CultureInfo.InvariantCulture);
}
