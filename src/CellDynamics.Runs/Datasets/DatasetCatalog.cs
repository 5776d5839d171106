using System.Text.Json;
using CellDynamics.Data.Annotated;
using CellDynamics.Data.Formats;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Queue;
using CellDynamics.Runs.Storage;
using Microsoft.EntityFrameworkCore;

namespace CellDynamics.Runs.Datasets;

/// <summary>The datasets of an instance: what pages ask and what uploads end in.</summary>
public sealed class DatasetCatalog
{
    private readonly IDbContextFactory<CellDynamicsDb> database;
    private readonly RunsOptions options;
    private readonly QueueBell bell;
    private readonly Trash trash;
    private readonly TimeProvider time;

    internal DatasetCatalog(IDbContextFactory<CellDynamicsDb> database, RunsOptions options, QueueBell bell, Trash trash, TimeProvider time) =>
        (this.database, this.options, this.bell, this.trash, this.time) = (database, options, bell, trash, time);

    /// <summary>Newest first.</summary>
    public async Task<IReadOnlyList<DatasetRecord>> ListAsync(CancellationToken cancellationToken)
    {
        await using CellDynamicsDb db = await database.CreateDbContextAsync(cancellationToken);
        return await db.Datasets.AsNoTracking().OrderByDescending(d => d.UploadedUtc).ThenByDescending(d => d.Id).ToListAsync(cancellationToken);
    }

    public async Task<DatasetRecord?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using CellDynamicsDb db = await database.CreateDbContextAsync(cancellationToken);
        return await db.Datasets.AsNoTracking().SingleOrDefaultAsync(d => d.Id == id, cancellationToken);
    }

    /// <summary>The parsed <c>summary.json</c> (what <c>inspect</c> found), or null while the file is being checked or cannot be read.</summary>
    public async Task<DatasetSummary?> ReadSummaryAsync(Guid id, CancellationToken cancellationToken) =>
        await DatasetSummaryFile.ReadAsync(options.FolderOfDataset(id), cancellationToken);

    /// <summary>Names of the genes or markers; null while they are not known.</summary>
    public Task<string[]?> ReadGenesAsync(Guid id, CancellationToken cancellationToken) => DatasetSummaryFile.ReadGenesAsync(options.FolderOfDataset(id), cancellationToken);

    /// <summary>What the genes or markers are called, symbols where the file has them; null while that is not known.</summary>
    public Task<string[]?> ReadSymbolsAsync(Guid id, CancellationToken cancellationToken) => DatasetSummaryFile.ReadSymbolsAsync(options.FolderOfDataset(id), cancellationToken);

    /// <summary>How well the cells were measured; null without a matrix, or while that is not known.</summary>
    public Task<QualitySummary?> ReadQualityAsync(Guid id, CancellationToken cancellationToken) => DatasetSummaryFile.ReadQualityAsync(options.FolderOfDataset(id), cancellationToken);

    /// <summary>Keeps the roles that a person confirmed; the file is checked again under them when what can be asked of it may have changed.</summary>
    public async Task ConfirmRolesAsync(Guid id, StudyRoles roles, CancellationToken cancellationToken)
    {
        string json = JsonSerializer.Serialize(roles, DatasetSummaryFile.Json);
        await using CellDynamicsDb db = await database.CreateDbContextAsync(cancellationToken);
        if (await db.Datasets.Where(d => d.Id == id).ExecuteUpdateAsync(set => set.SetProperty(d => d.ConfirmedRoles, json), cancellationToken) == 0)
            return;
        DatasetSummaryFile.WriteRoles(options.FolderOfDataset(id), roles);
        StudyRoles? checkedUnder = (await ReadSummaryAsync(id, cancellationToken))?.SuggestedRoles;
        // Names for colouring and of followed cells change nothing of what was read.
        if (checkedUnder is null || checkedUnder with { CellType = roles.CellType, Cell = roles.Cell, Dose = roles.Dose } == roles)
            return;
        await db.Datasets.Where(d => d.Id == id && d.Status != DatasetStatus.CannotBeRead)
            .ExecuteUpdateAsync(set => set.SetProperty(d => d.Status, DatasetStatus.Checking), cancellationToken);
        await bell.RingForDatasetsAsync(cancellationToken);
    }

    /// <summary>Has the file read in another way: another modality, or the rows of a table as the other thing. Its roles are suggested anew.</summary>
    public async Task ReadAsAsync(Guid id, OpenChoices choices, CancellationToken cancellationToken)
    {
        await using CellDynamicsDb db = await database.CreateDbContextAsync(cancellationToken);
        DatasetSummaryFile.WriteChoices(options.FolderOfDataset(id), choices);
        await db.Datasets.Where(d => d.Id == id).ExecuteUpdateAsync(set => set.SetProperty(d => d.Status, DatasetStatus.Checking).SetProperty(d => d.ConfirmedRoles, (string?)null), cancellationToken);
        await bell.RingForDatasetsAsync(cancellationToken);
    }

    /// <summary>The same for a file that came in no upload.</summary>
    public Task<Guid> AddAsync(string completeFile, string fileName, CancellationToken cancellationToken) => AddAsync(completeFile, fileName, Guid.CreateVersion7(), cancellationToken);

    /// <summary>Takes a complete file into the catalogue by rename and queues its check in a child process.</summary>
    /// <param name="completeFile">Full path; gone already where an earlier call was cut off after the rename.</param>
    /// <param name="fileName">Its name.</param>
    /// <param name="id">Of the dataset; a second call with the same one changes nothing.</param>
    /// <exception cref="UploadException">The name cannot be the name of a file.</exception>
    public async Task<Guid> AddAsync(string completeFile, string fileName, Guid id, CancellationToken cancellationToken)
    {
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
            ProjectId = ProjectRecord.DefaultId,
            Name = Path.GetFileNameWithoutExtension(safe),
            FileName = safe,
            Bytes = new FileInfo(target).Length,
            UploadedUtc = time.GetUtcNow().UtcDateTime,
            UsedUtc = time.GetUtcNow().UtcDateTime,
            Status = DatasetStatus.Checking,
        });
        await db.SaveChangesAsync(cancellationToken);
        await bell.RingForDatasetsAsync(cancellationToken);
        return id;
    }

    /// <summary>Where the upload of a dataset with this id and name stands.</summary>
    internal string PlaceOf(Guid id, string fileName) => Path.Combine(options.FolderOfDataset(id), "file", fileName);

    /// <summary>Deletes the dataset with its runs; those that run are stopped.</summary>
    public async Task DeleteAsync(Guid id, CancellationToken cancellationToken)
    {
        await using CellDynamicsDb db = await database.CreateDbContextAsync(cancellationToken);
        List<Guid> runs = await db.Runs.Where(run => run.DatasetId == id).Select(run => run.Id).ToListAsync(cancellationToken);
        // Rows first: a supervisor that no longer finds its row stops its child and removes what that wrote since.
        await db.Datasets.Where(d => d.Id == id).ExecuteDeleteAsync(cancellationToken);
        foreach (Guid run in runs)
            trash.Delete(options.FolderOf(run).Root);
        trash.Delete(options.FolderOfDataset(id));
        await bell.RingForRunsAsync(cancellationToken);
    }

    /// <summary>Full path of the upload as it came.</summary>
    public string FileOf(DatasetRecord dataset) => options.FileOf(dataset);
}
