using System.Data.Common;
using CellDynamics.Runs.Access;
using CellDynamics.Runs.Datasets;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Queue;
using CellDynamics.Web.Features.Projects;
using Microsoft.AspNetCore.Components;

namespace CellDynamics.Web.Features.Datasets;

/// <summary>The list of datasets; keeps itself current while it is open.</summary>
public sealed partial class DatasetsPage : ComponentBase, IDisposable
{
    private IReadOnlyList<DatasetRecord>? datasets;
    private IReadOnlyList<RunRecord> runs = [];
    private Dictionary<Guid, int> analyses = [];
    private IDisposable? watch;
    private string? problem;
    private string search = "";
    private string status = "";

    [Inject]
    private DatasetCatalog Catalog { get; set; } = null!;

    [Inject]
    private ProjectChoice Choice { get; set; } = null!;

    [Inject]
    private CallerContext Context { get; set; } = null!;

    [Inject]
    private RunQueue Queue { get; set; } = null!;

    [Inject]
    private RunNews Monitor { get; set; } = null!;

    // Shown until there is something of one's own.
    private RunRecord? Example => datasets is null || datasets.Any(dataset => !dataset.IsExample) ? null
        : runs.Where(run => run.IsExample && run.Dataset is not null).MinBy(run => run.CreatedUtc);

    private string Seen => Context.Caller.IsTrusted ? "Only this machine sees it." : "Only members of its project see it.";

    private bool IsFiltered => search.Trim().Length > 0 || status.Length > 0;

    private IReadOnlyList<DatasetRecord> Shown => [.. (datasets ?? []).Where(dataset =>
        (status.Length == 0 || dataset.Status.ToString() == status)
        && (dataset.Name.Contains(search.Trim(), StringComparison.OrdinalIgnoreCase) || dataset.FileName.Contains(search.Trim(), StringComparison.OrdinalIgnoreCase)))];

    public void Dispose() => watch?.Dispose();

    protected override async Task OnInitializedAsync()
    {
        await ReadAsync();
        watch = Monitor.WatchAll(() => InvokeAsync(async () =>
        {
            await ReadAsync();
            StateHasChanged();
        }));
    }

    private async Task ReadAsync()
    {
        try
        {
            runs = [.. (await Queue.ListAsync(CancellationToken.None)).Where(run => Choice.Shows(run.ProjectId))];
            analyses = runs.GroupBy(run => run.DatasetId).ToDictionary(group => group.Key, group => group.Count());
            datasets = [.. (await Catalog.ListAsync(CancellationToken.None)).Where(dataset => Choice.Shows(dataset.ProjectId))];
            problem = null;
        }
        catch (Exception failure) when (failure is DbException or IOException)
        {
            problem = failure.Message;
        }
    }

    private void ShowAll() => (search, status) = ("", "");
}
