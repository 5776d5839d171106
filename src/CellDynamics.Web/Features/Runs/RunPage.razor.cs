using System.Data.Common;
using CellDynamics.Methods.Contract;
using CellDynamics.Runs.Access;
using CellDynamics.Runs.Datasets;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Queue;
using CellDynamics.Runs.Workers;
using CellDynamics.Web.Components.Charts;
using CellDynamics.Web.Components.Patterns;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace CellDynamics.Web.Features.Runs;

/// <summary>One analysis while it waits, runs, and after it failed or was cancelled: is it going well, and when is it done.</summary>
public sealed partial class RunPage : ComponentBase, IDisposable
{
    private RunView? view;
    private RunRequest? request;
    private RunFolder? folder;
    private bool mayChange;
    private DatasetSummary? summary;
    private IDisposable? watch;
    private IDisposable? presence;
    private bool isRead;
    private string? problem;

    [Parameter]
    public Guid Id { get; set; }

    [Inject]
    private RunQueue Queue { get; set; } = null!;

    [Inject]
    private RunNews Monitor { get; set; } = null!;

    [Inject]
    private DatasetCatalog Catalog { get; set; } = null!;

    [Inject]
    private CallerAccess Access { get; set; } = null!;

    [Inject]
    private IDialogService Dialogs { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private RunRecord Run => view!.Run;

    private double StageFraction => view!.Progress.Count > 0 ? view.Progress[^1].StageFraction : 0;

    private IReadOnlyList<string> Warnings => [.. view!.Progress.Select(line => line.Warning).OfType<string>().Distinct()];

    private Tone BannerTone => Run.Status switch { RunStatus.Succeeded => Tone.Good, RunStatus.Cancelled => Tone.Warning, _ => view!.Silence is null ? Tone.Note : Tone.Warning };

    private string Headline => Run.Status switch
    {
        RunStatus.Waiting => view!.QueuePosition > 1 ? $"Waiting: {view.QueuePosition - 1} before this one." : "Waiting: it is next.",
        RunStatus.Succeeded => "The analysis is done.",
        RunStatus.Cancelled => "The analysis was cancelled.",
        _ when view!.Silence is { } silence => $"No sign of life from {WorkerOptions.NodeOf(Run.Node)} for {(int)silence.TotalSeconds} s.",
        _ => Run.SecondsLeft is { } seconds ? $"{RunStepper.NameOf(Run.Stage)}: about {Amounts.Left(seconds)} left." : $"{RunStepper.NameOf(Run.Stage)}.",
    };

    private string Detail => Run.Status switch
    {
        RunStatus.Waiting => Run.WaitReason,
        RunStatus.Succeeded => Run.Verdict,
        RunStatus.Cancelled => "What it had finished is kept on disk until you delete it.",
        _ when view!.Silence is not null => FormattableString.Invariant($"If none comes, it {(Run.IsCancelRequested ? "counts as cancelled" : "goes on from its last checkpoint on another worker")} at about {Run.LeaseUntilUtc:HH:mm:ss} UTC."),
        _ => $"{Run.Message}{(Run.Message.EndsWith('.') ? "" : ".")} You can close this page; the work goes on.",
    };

    private IReadOnlyList<LineChart.Series> Curves => [.. view!.Progress.Select(line => line.Point).OfType<HistoryPoint>()
        .GroupBy(point => point.Series).Select(group => new LineChart.Series(char.ToUpperInvariant(group.Key[0]) + group.Key[1..], [.. group.Select(point => ((double)point.Step, point.Value))]))];

    private IReadOnlyDictionary<RunStage, double> Seconds
    {
        get
        {
            var seconds = new Dictionary<RunStage, double>();
            if (Run.StartedUtc is { } started)
                seconds[RunStage.Waiting] = (started - Run.CreatedUtc).TotalSeconds;
            foreach (IGrouping<RunStage, ProgressLine> stage in view!.Progress.Where(line => line.Stage > RunStage.Waiting).GroupBy(line => line.Stage))
                seconds[stage.Key] = ((view.Progress.FirstOrDefault(line => line.Stage > stage.Key) ?? view.Progress[^1]).Utc - stage.First().Utc).TotalSeconds;
            return seconds;
        }
    }

    private string Log
    {
        get
        {
            IEnumerable<string> lines = view!.Progress.Select(line => $"{line.Utc:HH:mm:ss}  {line.Failure ?? line.Warning ?? line.Message}");
            string[] last = folder is null ? [] : Tail(folder.Log(Run.Attempt));
            return string.Join('\n', [.. lines.Distinct().TakeLast(200), .. last]) is { Length: > 0 } text ? text : "Nothing yet.";
        }
    }

    public void Dispose()
    {
        watch?.Dispose();
        presence?.Dispose();
    }

    protected override async Task OnParametersSetAsync()
    {
        try
        {
            mayChange = await Access.MayAsync(Resource.Run(Id), ProjectRole.Analyst, CancellationToken.None);
            view = await Monitor.ReadAsync(Id, CancellationToken.None);
            if (view is not null)
            {
                summary = await Catalog.ReadSummaryAsync(view.Run.DatasetId, CancellationToken.None);
                folder = await Queue.FolderOfAsync(Id, CancellationToken.None);
                request = folder.ReadRequest();
            }
        }
        catch (Exception failure) when (failure is DbException or IOException or InvalidDataException)
        {
            problem = failure.Message;
        }
        isRead = true;
        // A run that was deleted elsewhere has no news of its own; the list of all runs has.
        presence ??= Monitor.WatchAll(() => InvokeAsync(async () =>
        {
            if (await Monitor.ReadAsync(Id, CancellationToken.None) is null)
                view = null;
            StateHasChanged();
        }));
        watch?.Dispose();
        watch = Monitor.Watch(Id, latest => InvokeAsync(() =>
        {
            view = latest;
            StateHasChanged();
        }));
    }

    private async Task CancelAsync()
    {
        if (Run.Status == RunStatus.Running && !await ConfirmDialog.AskAsync(Dialogs, "Cancel this analysis?", "It stops within a few seconds. The dataset is not touched.", "Cancel the analysis"))
            return;
        await Queue.CancelAsync(Id, CancellationToken.None);
        view = await Monitor.ReadAsync(Id, CancellationToken.None);
    }

    private async Task DeleteAsync()
    {
        if (!await ConfirmDialog.AskAsync(Dialogs, $"Delete {Run.Name}?", "Its result and log are removed. The dataset stays.", "Delete the analysis"))
            return;
        try
        {
            await Queue.DeleteAsync(Id, CancellationToken.None);
            Navigation.NavigateTo("analyses");
        }
        catch (Exception failure) when (failure is InvalidOperationException or DbException or IOException)
        {
            problem = failure.Message;
        }
    }

    private static string[] Tail(string path)
    {
        try
        {
            using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
            return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(100)];
        }
        catch (IOException)
        {
            return [];
        }
    }
}
