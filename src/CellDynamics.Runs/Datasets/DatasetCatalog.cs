using System.Text.Json;
using CellDynamics.Data.Annotated;
using CellDynamics.Data.Formats;
using CellDynamics.Runs.Access;
using CellDynamics.Runs.Admission;
using CellDynamics.Runs.Datasets.Scanning;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Queue;
using CellDynamics.Runs.Retention;
using CellDynamics.Runs.Storage;
using Microsoft.EntityFrameworkCore;

namespace CellDynamics.Runs.Datasets;

/// <summary>The datasets that the caller may see: what pages ask and what uploads end in.</summary>
public sealed class DatasetCatalog
{
    private readonly IDbContextFactory<CellDynamicsDb> database;
    private readonly RunsOptions options;
    private readonly QueueBell bell;
    private readonly Trash trash;
    private readonly TimeProvider time;
    private readonly CallerAccess access;
    private readonly QuotaDesk quotas;
    private readonly TableScan tables;

    internal DatasetCatalog(IDbContextFactory<CellDynamicsDb> database, RunsOptions options, QueueBell bell, Trash trash, TimeProvider time, CallerAccess access, QuotaDesk quotas, TableScan tables) =>
        (this.database, this.options, this.bell, this.trash, this.time, this.access, this.quotas, this.tables) = (database, options, bell, trash, time, access, quotas, tables);

    /// <summary>Newest first.</summary>
    public async Task<IReadOnlyList<DatasetRecord>> ListAsync(CancellationToken cancellationToken)
    {
        IReadOnlySet<Guid>? projects = await access.ProjectsAsync(ProjectRole.Viewer, cancellationToken);
        bool withExamples = await access.SeesExamplesAsync(cancellationToken);
        await using CellDynamicsDb db = await database.CreateDbContextAsync(cancellationToken);
        return await db.Datasets.AsNoTracking().Where(d => projects == null || projects.Contains(d.ProjectId) || (withExamples && d.IsExample && d.ProjectId == ProjectRecord.DefaultId))
            .OrderByDescending(d => d.UploadedUtc).ThenByDescending(d => d.Id).ToListAsync(cancellationToken);
    }

