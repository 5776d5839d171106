using System.Text.Json;
using Bunit;
using CellDynamics.Data.Annotated;
using CellDynamics.Runs.Datasets;
using CellDynamics.Runs.Model;
using CellDynamics.Web.Features.Datasets;
using CellDynamics.Web.Tests.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;

namespace CellDynamics.Web.Tests.Pages;

public class DatasetPageTests
{
    [Fact]
    public async Task The_address_of_a_dataset_that_was_deleted_leads_to_a_page_that_says_so()
    {
        await using PageStage stage = await PageStage.CreateAsync();
        var cut = Show(stage, Guid.NewGuid());
        await cut.WaitForElementAsync(".cd-empty");
        Assert.Equal("There is no such dataset", cut.Read(".cd-empty h2"));
        Assert.Equal("datasets", cut.Find(".cd-empty a").GetAttribute("href"));
    }

    [Fact]
    public async Task A_database_that_does_not_answer_is_not_taken_for_a_dataset_that_was_deleted()
    {
        await using PageStage stage = PageStage.WithoutDatabase();
        var cut = Show(stage, Guid.NewGuid());
        await cut.WaitForElementAsync("[role=alert]");
        Assert.Equal("The dataset could not be read", cut.Read("[role=alert] h2"));
        Assert.Empty(cut.FindAll(".cd-empty"));
    }

