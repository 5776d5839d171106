using CellDynamics.Data.Annotated;
using Bunit;
using CellDynamics.Methods.Contract;
using CellDynamics.Runs.Datasets;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Model;
using CellDynamics.Web.Features.Runs;
using CellDynamics.Web.Tests.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace CellDynamics.Web.Tests.Pages;

public class NewAnalysisPageTests
{
    private static readonly MethodDescriptor Method = MethodCatalog.All[0].Descriptor;

    [Fact]
    public async Task Every_parameter_of_the_method_appears_in_the_form_and_nothing_else()
    {
        await using PageStage stage = await PageStage.CreateAsync();
        var cut = await ShowAsync(stage, Samples.Summary(), null);
        IReadOnlyList<ParameterField> fields = ParameterSchema.Of(Method).Fields;
        Assert.NotEmpty(fields);
        string[] everybody = [.. fields.Where(field => !field.IsExpert).Select(field => field.Label)];
        string[] experts = [.. fields.Where(field => field.IsExpert).Select(field => field.Label), "Seed"];
        Assert.Equal(experts, cut.ReadAll("details .cd-setting label"));
        Assert.Equal([.. everybody, .. experts], cut.ReadAll(".cd-setting label"));
        foreach (ParameterField field in fields)
            Assert.Contains(field.Effect, string.Join('\n', cut.ReadAll(".cd-setting p")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_method_is_a_question_a_person_can_ask()
    {
        await using PageStage stage = await PageStage.CreateAsync();
        var cut = await ShowAsync(stage, Samples.Summary(), null);
        Assert.Equal(MethodCatalog.All.Select(known => known.Descriptor.Question), cut.ReadAll(".cd-question strong"));
        Assert.Contains("Trajectories through 0, 24 and 48 h; tested by leaving out 1 inner time point in turn, three times each.", cut.Read("aside"), StringComparison.Ordinal);
        Assert.Equal("It runs on this server. You can close the page; nothing leaves this machine.", cut.ReadAll("aside .cd-help")[^1]);
    }

    [Fact]
    public async Task A_screen_without_times_is_asked_about_treatments_with_donors_to_keep_out()
    {
        await using PageStage stage = await PageStage.CreateAsync();
        var cut = await ShowAsync(stage, Samples.Screen(), null);
        Assert.Equal("What was done to the cells?", Words.Of(cut.Find("#treatment"))[1..]);
        Assert.True(cut.FindAll(".cd-question input")[0].HasAttribute("disabled"));
        Assert.Contains("The response to LPS, BCR, against Ref, learned from 3 donors; tested by leaving out every donor in turn", cut.Read("aside"), StringComparison.Ordinal);
        await cut.InvokeAsync(() => cut.FindAll(".cd-choice input")[1].ChangeAsync(new() { Value = true }));
        Assert.Contains("learned from 2 donors and predicted for P2.", cut.Read("aside"), StringComparison.Ordinal);
        await cut.PressAsync("Start analysis");
        RunRecord run = Assert.Single(await stage.Queue.ListAsync(CancellationToken.None));
        RunRequest request = stage.Options.FolderOf(run.Id).ReadRequest();
        Assert.Equal(("mfm", "stim", "Ref", "patient", 1), (request.Method, request.Roles.Condition, request.Roles.Control, request.Roles.Donor, request.ValidationSeeds));
        Assert.Equal(["P2"], request.HoldOutDonors);
    }

    [Theory]
    [InlineData(true, "Ref", true)]
    [InlineData(false, "Ref", false)]
    [InlineData(true, null, false)]
    public async Task Where_every_condition_has_one_time_the_question_is_about_the_treatment(bool isTimeOfCondition, string? control, bool isOfTreatments)
    {
        await using PageStage stage = await PageStage.CreateAsync();
        DatasetSummary screen = Samples.Screen(control), timed = Samples.Summary();
        var cut = await ShowAsync(stage, screen with
        {
            SuggestedRoles = screen.SuggestedRoles with { Time = "Hours" }, Columns = [.. screen.Columns, .. timed.Columns], Times = timed.Times, TimeUnit = "h", IsTimeOfCondition = isTimeOfCondition,
            Questions = [new("sbirr", true, timed.Readiness), new("mfm", true, screen.Readiness)],
        }, null);
        Assert.Equal(isOfTreatments, cut.FindAll("#treatment").Count > 0);
        Assert.Equal(!isOfTreatments, cut.FindAll("#time").Count > 0);
    }

    [Fact]
    public async Task Roles_under_which_no_donor_has_both_control_and_treated_cells_cannot_be_started()
    {
        await using PageStage stage = await PageStage.CreateAsync();
        const string Why = "Not ready for treatment response: no donor of 'patient' has both control ('Ref') and treated cells.";
        var cut = await ShowAsync(stage, Samples.Screen() with { Questions = [new("mfm", false, Why)] }, null);
        await cut.InvokeAsync(() => cut.FindAll(".cd-question input")[1].ChangeAsync(new() { Value = "on" }));
        Assert.True(Start(cut).HasAttribute("disabled"));
        Assert.Contains(Why, cut.Read("aside"), StringComparison.Ordinal);
        await cut.InvokeAsync(() => cut.Find(".cd-role select").ChangeAsync(new() { Value = "BCR" })); // not checked under this one
        Assert.False(Start(cut).HasAttribute("disabled"));
    }

    [Fact]
    public async Task Where_a_column_has_more_values_than_are_listed_any_of_them_can_be_typed()
    {
        await using PageStage stage = await PageStage.CreateAsync();
        DatasetSummary screen = Samples.Screen(control: null) with
        {
            Columns = [new("stim", "Categorical", [.. Enumerable.Range(0, 200).Select(i => $"guide {i}")], 1500), new("patient", "Categorical", [.. Enumerable.Range(0, 200).Select(i => $"P{i}")], 240)],
        };
        var cut = await ShowAsync(stage, screen, null);
        Assert.Contains("and 1,494 more.", cut.Read("#treatment + p"), StringComparison.Ordinal);
        Assert.EndsWith("200 values are listed; type any of the 1,300 others as it stands in the file", cut.Read(".cd-role-found"), StringComparison.Ordinal);
        await cut.InvokeAsync(() => cut.Find(".cd-role input").ChangeAsync(new() { Value = " non-targeting " }));
        await cut.InvokeAsync(() => cut.Find("fieldset label > input.cd-input").ChangeAsync(new() { Value = "P239" }));
        Assert.Contains("The response to 1,499 of them, such as guide 0, against non-targeting, learned from 239 donors and predicted for P239.", cut.Read("aside"), StringComparison.Ordinal);
        await cut.PressAsync("Start analysis");
        RunRecord run = Assert.Single(await stage.Queue.ListAsync(CancellationToken.None));
        RunRequest request = stage.Options.FolderOf(run.Id).ReadRequest();
        Assert.Equal(("non-targeting", "P239"), (request.Roles.Control, Assert.Single(request.HoldOutDonors)));
    }

    [Fact]
    public async Task Nothing_starts_before_a_person_said_what_untreated_means()
    {
        await using PageStage stage = await PageStage.CreateAsync();
        var cut = await ShowAsync(stage, Samples.Screen(control: null), null);
        Assert.True(Start(cut).HasAttribute("disabled"));
        Assert.Contains("Choose which condition means untreated", cut.Read("aside"), StringComparison.Ordinal);
        await cut.InvokeAsync(() => cut.Find(".cd-role select").ChangeAsync(new() { Value = "BCR" }));
        Assert.False(Start(cut).HasAttribute("disabled"));
        Assert.Contains("The response to Ref, LPS, against BCR", cut.Read("aside"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_value_out_of_range_says_what_is_expected_and_nothing_can_be_started_until_it_is_mended()
    {
        await using PageStage stage = await PageStage.CreateAsync();
        var cut = await ShowAsync(stage, Samples.Summary(), null);
        ParameterField field = ParameterSchema.Of(Method).Fields.First(f => f is { Kind: "integer" or "number", Maximum: not null });
        string id = cut.FindAll(".cd-setting label").Single(label => Words.Of(label) == field.Label).GetAttribute("for")!;
        await cut.InvokeAsync(() => cut.Find($"#{id}").ChangeAsync(new() { Value = "1e300" }));
        Assert.StartsWith("Expected", cut.Read(".cd-problem"), StringComparison.Ordinal);
        Assert.True(Start(cut).HasAttribute("disabled"));
        await cut.PressAsync("Back to default");
        Assert.Empty(cut.FindAll(".cd-problem, .cd-dot"));
        Assert.False(Start(cut).HasAttribute("disabled"));
    }

    [Fact]
    public async Task Starting_puts_the_request_in_line_and_leads_to_its_page()
    {
        await using PageStage stage = await PageStage.CreateAsync();
        var cut = await ShowAsync(stage, Samples.Summary(5), null);
        await cut.InvokeAsync(() => cut.Find("#analysis-name").ChangeAsync(new() { Value = " First look " }));
        await cut.InvokeAsync(() => cut.Find("#seed").ChangeAsync(new() { Value = "42" }));
        await cut.InvokeAsync(() => cut.FindAll(".cd-choice input")[1].ChangeAsync(new() { Value = true }));
        Assert.Contains("fitted without 48 h", cut.Read("aside"), StringComparison.Ordinal);
        await cut.PressAsync("Start analysis");
        RunRecord run = Assert.Single(await stage.Queue.ListAsync(CancellationToken.None));
        Assert.Equal(("First look", RunStatus.Waiting, Method.Id), (run.Name, run.Status, run.Method));
        RunRequest request = stage.Options.FolderOf(run.Id).ReadRequest();
        Assert.Equal((42, "Hours"), (request.Seed, request.Roles.Time));
        Assert.Equal([48], request.HoldOut);
        Assert.Equal(ParameterSchema.Of(Method).Fields.Select(field => field.Name).Order(), request.Parameters.Keys.Order());
        Assert.EndsWith($"/analyses/{run.Id}", stage.Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_of_an_earlier_run_are_taken_over_and_shown_as_changed()
    {
        await using PageStage stage = await PageStage.CreateAsync();
        DatasetRecord dataset = await stage.AddDatasetAsync(summary: Samples.Summary());
        RunRecord earlier = await stage.AddRunAsync(dataset, RunStatus.Failed);
        stage.Services.GetRequiredService<NavigationManager>().NavigateTo($"datasets/{dataset.Id}/new-analysis?from={earlier.Id}");
        var cut = stage.Render<NewAnalysisPage>(p => p.Add(page => page.Id, dataset.Id));
        await cut.WaitForElementAsync("#analysis-name");
        Assert.Equal("Second look", cut.Find("#analysis-name").GetAttribute("value"));
        Assert.Equal("7", cut.Find("#seed").GetAttribute("value"));
        Assert.Equal("0.25", cut.Find(".cd-changed input").GetAttribute("value"));
    }

    [Fact]
    public async Task Too_few_time_points_are_said_in_the_place_of_the_answer()
    {
        await using PageStage stage = await PageStage.CreateAsync();
        var cut = await ShowAsync(stage, Samples.Summary(1), null);
        Assert.Equal($"Needs at least {Method.Needs.MinimumTimePoints} time points; this dataset has 1.", cut.Read(".cd-question span"));
        Assert.True(Start(cut).HasAttribute("disabled"));
    }

    [Theory]
    [InlineData(DatasetStatus.Checking, "It is still being checked. This page goes on by itself.")]
    [InlineData(DatasetStatus.CannotBeRead, "The file ends early.")]
    public async Task A_dataset_that_cannot_be_analysed_says_why(DatasetStatus status, string reason)
    {
        await using PageStage stage = await PageStage.CreateAsync();
        DatasetRecord dataset = await stage.AddDatasetAsync(d => (d.Status, d.Problem) = (status, status == DatasetStatus.CannotBeRead ? reason : ""));
        var cut = stage.Render<NewAnalysisPage>(p => p.Add(page => page.Id, dataset.Id));
        await cut.WaitForElementAsync(".cd-empty");
        Assert.Equal(reason, cut.Read(".cd-empty p"));
    }

    [Fact]
    public async Task When_the_check_is_done_the_page_goes_on_by_itself()
    {
        await using PageStage stage = await PageStage.CreateAsync();
        DatasetRecord dataset = await stage.AddDatasetAsync(d => d.Status = DatasetStatus.Checking, Samples.Summary());
        var cut = stage.Render<NewAnalysisPage>(p => p.Add(page => page.Id, dataset.Id));
        await cut.WaitForElementAsync(".cd-empty");
        await stage.WriteAsync(db => db.Datasets.Single(d => d.Id == dataset.Id).Status = DatasetStatus.Ready);
        await stage.HearNewsAsync(() => cut.FindAll("#analysis-name").Count > 0);
    }

    [Fact]
    public async Task A_question_about_genes_stands_on_the_latest_paths_of_the_dataset_unless_a_person_chooses_others()
    {
        await using PageStage stage = await PageStage.CreateAsync();
        DatasetRecord dataset = await stage.AddDatasetAsync(null, Samples.Summary()), other = await stage.AddDatasetAsync(d => d.Name = "Other");
        RunRecord older = await stage.AddRunAsync(dataset, RunStatus.Succeeded, run => (run.Name, run.CreatedUtc) = ("Older", Stage.Noon.AddHours(-2))), latest = await stage.AddRunAsync(dataset, RunStatus.Succeeded, run => run.Name = "Latest");
        await stage.AddRunAsync(dataset, RunStatus.Failed, run => run.Name = "Failed");
        await stage.AddRunAsync(dataset, RunStatus.Succeeded, run => (run.Name, run.Method) = ("Screen", "mfm"));
        await stage.AddRunAsync(other, RunStatus.Succeeded, run => run.Name = "Elsewhere");
        stage.Services.GetRequiredService<NavigationManager>().NavigateTo($"datasets/{dataset.Id}/new-analysis?paths={older.Id}");
        var cut = stage.Render<NewAnalysisPage>(p => p.Add(page => page.Id, dataset.Id));
        await cut.WaitForElementAsync("#analysis-name");
        Assert.Equal(["Latest", "Older", "Infer paths first"], cut.ReadAll("section[aria-labelledby=paths] strong"));
        Assert.True(cut.Find($"input[value='{older.Id}']").HasAttribute("checked"));
        Assert.Contains("along the paths of \"Older\"; tested on cells that are left out", cut.Read("aside"), StringComparison.Ordinal);
        await cut.InvokeAsync(() => cut.Find($"input[value='{latest.Id}']").ChangeAsync(new() { Value = $"{latest.Id}" }));
        await cut.PressAsync("Start analysis");
        RunRecord run = (await stage.Queue.ListAsync(CancellationToken.None)).Single(one => one.Method == "staged");
        RunRequest request = stage.Options.FolderOf(run.Id).ReadRequest();
        Assert.Equal(stage.Options.FolderOf(latest.Id).Root, request.PathsFrom);
        Assert.Empty(request.HoldOut);
    }

    [Fact]
    public async Task Whoever_stands_on_paths_takes_part_with_the_cells_they_were_inferred_from()
    {
        await using PageStage stage = await PageStage.CreateAsync();
        DatasetRecord dataset = await stage.AddDatasetAsync(null, Samples.Summary());
        RunRecord earlier = await stage.AddRunAsync(dataset, RunStatus.Succeeded);
        var filtered = new StudyRoles { Time = "Hours", Filter = new() { MinGenes = 200 } };
        Guid own = await stage.Queue.SubmitAsync(new() { DatasetId = dataset.Id, Method = "staged", Name = "Genes", Roles = filtered }, CancellationToken.None);
        Guid along = await stage.Queue.SubmitAsync(new() { DatasetId = dataset.Id, Method = "staged", Name = "Genes", Roles = filtered, PathsFrom = earlier.Id }, CancellationToken.None);
        Assert.Equal(filtered, stage.Options.FolderOf(own).ReadRequest().Roles);
        RunRequest before = stage.Options.FolderOf(earlier.Id).ReadRequest(), after = stage.Options.FolderOf(along).ReadRequest();
        Assert.Equal(before.Roles, after.Roles);
        Assert.Equal((before.DatasetPath, before.DatasetSha256), (after.DatasetPath, after.DatasetSha256));
    }

    [Fact]
    public async Task Roles_that_were_changed_after_paths_were_inferred_do_not_hold_for_what_stands_on_them()
    {
        await using PageStage stage = await PageStage.CreateAsync();
        DatasetRecord dataset = await stage.AddDatasetAsync(null, Samples.Summary());
        RunRecord earlier = await stage.AddRunAsync(dataset, RunStatus.Succeeded);
        StudyRoles then = stage.Options.FolderOf(earlier.Id).ReadRequest().Roles;
        var now = new StudyRoles { Time = "Days", Donor = "patient", Batch = "plate", Layer = "counts", Use = "X_pca", IsCytometry = true, CellType = "type", Spatial = "places" };
        Guid along = await stage.Queue.SubmitAsync(new() { DatasetId = dataset.Id, Method = "staged", Name = "Genes", Roles = now, PathsFrom = earlier.Id }, CancellationToken.None);
        Assert.Equal(then with { CellType = "type", Spatial = "places" }, stage.Options.FolderOf(along).ReadRequest().Roles);
    }

    [Fact]
    public async Task Without_an_earlier_analysis_paths_are_inferred_first()
    {
        await using PageStage stage = await PageStage.CreateAsync();
        var cut = await ShowAsync(stage, Samples.Summary(), null);
        await cut.InvokeAsync(() => cut.Find("input[value=staged]").ChangeAsync(new() { Value = "staged" }));
        Assert.Equal(["Infer paths first"], cut.ReadAll("section[aria-labelledby=paths] strong"));
        Assert.Contains("along paths that are first inferred through 0, 24 and 48 h", cut.Read("aside"), StringComparison.Ordinal);
        await cut.PressAsync("Start analysis");
        Assert.Null(stage.Options.FolderOf(Assert.Single(await stage.Queue.ListAsync(CancellationToken.None)).Id).ReadRequest().PathsFrom);
    }

    [Fact]
    public async Task Paths_of_another_dataset_or_of_an_unfinished_analysis_are_refused()
    {
        await using PageStage stage = await PageStage.CreateAsync();
        DatasetRecord dataset = await stage.AddDatasetAsync(), other = await stage.AddDatasetAsync(d => d.Name = "Other");
        RunRecord elsewhere = await stage.AddRunAsync(other, RunStatus.Succeeded), failed = await stage.AddRunAsync(dataset, RunStatus.Failed);
        foreach (Guid paths in new[] { elsewhere.Id, failed.Id, Guid.Empty })
        {
            var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => stage.Queue.SubmitAsync(
                new() { DatasetId = dataset.Id, Method = "staged", Name = "Genes", Roles = new() { Time = "Hours" }, PathsFrom = paths }, CancellationToken.None));
            Assert.Contains("is not a finished one of HSMM myoblasts", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_title_that_looks_like_a_script_is_shown_as_text()
    {
        await using PageStage stage = await PageStage.CreateAsync();
        var cut = await ShowAsync(stage, Samples.Summary() with { SuggestedRoles = new() { Time = Samples.Script } }, d => d.Name = Samples.Script);
        Assert.Equal($"New analysis of {Samples.Script}", cut.Read("h1"));
        Assert.Contains($"Column {Samples.Script}", cut.Read("section[aria-labelledby=time] p"), StringComparison.Ordinal);
        Assert.Empty(cut.FindAll("script"));
    }

    private static AngleSharp.Dom.IElement Start(IRenderedComponent<NewAnalysisPage> cut) => cut.FindAll("button").Single(button => Words.Of(button) == "Start analysis");

    private static async Task<IRenderedComponent<NewAnalysisPage>> ShowAsync(PageStage stage, DatasetSummary summary, Action<DatasetRecord>? more)
    {
        DatasetRecord dataset = await stage.AddDatasetAsync(more, summary);
        var cut = stage.Render<NewAnalysisPage>(p => p.Add(page => page.Id, dataset.Id));
        await cut.WaitForElementAsync("#analysis-name");
        return cut;
    }
}
