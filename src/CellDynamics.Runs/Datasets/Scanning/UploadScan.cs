using CellDynamics.Runs.Access;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace CellDynamics.Runs.Datasets.Scanning;

/// <summary>Has an upload scanned before anything opens it, and draws the consequences.</summary>
internal sealed class UploadScan(Database database, RunsOptions options, MalwareScanner scanner, TimeProvider time, ILogger<UploadScan> logger)
{
    /// <summary>How often it is asked whether the dataset is still wanted: to delete it ends its scan.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    /// <summary>Refused files that could not be deleted, each said once.</summary>
    private readonly HashSet<Guid> left = [];

    /// <summary>That this node has no scanner was said: it is asked every half minute.</summary>
    private bool isSaid;

    /// <summary>Tells the nodes of the instance whether files are scanned here: whoever has no scanner of its own must not open what waits for one.</summary>
    public async Task AnnounceAsync(CancellationToken cancellationToken)
    {
        await using CellDynamicsDb db = database.CreateDbContext();
        await db.WriteSettingAsync(SettingRecord.ScansUploads, scanner.IsNamed ? "true" : "", cancellationToken);
    }

    /// <summary>Whether this node may look into uploads.</summary>
    public async Task<bool> IsAbleAsync(CancellationToken cancellationToken)
    {
        if (scanner.IsNamed)
            return true;
        await using CellDynamicsDb db = database.CreateDbContext();
        if (await db.ReadSettingAsync(SettingRecord.ScansUploads, cancellationToken) != "true")
            return true;
        if (!isSaid)
            logger.LogWarning("Uploads:ScanCommand: expected the scanner that the site has, found none. This node leaves uploads to others.");
        isSaid = true;
        return false;
    }

    /// <summary>Deletes refused files that are still there: a server died in between, or the disk did not let it.</summary>
    public async Task ClearAsync(CancellationToken cancellationToken)
    {
        await using CellDynamicsDb db = database.CreateDbContext();
        foreach (DatasetRecord dataset in await db.Datasets.AsNoTracking().Where(d => d.Status == DatasetStatus.Refused).ToListAsync(cancellationToken))
            Delete(dataset);
    }

    /// <summary>Whether the upload may be opened. Where not, the dataset says why.</summary>
    public async Task<bool> IsPassedAsync(DatasetRecord dataset, string sha256, CancellationToken cancellationToken)
    {
        // The checksum of a dataset is kept once its file was clean: one content is scanned once. Examples come with theirs.
        if (!scanner.IsNamed || dataset.Sha256 == sha256)
            return true;
        if (!await KeepAsync(dataset.Id, DatasetStatus.Scanning, dataset.Sha256, cancellationToken) || await ScanAsync(dataset, cancellationToken) is not { } verdict)
            return false;
        if (verdict.Result == ScanResult.Found)
            await RefuseAsync(dataset, sha256, verdict.Said, cancellationToken);
        else if (verdict.Result == ScanResult.NotChecked)
            Postpone(dataset, verdict.Said);
        // Kept at once: the page says what is done now, and the next server does not have the file scanned again.
        return verdict.Result == ScanResult.Clean && await KeepAsync(dataset.Id, DatasetStatus.Checking, sha256, cancellationToken);
    }

    /// <summary>Of a file that nobody could look at, and why: it is tried again.</summary>
    public void Postpone(DatasetRecord dataset, string why)
    {
        (dataset.Status, dataset.Problem) = (DatasetStatus.NotScanned, ScanWords.NotChecked(dataset.FileName, "It is not opened before that. Nothing is lost, and it is tried again by itself.", options.Contact));
        logger.LogError("Dataset {Dataset} could not be checked for malware: {Reason}.", dataset.Id, why);
    }

    /// <returns>False where the dataset was deleted, or refused by another node.</returns>
    private async Task<bool> KeepAsync(Guid id, DatasetStatus status, string sha256, CancellationToken cancellationToken)
    {
        await using CellDynamicsDb db = database.CreateDbContext();
        return await db.Datasets.Where(d => d.Id == id && d.Status != DatasetStatus.Refused)
            .ExecuteUpdateAsync(set => set.SetProperty(d => d.Status, status).SetProperty(d => d.Problem, "").SetProperty(d => d.Sha256, sha256), cancellationToken) > 0;
    }

    /// <returns>Null where the dataset was deleted meanwhile.</returns>
    private async Task<ScanVerdict?> ScanAsync(DatasetRecord dataset, CancellationToken cancellationToken)
    {
        using var wanted = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<ScanVerdict> scan = scanner.ScanAsync(options.FileOf(dataset), dataset.FileName, TimeSpan.FromMinutes(options.ScanMinutes), wanted.Token);
        try
        {
            while (await Task.WhenAny(scan, Task.Delay(Look, cancellationToken)) != scan && !cancellationToken.IsCancellationRequested)
            {
                if (!await IsWantedAsync(dataset.Id, cancellationToken))
                    await wanted.CancelAsync();
            }
            return await scan;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            // Whatever happened: no scanner goes on that nobody waits for.
            await wanted.CancelAsync();
            await ((Task)scan).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<bool> IsWantedAsync(Guid id, CancellationToken cancellationToken)
    {
        try
        {
            await using CellDynamicsDb db = database.CreateDbContext();
            return await db.Datasets.AnyAsync(d => d.Id == id, cancellationToken);
        }
        catch (Exception failure) when (Outage.Is(failure))
        {
            return true; // a database that does not answer for a moment has deleted nothing
        }
    }

    private async Task RefuseAsync(DatasetRecord dataset, string sha256, string said, CancellationToken cancellationToken)
    {
        (dataset.Status, dataset.Problem) = (DatasetStatus.Refused, ScanWords.Refused(dataset.FileName, said, "It was deleted from this server, and nothing has opened it.", options.Contact));
        string what = $"{dataset.Name} ({dataset.FileName}, {ByteSize.Of(dataset.Bytes)}, SHA-256 {sha256}): its file, because the scanner found malware: {ScanWords.Quote(said)}.";
        logger.LogWarning("Dataset {Dataset} was refused and its file deleted. The scanner said: {Said}", dataset.Id, said);
        dataset.Bytes = 0; // of the quota
        // Before the file goes: a server that dies in between leaves one that is refused, not one that is missing.
        await using (CellDynamicsDb db = database.CreateDbContext())
        {
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            // One line for one refusal, and none for a dataset that was deleted meanwhile.
            if (await db.Datasets.Where(d => d.Id == dataset.Id && d.Status != DatasetStatus.Refused).ExecuteUpdateAsync(
                set => set.SetProperty(d => d.Status, dataset.Status).SetProperty(d => d.Problem, dataset.Problem).SetProperty(d => d.Bytes, 0), cancellationToken) > 0)
                db.Audit.Add(AuditLog.Line(Caller.Instance, AuditAction.Deleted, "dataset", dataset.Id, what, dataset.ProjectId, time.GetUtcNow().UtcDateTime));
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        Delete(dataset);
    }

    private void Delete(DatasetRecord dataset)
    {
        string file = options.FileOf(dataset);
        try
        {
            if (File.Exists(file))
                File.Delete(file);
            left.Remove(dataset.Id);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            if (left.Add(dataset.Id))
                logger.LogError("The refused file of dataset {Dataset} could not be deleted, and is not given to anybody; it is tried again: {Reason}", dataset.Id, failure.Message);
        }
    }
}