    /// <summary>Null where there is none, or none that the caller may see.</summary>
    public async Task<DatasetRecord?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        if (!await IsSeenAsync(id, cancellationToken))
            return null;
        await using CellDynamicsDb db = await database.CreateDbContextAsync(cancellationToken);
        return await db.Datasets.AsNoTracking().SingleOrDefaultAsync(d => d.Id == id, cancellationToken);
    }

    /// <summary>The parsed <c>summary.json</c> (what <c>inspect</c> found), or null while the file is being checked or cannot be read.</summary>
    public async Task<DatasetSummary?> ReadSummaryAsync(Guid id, CancellationToken cancellationToken) =>
        await IsSeenAsync(id, cancellationToken) ? await DatasetSummaryFile.ReadAsync(options.FolderOfDataset(id), cancellationToken) : null;

    /// <summary>Names of the genes or markers; null while they are not known.</summary>
    public async Task<string[]?> ReadGenesAsync(Guid id, CancellationToken cancellationToken) =>
        await IsSeenAsync(id, cancellationToken) ? await DatasetSummaryFile.ReadGenesAsync(options.FolderOfDataset(id), cancellationToken) : null;

    /// <summary>What the genes or markers are called, symbols where the file has them; null while that is not known.</summary>
    public async Task<string[]?> ReadSymbolsAsync(Guid id, CancellationToken cancellationToken) =>
        await IsSeenAsync(id, cancellationToken) ? await DatasetSummaryFile.ReadSymbolsAsync(options.FolderOfDataset(id), cancellationToken) : null;

    /// <summary>Names of the cells of the preview; null while that is not known.</summary>
    public async Task<string[]?> ReadCellsAsync(Guid id, CancellationToken cancellationToken) =>
        await IsSeenAsync(id, cancellationToken) ? await DatasetSummaryFile.ReadCellsAsync(options.FolderOfDataset(id), cancellationToken) : null;

    /// <summary>How well the cells were measured; null without a matrix, or while that is not known.</summary>
    public async Task<QualitySummary?> ReadQualityAsync(Guid id, CancellationToken cancellationToken) =>
        await IsSeenAsync(id, cancellationToken) ? await DatasetSummaryFile.ReadQualityAsync(options.FolderOfDataset(id), cancellationToken) : null;

    /// <summary>Keeps the roles that a person confirmed; the file is checked again under them when what can be asked of it may have changed.</summary>
    /// <exception cref="AccessDeniedException">The caller is no analyst of its project.</exception>
    public async Task ConfirmRolesAsync(Guid id, StudyRoles roles, CancellationToken cancellationToken)
    {
        await access.RequireAsync(Resource.Dataset(id), ProjectRole.Analyst, cancellationToken);
        string json = JsonSerializer.Serialize(roles, DatasetSummaryFile.Json);
        await using CellDynamicsDb db = await database.CreateDbContextAsync(cancellationToken);
        if (await db.Datasets.Where(d => d.Id == id).ExecuteUpdateAsync(set => set.SetProperty(d => d.ConfirmedRoles, json), cancellationToken) == 0)
            return;
        await access.RecordAsync(AuditAction.Changed, Resource.Dataset(id), "what its columns mean", cancellationToken);
        DatasetSummaryFile.WriteRoles(options.FolderOfDataset(id), roles);
        StudyRoles? checkedUnder = (await ReadSummaryAsync(id, cancellationToken))?.SuggestedRoles;
        // Names for colouring and of followed cells change nothing of what was read.
        if (checkedUnder is null || checkedUnder with { CellType = roles.CellType, Cell = roles.Cell, Dose = roles.Dose } == roles)
            return;
        await db.Datasets.Where(d => d.Id == id && d.Status != DatasetStatus.CannotBeRead && d.Status != DatasetStatus.Refused)
            .ExecuteUpdateAsync(set => set.SetProperty(d => d.Status, DatasetStatus.Checking), cancellationToken);
        await bell.RingForDatasetsAsync(cancellationToken);
    }

    /// <summary>Has the file read in another way: another modality, or the rows of a table as the other thing. Its roles are suggested anew.</summary>
    /// <exception cref="AccessDeniedException">The caller is no analyst of its project.</exception>
    public Task ReadAsAsync(Guid id, OpenChoices choices, CancellationToken cancellationToken) =>
        ReadWithAsync(id, choices with { Annotations = DatasetSummaryFile.ReadKept(options.FolderOfDataset(id)).Annotations }, cancellationToken);

    private async Task ReadWithAsync(Guid id, OpenChoices choices, CancellationToken cancellationToken)
    {
        await access.RequireAsync(Resource.Dataset(id), ProjectRole.Analyst, cancellationToken);
        await access.RecordAsync(AuditAction.Changed, Resource.Dataset(id), "how its file is read", cancellationToken);
        await using CellDynamicsDb db = await database.CreateDbContextAsync(cancellationToken);
        DatasetSummaryFile.WriteChoices(options.FolderOfDataset(id), choices);
        await db.Datasets.Where(d => d.Id == id && d.Status != DatasetStatus.Refused).ExecuteUpdateAsync(set => set.SetProperty(d => d.Status, DatasetStatus.Checking).SetProperty(d => d.ConfirmedRoles, (string?)null), cancellationToken);
        await bell.RingForDatasetsAsync(cancellationToken);
    }

    /// <summary>Keeps a table that says more about the cells (CSV or TSV) beside the upload and has the file read with it, in place of an earlier one, which stays where the new one does not fit. The upload stays as it came.</summary>
    /// <param name="id">Of the dataset.</param>
    /// <param name="fileName">As the person calls the table.</param>
    /// <param name="content">Its bytes; whether it fits is found by the check, in a child process.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="UploadException">The name cannot be the name of a file, or the table did not pass the scanner of malware.</exception>
    /// <exception cref="AccessDeniedException">The caller is no analyst of its project.</exception>
    public async Task AnnotateAsync(Guid id, string fileName, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        await access.RequireAsync(Resource.Dataset(id), ProjectRole.Analyst, cancellationToken);
        await tables.RequireCleanAsync(fileName, content, (await FindAsync(id, cancellationToken))?.ProjectId, cancellationToken);
        string folder = options.FolderOfDataset(id);
        OpenChoices kept = DatasetSummaryFile.ReadKept(folder);
        // A table that works is not given up for one that may not.
        if ((await DatasetSummaryFile.ReadAsync(folder, cancellationToken))?.Reading is { Annotations: not null })
            DatasetSummaryFile.KeepFormer(folder);
        else
            DatasetSummaryFile.ForgetFormer(folder);
        await ReadWithAsync(id, kept with { Annotations = DatasetSummaryFile.KeepAnnotations(folder, fileName, content.Span) }, cancellationToken);
    }

    /// <summary>Has the file read without its table of annotations.</summary>
    public Task RemoveAnnotationsAsync(Guid id, CancellationToken cancellationToken) =>
        ReadWithAsync(id, DatasetSummaryFile.ReadKept(options.FolderOfDataset(id)) with { Annotations = null }, cancellationToken);

    /// <summary>The same for a file that came in no upload.</summary>
    public Task<Guid> AddAsync(string completeFile, string fileName, Guid project, CancellationToken cancellationToken) => AddAsync(completeFile, fileName, project, Guid.CreateVersion7(), cancellationToken);

    /// <summary>Takes a complete file into the catalogue by rename and queues its check in a child process.</summary>
    /// <param name="completeFile">Full path; gone already where an earlier call was cut off after the rename.</param>
    /// <param name="fileName">Its name.</param>
    /// <param name="project">Where it will belong.</param>
    /// <param name="id">Of the dataset; a second call with the same one changes nothing.</param>
    /// <exception cref="UploadException">The name cannot be the name of a file.</exception>
    /// <exception cref="AccessDeniedException">The caller is no analyst of the project.</exception>
    public async Task<Guid> AddAsync(string completeFile, string fileName, Guid project, Guid id, CancellationToken cancellationToken)
    {
        await access.RequireAsync(Resource.Project(project), ProjectRole.Analyst, cancellationToken);
        DateTime now = time.GetUtcNow().UtcDateTime;
        string safe = FileNames.Sanitise(fileName);
        string target = PlaceOf(id, safe);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        if (File.Exists(completeFile))
            File.Move(completeFile, target);
        await using CellDynamicsDb db = await database.CreateDbContextAsync(cancellationToken);
        if (await db.Datasets.AnyAsync(d => d.Id == id, cancellationToken))
            return id;
        db.Datasets.Add(new DatasetRecord
        {
            Id = id,
            ProjectId = project,
            Name = Path.GetFileNameWithoutExtension(safe),
            FileName = safe,
            Bytes = new FileInfo(target).Length,
            UploadedBy = access.Caller.AccountId,
            UploadedUtc = now,
            UsedUtc = now,
            Status = DatasetStatus.Checking,
        });
        await db.SaveChangesAsync(cancellationToken);
        await access.RecordAsync(AuditAction.Uploaded, Resource.Dataset(id), "", cancellationToken);
        await bell.RingForDatasetsAsync(cancellationToken);
        return id;
    }

    /// <summary>Where the upload of a dataset with this id and name stands.</summary>
    internal string PlaceOf(Guid id, string fileName) => Path.Combine(options.FolderOfDataset(id), "file", fileName);

    /// <summary>Deletes the dataset with its runs; those that run are stopped.</summary>
    /// <exception cref="InvalidOperationException">It is under a hold.</exception>
    /// <exception cref="AccessDeniedException">The caller is no analyst of its project.</exception>
    public async Task DeleteAsync(Guid id, CancellationToken cancellationToken)
    {
        await access.RequireAsync(Resource.Dataset(id), ProjectRole.Analyst, cancellationToken);
        await access.RecordAsync(AuditAction.Deleted, Resource.Dataset(id), () => RemoveAsync(id, cancellationToken), cancellationToken);
    }

    /// <summary>Whether nobody may have the upload as it came: where files are scanned, it was not found clean (yet).</summary>
    public bool IsHeldBack(DatasetRecord dataset) => dataset.Status == DatasetStatus.Refused || (options.ScanCommand.Count > 0 && dataset.Sha256.Length == 0);

    /// <summary>Has a file that could not be scanned tried again now.</summary>
    /// <exception cref="AccessDeniedException">The caller is no analyst of its project.</exception>
    public async Task ScanAgainAsync(Guid id, CancellationToken cancellationToken)
    {
        await access.RequireAsync(Resource.Dataset(id), ProjectRole.Analyst, cancellationToken);
        await using CellDynamicsDb db = await database.CreateDbContextAsync(cancellationToken);
        await db.Datasets.Where(d => d.Id == id && d.Status == DatasetStatus.NotScanned)
            .ExecuteUpdateAsync(set => set.SetProperty(d => d.Status, DatasetStatus.Checking).SetProperty(d => d.Problem, ""), cancellationToken);
        await bell.RingForDatasetsAsync(cancellationToken);
    }

    /// <summary>Full path of the upload as it came.</summary>
    public string FileOf(DatasetRecord dataset) => options.FileOf(dataset);

    private Task<bool> IsSeenAsync(Guid id, CancellationToken cancellationToken) => access.MayAsync(Resource.Dataset(id), ProjectRole.Viewer, cancellationToken);

    private async Task RemoveAsync(Guid id, CancellationToken cancellationToken)
    {
        await using CellDynamicsDb db = await database.CreateDbContextAsync(cancellationToken);
        List<Guid> runs = await db.Runs.Where(run => run.DatasetId == id).Select(run => run.Id).ToListAsync(cancellationToken);
        // Rows first: a supervisor that no longer finds its row stops its child and removes what that wrote since.
        IQueryable<RunRecord> open = db.Runs.Where(run => run.DatasetId == id && (run.Status == RunStatus.Waiting || run.Status == RunStatus.Running));
        await quotas.SettleAsync(db, open, async _ =>
        {
            int deleted = await db.Datasets.Where(d => d.Id == id).WithoutHold(db).ExecuteDeleteAsync(cancellationToken);
            return deleted > 0 || !await db.Datasets.AnyAsync(d => d.Id == id, cancellationToken) ? deleted : throw Hold.Refusal("a dataset"); // and nothing is charged
        }, cancellationToken);
        foreach (Guid run in runs)
            trash.Delete(options.FolderOf(run).Root);
        trash.Delete(options.FolderOfDataset(id));
        await bell.RingForRunsAsync(cancellationToken);
    }
}
