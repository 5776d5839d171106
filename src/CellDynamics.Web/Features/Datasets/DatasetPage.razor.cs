using System.Data.Common;
using System.Text.Json;
using CellDynamics.Data.Annotated;
using CellDynamics.Data.Doctor.Design;
using CellDynamics.Data.Formats;
using CellDynamics.Runs.Access;
using CellDynamics.Runs.Datasets;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Queue;
using CellDynamics.Web.Components.Patterns;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace CellDynamics.Web.Features.Datasets;

/// <summary>One dataset: may it be used, and for what.</summary>
public sealed partial class DatasetPage : ComponentBase, IDisposable
{
    /// <summary>Of a film of followed cells every time has the same ones: bars would say nothing, at length.</summary>
    private const int MostBars = 60;

    private DatasetRecord? dataset;
    private DatasetSummary? summary;
    private QualitySummary? quality;
    private StudyRoles? confirmed;
    private StudyRoles? chosen;
    private IReadOnlyList<RunRecord> runs = [];
    private IDisposable? watch;
    private bool isRead;
    private bool mayChange;
    private string? problem;

    [Parameter]
    public Guid Id { get; set; }

    [Inject]
    private DatasetCatalog Catalog { get; set; } = null!;

    [Inject]
    private RunQueue Queue { get; set; } = null!;

    [Inject]
    private RunNews Monitor { get; set; } = null!;

    [Inject]
    private CallerAccess Access { get; set; } = null!;

    [Inject]
    private IDialogService Dialogs { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    /// <summary>What the columns were taken for when the file was read last.</summary>
    private StudyRoles Known => confirmed ?? summary!.SuggestedRoles;

    private StudyRoles Chosen => chosen ?? Known;

    /// <summary>A person chose other roles and has not confirmed them: what the file is ready for is not known under these.</summary>
    private bool IsChanged => summary is not null && Chosen != Known;

    /// <summary>Null where it is no more than cells per time point.</summary>
    private DesignTable? Design => summary?.Design is { Factors: > 1, Groups.Count: > 0 } design ? design : null;

    private bool CanAnalyse => mayChange && dataset is { Status: DatasetStatus.Ready or DatasetStatus.NeedsAttention } && summary is { IsReady: true };

    private string Facts => summary is null
        ? $"{dataset!.FileName} · {Amounts.Bytes(dataset.Bytes)}"
        : $"{Amounts.Of(summary.Cells, "cell")} · {(summary.Genes == 0 ? "no genes" : Amounts.Of(summary.Genes, "gene"))} · {dataset!.FileName} · {Amounts.Bytes(dataset.Bytes)}";

    private IReadOnlyList<ExportMenu.Item> Downloads => Catalog.IsHeldBack(dataset!) ? [] : summary is null
        ? [new("The file as uploaded", $"api/datasets/{Id}/file", dataset!.Bytes)]
        :
        [
            new("The file as uploaded", $"api/datasets/{Id}/file", dataset!.Bytes),
            new("Picture of the cells (SVG)", $"api/datasets/{Id}/cells.svg?size=figure", null),
            new("Everything the check found (JSON)", $"api/datasets/{Id}/inspection.json", null),
        ];

    /// <summary>What can be asked of the dataset; where nothing can, why not, for every question.</summary>
    private IEnumerable<string> Verdicts => summary!.Questions.Where(question => question.IsReady || !summary.IsReady).Select(question => question.Sentence).Prepend(summary.Readiness).Distinct();

    private Tone VerdictTone => !summary!.IsReady ? Tone.Warning : summary.Findings.Any(finding => finding.Severity == "error") ? Tone.Warning : Tone.Good;

    private static string HeadlineOf(string sentence) => sentence.Split(':')[0] + ".";

    private static string DetailOf(string sentence) => sentence.Contains(':', StringComparison.Ordinal) ? Capital(sentence[(sentence.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim()) : "";

    public void Dispose() => watch?.Dispose();

    protected override async Task OnParametersSetAsync()
    {
        await ReadAsync();
        watch ??= Monitor.WatchAll(() => InvokeAsync(async () =>
        {
            await ReadAsync();
            StateHasChanged();
        }));
    }

    private async Task ReadAsync()
    {
        try
        {
            (DatasetSummary? before, StudyRoles? confirmedBefore, DatasetRecord? earlier) = (summary, confirmed, dataset);
            mayChange = await Access.MayAsync(Resource.Dataset(Id), ProjectRole.Analyst, CancellationToken.None);
            dataset = await Catalog.FindAsync(Id, CancellationToken.None);
            confirmed = dataset?.ConfirmedRoles is { } json ? JsonSerializer.Deserialize<StudyRoles>(json, DatasetSummaryFile.Json) : null;
            summary = await Catalog.ReadSummaryAsync(Id, CancellationToken.None);
            // Large, and the same until the file is read anew.
            if (quality is null || (dataset?.Id, dataset?.Status) != (earlier?.Id, earlier?.Status))
                quality = await Catalog.ReadQualityAsync(Id, CancellationToken.None);
            // A choice was made in sight of what was known then.
            if ((confirmed, summary?.SuggestedRoles) != (confirmedBefore, before?.SuggestedRoles))
                chosen = null;
            runs = [.. (await Queue.ListAsync(CancellationToken.None)).Where(run => run.DatasetId == Id)];
        }
        catch (Exception failure) when (failure is DbException or IOException)
        {
            problem = failure.Message;
        }
        isRead = true;
    }

    private Task ReadAsAsync(OpenChoices choices) => ChangeAsync(() => Catalog.ReadAsAsync(Id, choices, CancellationToken.None));

    /// <summary>Has the file read in another way, and shows what is known then.</summary>
    private async Task ChangeAsync(Func<Task> change)
    {
        try
        {
            await change();
            problem = null;
            await ReadAsync();
        }
        catch (Exception failure) when (failure is DbException or IOException or UploadException or UnauthorizedAccessException)
        {
            problem = failure.Message;
        }
    }

    private async Task ConfirmAsync(StudyRoles roles)
    {
        try
        {
            problem = null;
            await Catalog.ConfirmRolesAsync(Id, roles, CancellationToken.None);
            await ReadAsync();
        }
        catch (Exception failure) when (failure is DbException or IOException or UnauthorizedAccessException)
        {
            problem = failure.Message;
        }
    }

    /// <summary>Roles that were chosen and not confirmed go along with the analysis.</summary>
    private async Task BeginAsync()
    {
        if (!IsChanged)
            return;
        await ConfirmAsync(Chosen);
        if (problem is null)
            Navigation.NavigateTo($"datasets/{Id}/new-analysis");
    }

    private async Task DeleteAsync()
    {
        string what = runs.Count == 0 ? "dataset" : $"dataset and its {Amounts.Of(runs.Count, "analysis", "analyses")}";
        if (!await ConfirmDialog.AskAsync(Dialogs, $"Delete {dataset!.Name}?", "The uploaded file and every result made from it are removed from this server. Your own copy of the file is not touched.", $"Delete {what}"))
            return;
        try
        {
            await Catalog.DeleteAsync(Id, CancellationToken.None);
            Navigation.NavigateTo("datasets");
        }
        catch (Exception failure) when (failure is InvalidOperationException or DbException or IOException)
        {
            problem = failure.Message;
        }
    }

    private static string Capital(string text) => text.Length == 0 ? "" : char.ToUpperInvariant(text[0]) + text[1..];
}
