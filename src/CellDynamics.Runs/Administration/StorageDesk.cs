using CellDynamics.Runs.Access;
using CellDynamics.Runs.Keeping;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Storage;
using Microsoft.EntityFrameworkCore;

namespace CellDynamics.Runs.Administration;

/// <summary>What the data root is filled with, and removing what nobody needs.</summary>
public sealed class StorageDesk
{
    private const int MostDatasets = 10;

    private readonly AdministratorGate gate;
    private readonly Database database;
    private readonly RunsOptions options;
    private readonly LeftoverSweep leftovers;
    private readonly CatalogueCards cards;
    private readonly Trash trash;

    internal StorageDesk(AdministratorGate gate, Database database, RunsOptions options, LeftoverSweep leftovers, CatalogueCards cards, Trash trash) =>
        (this.gate, this.database, this.options, this.leftovers, this.cards, this.trash) = (gate, database, options, leftovers, cards, trash);

    /// <summary>Measures every folder: seconds where there are many.</summary>
    /// <exception cref="AccessDeniedException">The caller is no administrator.</exception>
    public async Task<StorageState> ReadAsync(CancellationToken cancellationToken)
    {
        await gate.RequireAsync(cancellationToken);
        await using CellDynamicsDb db = database.CreateDbContext();
        List<ProjectRecord> projects = await db.Projects.AsNoTracking().ToListAsync(cancellationToken);
        List<DatasetRecord> datasets = await db.Datasets.AsNoTracking().ToListAsync(cancellationToken);
        var runs = await db.Runs.Select(run => new { run.Id, run.ProjectId, run.DatasetId }).ToListAsync(cancellationToken);
        return await Task.Run(async () =>
        {
            Dictionary<Guid, long> ofDataset = datasets.ToDictionary(dataset => dataset.Id, dataset => FolderSize.Of(options.FolderOfDataset(dataset.Id)));
            Dictionary<Guid, long> ofRun = runs.ToDictionary(run => run.Id, run => FolderSize.Of(options.FolderOf(run.Id).Root));
            Dictionary<Guid, string> names = projects.ToDictionary(project => project.Id, project => project.Name);
            ILookup<Guid, long> uploaded = datasets.ToLookup(dataset => dataset.ProjectId, dataset => ofDataset[dataset.Id]), computed = runs.ToLookup(run => run.ProjectId, run => ofRun[run.Id]);
            ILookup<Guid, long> results = runs.ToLookup(run => run.DatasetId, run => ofRun[run.Id]);
            IReadOnlyList<FileInfo> left = await leftovers.FindAsync(cancellationToken);
            var drive = new DriveInfo(options.DataRoot);
            return new StorageState
            {
                Projects = [.. projects.Select(project => new ProjectStorage(project, uploaded[project.Id].Sum(), computed[project.Id].Sum()))
                    .OrderByDescending(project => project.DatasetBytes + project.ResultBytes).ThenBy(project => project.Project.Name)],
                Largest = [.. datasets.Select(dataset => new DatasetStorage(dataset, names[dataset.ProjectId], ofDataset[dataset.Id], results[dataset.Id].Sum()))
                    .OrderByDescending(dataset => dataset.Bytes + dataset.ResultBytes).Take(MostDatasets)],
                UploadBytes = FolderSize.Of(options.Uploads),
                TrashBytes = FolderSize.Of(options.Trash),
                Leftovers = left.Count,
                LeftoverBytes = left.Sum(FolderSize.Of),
                UnknownFolders = await cards.StrangersAsync(cancellationToken),
                FreeBytes = drive.AvailableFreeSpace,
                TotalBytes = drive.TotalSize,
            };
        }, cancellationToken);
    }

    /// <summary>Removes half-written files of writers that died, and what was deleted and is still on the disk.</summary>
    /// <exception cref="AccessDeniedException">The caller is no administrator.</exception>
    public async Task CleanAsync(CancellationToken cancellationToken)
    {
        await gate.RequireAsync(cancellationToken);
        long inTrash = FolderSize.Of(options.Trash);
        int removed = await leftovers.SweepAsync(cancellationToken);
        await Task.Run(trash.Empty, cancellationToken);
        await gate.RecordAsync(AuditAction.Deleted, $"{removed} leftover files and {Datasets.ByteSize.Of(inTrash)} of trash", cancellationToken);
    }
}

/// <summary>What the disk of the data root holds; bytes.</summary>
public sealed record StorageState
{
    /// <summary>Largest first.</summary>
    public required IReadOnlyList<ProjectStorage> Projects { get; init; }

    /// <summary>The largest datasets with their results.</summary>
    public required IReadOnlyList<DatasetStorage> Largest { get; init; }

    /// <summary>Uploads under way, or given up less than a fortnight ago.</summary>
    public long UploadBytes { get; init; }

    /// <summary>Deleted, and not yet gone from the disk.</summary>
    public long TrashBytes { get; init; }

    /// <summary>Files that writers that died left half written.</summary>
    public int Leftovers { get; init; }

    public long LeftoverBytes { get; init; }

    /// <summary>Folders of datasets and runs that the database does not know.</summary>
    public int UnknownFolders { get; init; }

    public long FreeBytes { get; init; }

    public long TotalBytes { get; init; }
}

/// <param name="DatasetBytes">Files as uploaded, and what was read out of them.</param>
/// <param name="ResultBytes">Folders of analyses.</param>
public sealed record ProjectStorage(ProjectRecord Project, long DatasetBytes, long ResultBytes);

/// <param name="Project">Name of its project.</param>
/// <param name="ResultBytes">Of its analyses.</param>
public sealed record DatasetStorage(DatasetRecord Dataset, string Project, long Bytes, long ResultBytes);
