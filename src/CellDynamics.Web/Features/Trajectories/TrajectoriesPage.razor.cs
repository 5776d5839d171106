using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Validation;
using CellDynamics.Runs.Access;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Results;
using CellDynamics.Web.Features.Answers;
using CellDynamics.Web.Features.TrajectoryData;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace CellDynamics.Web.Features.Trajectories;

/// <summary>One finished result: cells moving through time, a gene along time, and how far to trust it.</summary>
public sealed partial class TrajectoriesPage
{
    private static readonly (string Name, string Label)[] Tabs = [("map", "Map"), ("genes", "Genes"), ("trust", "Trust")];

    private ElementReference root;
    private RunRecord? run;
    private TrajectoryResult? result;
    private ExplorerModel? model;
    private MethodDescriptor? method;
    private IReadOnlyList<TrustCheck> checks = [];
    private Choices choices = new(null, null, null, "measured", []);
    private long bytes;
    private string? failure;
    private bool isLooked;
    private bool mayAnalyse;

    [Inject] private ITrajectorySource Source { get; set; } = null!;

    [Inject] private CallerAccess Access { get; set; } = null!;

    [Inject] private ILogger<TrajectoriesPage> Log { get; set; } = null!;

    private Verdict Verdict => result?.Validation?.Verdict
        ?? new Verdict(VerdictLevel.NotTested, "Not tested on left-out time points.", "Treat the inferred cells as a hypothesis.");

    private double First => result!.Trajectories.Times is [double first, ..] ? first : result.Measured.Count > 0 ? result.Measured[0].Time : 0;

    private double Last => result!.Trajectories.Times is [.., double last] ? last : result.Measured.Count > 0 ? result.Measured[^1].Time : 0;

    private string ViewNote => result!.Views.FirstOrDefault(view => view.Key == choices.View)?.Note ?? (result.Views is [ResultView first, ..] ? first.Note : "");

    protected override async Task OnParametersSetAsync()
    {
        (result, model, failure, isLooked) = (null, null, null, false);
        run = await Source.FindAsync(Id, Leaving);
        mayAnalyse = await Access.MayAsync(Resource.Run(Id), ProjectRole.Analyst, Leaving);
        if (run is { Status: RunStatus.Succeeded } && !ResultPages.IsElsewhere(run, ResultKind.Trajectories))
            await ReadAsync();
        isLooked = true;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (model is null || IsMounted)
            return;
        Guid shown = Id;
        if (!await MountAsync("./js/trajectories/explorer.js", root, model))
            return;
        Choices asked = await Explorer!.InvokeAsync<Choices>("choices", Leaving);
        if (shown != Id)
            return; // the address changed meanwhile
        choices = asked;
        StateHasChanged();
    }

    private async Task ReadAsync()
    {
        try
        {
            TrajectoryResult read = await Source.ReadAsync(Id, Leaving);
            method = MethodCatalog.All.FirstOrDefault(candidate => candidate.Descriptor.Id == read.Request.Method)?.Descriptor;
            model = ExplorerModel.Of(Id, read, method, await Source.SuggestGenesAsync(Id, 3, Leaving));
            checks = TrustCheck.All(read);
            bytes = (await Source.FindFileAsync(Id, Leaving))?.Length ?? 0;
            choices = new Choices(read.Views is [ResultView first, ..] ? first.Key : null, null, model.Gene, "measured", [.. model.Trend]);
            result = read;
        }
        catch (Exception problem) when (ReadableFailures.IsUnreadable(problem))
        {
            Log.LogError(problem, "Result of run {Run} cannot be read", Id);
            failure = "The file of this result is missing or damaged. Run the analysis again; the dataset is not affected.";
        }
    }

    private string Facts()
    {
        string donors = result!.Request.Roles.Donor is { } donor ? $"donors from {donor}" : "no donor column";
        string cells = FormattableString.Invariant($"{result.CellNames.Length:N0} cells");
        string example = run is { IsExample: true } ? "Trajectories, example analysis" : "Trajectories";
        return string.Join("  ·  ", example, cells, $"measured at {TimeLabel.List([.. result.Measured.Select(time => time.Time)], result.TimeUnit)}", donors);
    }

    private Task SetViewAsync(string key) => ChooseAsync("setView", key, choices with { View = key });

    private Task SetCellsAsync(string key) => ChooseAsync("setCells", key.Length == 0 ? null : key, choices with { Cells = key.Length == 0 ? null : key });

    private Task SetGeneAsync(string gene) => ChooseAsync("setGene", gene, choices with { Gene = gene });

    private Task SetTrendAsync(IReadOnlyList<string> genes) => ChooseAsync("setTrend", genes, choices with { Trend = [.. genes] });

    private async Task SetModeAsync(string mode)
    {
        if (Explorer is not null)
            choices = choices with { Mode = await Explorer.InvokeAsync<string>("setMode", Leaving, mode) };
    }

    private Task ChooseAsync(string verb, object? value, Choices next)
    {
        choices = next;
        return TellAsync(verb, value);
    }

    /// <summary>What the choosers show; the script keeps the truth in the address.</summary>
    private sealed record Choices(string? View, string? Cells, string? Gene, string Mode, string[] Trend);
}