    [Fact]
    public async Task While_the_file_is_checked_bones_stand_in_its_place()
    {
        await using PageStage stage = await PageStage.CreateAsync();
        DatasetRecord dataset = await stage.AddDatasetAsync(d => d.Status = DatasetStatus.Checking);
        var cut = Show(stage, dataset.Id);
        await cut.WaitForElementAsync("[aria-busy=true]");
        stage.Time.Advance(TimeSpan.FromSeconds(1));
        await cut.WaitForAssertionAsync(() => Assert.StartsWith("Checking the file", cut.Read(".cd-loading [role=status]"), StringComparison.Ordinal));
        Assert.DoesNotContain("New analysis", cut.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_says_why_and_what_to_do()
    {
        await using PageStage stage = await PageStage.CreateAsync();
        DatasetRecord dataset = await stage.AddDatasetAsync(d => (d.Status, d.Problem) = (DatasetStatus.CannotBeRead, "hsmm.h5ad: the file ends early."));
        var cut = Show(stage, dataset.Id);
        await cut.WaitForElementAsync("[role=alert]");
        Assert.Equal("hsmm.h5ad: the file ends early.", cut.ReadAll("[role=alert] p")[0]);
        Assert.DoesNotContain("New analysis", cut.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dataset_without_times_is_ready_for_treatments_and_a_person_names_control_dose_and_values()
    {
        await using PageStage stage = await PageStage.CreateAsync();
        DatasetRecord dataset = await stage.AddDatasetAsync(summary: Samples.Screen());
        var cut = Show(stage, dataset.Id);
        await cut.WaitForElementAsync(".cd-role");
        Assert.Contains("Ready for treatment response.", cut.Markup, StringComparison.Ordinal);
        Assert.Contains("New analysis", cut.Markup, StringComparison.Ordinal);
        Assert.Equal(["Time", "Condition", "Control", "Dose", "Donor", "Batch", "Cell type", "Values"], cut.ReadAll(".cd-role-name"));
        Assert.Equal("Ref", Select(cut, "Control").GetAttribute("value"));
        await cut.InvokeAsync(() => Select(cut, "Control").ChangeAsync(new() { Value = "LPS" }));
        await cut.InvokeAsync(() => Select(cut, "Values").ChangeAsync(new() { Value = "as-is" }));
        await cut.PressAsync("Confirm roles");
        StudyRoles confirmed = JsonSerializer.Deserialize<StudyRoles>((await stage.Catalog.FindAsync(dataset.Id, CancellationToken.None))!.ConfirmedRoles!, DatasetSummaryFile.Json)!;
        Assert.Equal(("LPS", false, null), (confirmed.Control, confirmed.IsCytometry, confirmed.Time));
    }

    [Fact]
    public async Task A_file_that_can_be_read_in_another_way_is_read_so_when_a_person_chooses_it()
    {
        await using PageStage stage = await PageStage.CreateAsync();
        DatasetRecord dataset = await stage.AddDatasetAsync(summary: Samples.Summary() with { Reading = new DatasetReading("h5mu", "rna", ["rna", "prot"], null) });
        var cut = Show(stage, dataset.Id);
        await cut.WaitForElementAsync("#modality");
        Assert.Equal(["rna", "prot"], cut.ReadAll("#modality option"));
        Assert.Empty(cut.FindAll("#rows"));
        await cut.InvokeAsync(() => cut.Find("#modality").ChangeAsync(new() { Value = "prot" }));
        Assert.Equal(DatasetStatus.Checking, (await stage.Catalog.FindAsync(dataset.Id, CancellationToken.None))!.Status);
        await cut.WaitForAssertionAsync(() => Assert.True(cut.Find("#modality").HasAttribute("disabled")));
        DatasetRecord plain = await stage.AddDatasetAsync(summary: Samples.Summary());
        Assert.Empty(Show(stage, plain.Id).FindAll("#reading"));
    }

    [Fact]
    public async Task A_condition_of_very_many_values_can_be_chosen_and_its_control_typed()
    {
        await using PageStage stage = await PageStage.CreateAsync();
        DatasetSummary screen = Samples.Screen(control: "non-targeting") with
        {
            Cells = 30_000,
            Columns = [new("stim", "Categorical", [.. Enumerable.Range(0, 200).Select(i => $"guide {i}")], 1500), new("barcode", "String", ["A", "B"], 30_000), new("patient", "Categorical", ["P1", "P2"], 2)],
        };
        DatasetRecord dataset = await stage.AddDatasetAsync(summary: screen);
        var cut = Show(stage, dataset.Id);
        await cut.WaitForElementAsync(".cd-role");
        string[] offered = [.. Select(cut, "Condition").Children.Select(Words.Of)];
        Assert.Contains("stim (1,500 values)", offered);
        Assert.DoesNotContain(offered, option => option.StartsWith("barcode", StringComparison.Ordinal));
        Assert.Equal("non-targeting", cut.Find(".cd-role input").GetAttribute("value"));
    }

    [Fact]
    public async Task A_ready_dataset_answers_whether_it_can_be_used_and_shows_what_was_found()
    {
        await using PageStage stage = await PageStage.CreateAsync();
        DatasetRecord dataset = await stage.AddDatasetAsync(summary: Samples.Summary());
        var cut = Show(stage, dataset.Id);
        await cut.WaitForElementAsync(".cd-verdict");
        Assert.Equal("Ready for trajectories.", cut.Read(".cd-verdict strong"));
        Assert.Equal("Ready for trajectories. 3 time points, 297 cells.", cut.Read(".cd-verdict p"));
        Assert.Equal($"datasets/{dataset.Id}/new-analysis", cut.FindAll("a").Single(a => Words.Of(a) == "New analysis").GetAttribute("href"));
        Assert.Equal("3 time points: 0, 24 and 48 h", cut.Read(".cd-role-found"));
        Assert.Contains("Cells per time point: fewest at 48 h (98 cells).", cut.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Words_of_a_file_that_look_like_a_script_are_shown_as_text_everywhere()
    {
        await using PageStage stage = await PageStage.CreateAsync();
        DatasetRecord dataset = await stage.AddDatasetAsync(d => d.Name = Samples.Script, Samples.Summary());
        await stage.AddRunAsync(dataset, RunStatus.Failed, run => (run.Name, run.Failure) = (Samples.Script, Samples.Script));
        var cut = Show(stage, dataset.Id);
        await cut.WaitForElementAsync(".cd-verdict");
        Assert.Equal(Samples.Script, cut.Read("h1"));
        Assert.Equal($"Medium {Samples.Script} changes with time.", cut.Read(".cd-finding-what"));
        Assert.Contains($"{Samples.Script} (2 values)", cut.ReadAll("option"));
        Assert.Equal(Samples.Script, cut.Read("td a"));
        Assert.Empty(cut.FindAll("script"));
    }

    [Fact]
    public async Task Roles_are_suggested_and_count_only_after_a_person_confirmed_them()
    {
        await using PageStage stage = await PageStage.CreateAsync();
        DatasetRecord dataset = await stage.AddDatasetAsync(summary: Samples.Summary());
        var cut = Show(stage, dataset.Id);
        await cut.WaitForElementAsync(".cd-role");
        Assert.Null((await stage.Catalog.FindAsync(dataset.Id, CancellationToken.None))!.ConfirmedRoles);
        await cut.PressAsync("Confirm roles");
        await cut.WaitForAssertionAsync(() => Assert.Contains("Confirmed", cut.ReadAll("button")));
        Assert.Contains("Hours", (await stage.Catalog.FindAsync(dataset.Id, CancellationToken.None))!.ConfirmedRoles, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_person_is_choosing_stays_when_news_of_another_run_arrives()
    {
        await using PageStage stage = await PageStage.CreateAsync();
        DatasetRecord dataset = await stage.AddDatasetAsync(summary: Samples.Summary());
        var cut = Show(stage, dataset.Id);
        await cut.WaitForElementAsync(".cd-role");
        await cut.InvokeAsync(() => cut.FindAll("select")[3].ChangeAsync(new() { Value = Samples.Script }));
        Assert.Equal(Samples.Script, cut.FindAll("select")[3].GetAttribute("value"));
        await stage.AddRunAsync(dataset, RunStatus.Waiting);
        await stage.HearNewsAsync(() => cut.FindAll("tbody td a").Count > 0);
        Assert.Equal(Samples.Script, cut.FindAll("select")[3].GetAttribute("value"));
    }

    [Fact]
    public async Task A_time_refused_for_its_many_values_counts_once_a_person_says_which_column_names_the_followed_cells()
    {
        await using PageStage stage = await PageStage.CreateAsync();
        DatasetSummary film = Samples.Summary(0) with
        {
            SuggestedRoles = new(), IsReady = false, TimeProblem = "expected at most 200 sampling times, found 501 different values", RefusedTime = "time",
            Columns = [new("time", "Float", ["0"], 501), new("who", "Integer", ["1"], 20), new("barcode", "String", ["x"], 297)],
        };
        DatasetRecord dataset = await stage.AddDatasetAsync(d => d.Status = DatasetStatus.NeedsAttention, film);
        var cut = Show(stage, dataset.Id);
        await cut.WaitForElementAsync(".cd-role");
        Assert.Equal(["Choose a column", "who (20 values)"], Select(cut, "Followed cell").QuerySelectorAll("option").Select(Words.Of));
        await cut.InvokeAsync(() => Select(cut, "Followed cell").ChangeAsync(new() { Value = "who" }));
        Assert.Equal("time", Select(cut, "Time").GetAttribute("value"));
        Assert.Empty(cut.FindAll(".cd-role-problem"));
        await cut.PressAsync("Confirm roles");
        Assert.Equal(new StudyRoles { Time = "time", Cell = "who" }, JsonSerializer.Deserialize<StudyRoles>((await stage.Catalog.FindAsync(dataset.Id, CancellationToken.None))!.ConfirmedRoles!, DatasetSummaryFile.Json));
    }

    [Fact]
    public async Task A_role_that_was_chosen_goes_along_with_a_new_analysis_without_being_confirmed_first()
    {
        await using PageStage stage = await PageStage.CreateAsync();
        DatasetRecord dataset = await stage.AddDatasetAsync(summary: Samples.Screen());
        var cut = Show(stage, dataset.Id);
        await cut.WaitForElementAsync(".cd-role");
        await cut.InvokeAsync(() => Select(cut, "Donor").ChangeAsync(new() { Value = "stim" }));
        // What was said of the file held for other roles.
        Assert.Equal("You changed what the columns mean.", cut.Read(".cd-verdict strong"));
        Assert.DoesNotContain("Ready for treatment response", cut.Markup, StringComparison.Ordinal);
        await cut.InvokeAsync(() => cut.FindAll("a").Single(a => Words.Of(a) == "New analysis").ClickAsync(new()));
        DatasetRecord kept = (await stage.Catalog.FindAsync(dataset.Id, CancellationToken.None))!;
        Assert.Equal("stim", JsonSerializer.Deserialize<StudyRoles>(kept.ConfirmedRoles!, DatasetSummaryFile.Json)!.Donor);
        Assert.Equal(DatasetStatus.Checking, kept.Status);
        Assert.EndsWith($"/datasets/{dataset.Id}/new-analysis", stage.Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_ready_for_nothing_says_what_each_question_lacks()
    {
        await using PageStage stage = await PageStage.CreateAsync();
        const string NoTimes = "Not ready for trajectories: no column of sampling times was recognised.", NoCondition = "Not ready for treatment response: no column of conditions was recognised.";
        DatasetRecord dataset = await stage.AddDatasetAsync(summary: Samples.Screen() with { Readiness = NoTimes, IsReady = false, Questions = [new("sbirr", false, NoTimes), new("mfm", false, NoCondition)] });
        var cut = Show(stage, dataset.Id);
        await cut.WaitForElementAsync(".cd-verdict");
        Assert.Equal(["Not ready for trajectories.", "Not ready for treatment response."], cut.ReadAll(".cd-verdict strong"));
        Assert.Equal("treatments", cut.Find(".cd-prose a").GetAttribute("href")); // control cells of new donors lack nothing
    }

    [Fact]
    public async Task Deleting_asks_first_names_the_analyses_and_leads_back_to_the_list()
    {
        await using PageStage stage = await PageStage.CreateAsync();
        DatasetRecord dataset = await stage.AddDatasetAsync(summary: Samples.Summary());
        await stage.AddRunAsync(dataset, RunStatus.Failed);
        var dialogs = stage.Render<MudDialogProvider>();
        var cut = Show(stage, dataset.Id);
        await cut.WaitForElementAsync(".cd-verdict");
        Task asked = cut.PressAsync("Delete");
        await dialogs.WaitForElementAsync("button");
        Assert.NotNull(await stage.Catalog.FindAsync(dataset.Id, CancellationToken.None));
        await dialogs.PressAsync("Delete dataset and its 1 analysis");
        await asked;
        Assert.Null(await stage.Catalog.FindAsync(dataset.Id, CancellationToken.None));
        Assert.Empty(await stage.Queue.ListAsync(CancellationToken.None));
        Assert.EndsWith("/datasets", stage.Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    private static AngleSharp.Dom.IElement Select(IRenderedComponent<DatasetPage> cut, string role) =>
        cut.Find("#" + cut.FindAll(".cd-role-name").Single(label => Words.Of(label) == role).GetAttribute("for"));

    private static IRenderedComponent<DatasetPage> Show(PageStage stage, Guid id) => stage.Render<DatasetPage>(p => p.Add(page => page.Id, id));
}
