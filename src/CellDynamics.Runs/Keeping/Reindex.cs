using System.Text.Json;
using CellDynamics.Runs.Datasets;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Storage;
using Microsoft.EntityFrameworkCore;

namespace CellDynamics.Runs.Keeping;

/// <summary>Rebuilds the catalogue from the folders after the database was lost. Rows that are there are never touched.</summary>
/// <param name="options">The instance.</param>
/// <param name="time">When something is not known from its folder.</param>
public sealed class Reindex(RunsOptions options, TimeProvider time)
{
    private const string Unknown = "Found in its folder by reindex; its outcome was not recorded.";

    private readonly Database database = new(options);
    private readonly List<string> skipped = [];

    /// <exception cref="InvalidOperationException">The database is of a newer version.</exception>
    public async Task<ReindexReport> RunAsync(CancellationToken cancellationToken)
    {
        skipped.Clear();
        // Below a mount that is missing is an empty folder, in which there is nothing to put back and no instance to begin.
        if (Directory.Exists(options.DataRoot) && !Directory.Exists(options.Datasets) && !Directory.Exists(options.Runs))
            throw new InvalidOperationException($"{options.DataRoot}: expected a data root with datasets or runs, found neither. Name the right one with --data-root, or mount its file system.");
        await database.MigrateAsync(cancellationToken);
        (int datasets, int runs) = (0, 0);
        foreach (Guid id in CatalogueCards.Ids(options.Datasets))
            datasets += await TryAddAsync($"datasets/{id:D}", db => db.Datasets.AnyAsync(d => d.Id == id, cancellationToken), () => DatasetAsync(id, cancellationToken), cancellationToken);
        foreach (Guid id in CatalogueCards.Ids(options.Runs))
            runs += await TryAddAsync($"runs/{id:D}", db => db.Runs.AnyAsync(r => r.Id == id, cancellationToken), () => Task.FromResult(Run(id)), cancellationToken);
        return new ReindexReport(datasets, runs, [.. skipped]);
    }

    private async Task<int> TryAddAsync(string place, Func<CellDynamicsDb, Task<bool>> isThere, Func<Task<Card?>> find, CancellationToken cancellationToken)
    {
        try
        {
            return await AddAsync(isThere, find, cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            skipped.Add($"{place}: {failure.Message}");
            return 0;
        }
    }

    private async Task<int> AddAsync(Func<CellDynamicsDb, Task<bool>> isThere, Func<Task<Card?>> find, CancellationToken cancellationToken)
    {
        await using CellDynamicsDb db = database.CreateDbContext();
        if (await isThere(db) || await find() is not { } card)
            return 0;
        if (card.Run is { } run && !await db.Datasets.AnyAsync(d => d.Id == run.DatasetId, cancellationToken))
        {
            skipped.Add($"runs/{run.Id:D}: its dataset {run.DatasetId:D} is not there.");
            return 0;
        }
        if (!await db.Projects.AnyAsync(p => p.Id == card.Project.Id, cancellationToken))
            db.Projects.Add(card.Project);
        db.Add((object?)card.Dataset ?? card.Run!);
        await db.SaveChangesAsync(cancellationToken);
        return 1;
    }

    private async Task<Card?> DatasetAsync(Guid id, CancellationToken cancellationToken)
    {
        string folder = options.FolderOfDataset(id);
        if (CatalogueCards.Read(CatalogueCards.OfDataset(options, id)) is { Dataset: { } known } card && known.Id == id && known.ProjectId == card.Project.Id
            && (known.Status == DatasetStatus.Refused || File.Exists(options.FileOf(known)))) // a refused file was deleted, and its entry says why
            return card;
        string[] files = Directory.Exists(Path.Combine(folder, "file")) ? Directory.GetFiles(Path.Combine(folder, "file")) : [];
        if (files is not [var file])
        {
            skipped.Add($"datasets/{id:D}: expected one file in its folder file, found {files.Length}.");
            return null;
        }
        DatasetSummary? summary = await DatasetSummaryFile.ReadAsync(folder, cancellationToken);
        var roles = DatasetSummaryFile.ReadRoles(folder);
        DateTime uploaded = File.GetLastWriteTimeUtc(file);
        return new Card(NoProject(), new DatasetRecord
        {
            Id = id, ProjectId = ProjectRecord.DefaultId, Name = Path.GetFileNameWithoutExtension(file), FileName = Path.GetFileName(file), Bytes = new FileInfo(file).Length,
            Sha256 = summary is null ? "" : await FileCopy.HashAsync(file, cancellationToken), // nobody has looked into it yet
            UploadedUtc = uploaded, UsedUtc = time.GetUtcNow().UtcDateTime,
            Status = summary is null ? DatasetStatus.Checking : summary.IsReady ? DatasetStatus.Ready : DatasetStatus.NeedsAttention,
            Problem = summary is null or { IsReady: true } ? "" : summary.TimeProblem ?? summary.Readiness, Cells = summary?.Cells ?? 0, Genes = summary?.Genes ?? 0, TimePoints = summary?.Times.Count ?? 0,
            ConfirmedRoles = roles is null ? null : JsonSerializer.Serialize(roles, DatasetSummaryFile.Json),
        }, null);
    }

    private Card? Run(Guid id)
    {
        RunFolder folder = options.FolderOf(id);
        if (CatalogueCards.Read(CatalogueCards.OfRun(options, id)) is { Run: { } known } card && known.Id == id && known.ProjectId == card.Project.Id)
        {
            Reconcile(known, folder);
            return card;
        }
        if (!File.Exists(folder.Request))
        {
            skipped.Add($"runs/{id:D}: expected {Path.GetFileName(folder.Request)}, found none.");
            return null;
        }
        RunRequest request = folder.ReadRequest();
        if (!Guid.TryParse(Path.GetRelativePath(options.Datasets, request.DatasetPath).Split('/', '\\')[0], out Guid dataset))
        {
            skipped.Add($"runs/{id:D}: {request.DatasetPath} is not a dataset of this data root.");
            return null;
        }
        var run = new RunRecord { Id = id, ProjectId = OwnerOf(dataset), DatasetId = dataset, Name = request.Name, Method = request.Method, CreatedUtc = request.CreatedUtc, Status = RunStatus.Failed, Failure = Unknown };
        Reconcile(run, folder);
        return new Card(NoProject(), null, run);
    }

    private Guid OwnerOf(Guid dataset)
    {
        using CellDynamicsDb db = database.CreateDbContext();
        return db.Datasets.Where(d => d.Id == dataset).Select(d => d.ProjectId).AsEnumerable().FirstOrDefault(ProjectRecord.DefaultId);
    }

    /// <summary>The folder is the truth of what came out.</summary>
    private static void Reconcile(RunRecord run, RunFolder folder)
    {
        string attempts = Path.Combine(folder.Root, "attempts");
        int last = !Directory.Exists(attempts) ? 0 : Directory.GetDirectories(attempts).Select(path => int.TryParse(Path.GetFileName(path), out int number) && folder.HasBegun(number) ? number : 0).DefaultIfEmpty(0).Max();
        run.Attempt = Math.Max(run.Attempt, last);
        ProgressLine[] told = run.Attempt == 0 || !File.Exists(folder.Progress(run.Attempt)) ? [] : [.. File.ReadLines(folder.Progress(run.Attempt)).Select(ProgressLine.FromJson).OfType<ProgressLine>()];
        bool hasResult = File.Exists(folder.Result);
        if (hasResult && run.Status != RunStatus.Succeeded)
            (run.Status, run.Failure, run.Fraction, run.Verdict) = (RunStatus.Succeeded, "", 1, told.LastOrDefault(line => line.Verdict is not null)?.Verdict ?? "");
        else if (!hasResult && run.Status == RunStatus.Succeeded)
            (run.Status, run.Failure) = (RunStatus.Failed, "Its result is no longer in its folder. Run it again.");
        else if (run.Failure == Unknown && told.LastOrDefault(line => line.Failure is not null)?.Failure is { } failure)
            run.Failure = failure;
        if (run.Status == RunStatus.Waiting)
            run.WaitReason = folder.HasCheckpoint ? "The catalogue was rebuilt; the analysis goes on from its last checkpoint." : "The catalogue was rebuilt; the analysis begins anew.";
        else
            run.FinishedUtc ??= hasResult ? File.GetLastWriteTimeUtc(folder.Result) : told.LastOrDefault()?.Utc ?? run.CreatedUtc;
        run.StartedUtc ??= told.FirstOrDefault()?.Utc;
    }

    private static ProjectRecord NoProject() => new() { Id = ProjectRecord.DefaultId, Name = "This instance" };
}

/// <param name="Skipped">Folders that could not be put back, each with the reason.</param>
public sealed record ReindexReport(int Datasets, int Runs, IReadOnlyList<string> Skipped);
