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

    /// <summary>Tells the nodes of the instance whether files are scanned here: whoever has no scanner of its own must not open what waits for one.</summary>
    public async Task AnnounceAsync(CancellationToken cancellationToken)
    {
        string value = scanner.IsNamed ? "true" : "";
        await using CellDynamicsDb db = database.CreateDbContext();
        if (await db.Settings.Where(setting => setting.Key == SettingRecord.ScansUploads).ExecuteUpdateAsync(set => set.SetProperty(setting => setting.Value, value), cancellationToken) > 0)
            return;
        db.Settings.Add(new SettingRecord { Key = SettingRecord.ScansUploads, Value = value });
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Whether this node may look into uploads.</summary>
    public async Task<bool> IsAbleAsync(CancellationToken cancellationToken)
    {
        if (scanner.IsNamed)
            return true;
        await using CellDynamicsDb db = database.CreateDbContext();
        if (!await db.Settings.AnyAsync(setting => setting.Key == SettingRecord.ScansUploads && setting.Value == "true", cancellationToken))
            return true;
        logger.LogWarning("Uploads:ScanCommand: expected the scanner that the site has, found none. This node leaves uploads to others.");
        return false;
    }

    /// <summary>Whether the upload may be opened. Where not, the dataset says why.</summary>
    public async Task<bool> IsPassedAsync(DatasetRecord dataset, string sha256, CancellationToken cancellationToken)
    {
        // The checksum of a dataset is kept once its file was clean: one content is scanned once. Examples come with theirs.
        if (!scanner.IsNamed || dataset.Sha256 == sha256)
            return true;
        await using (CellDynamicsDb db = database.CreateDbContext())
            await db.Datasets.Where(d => d.Id == dataset.Id).ExecuteUpdateAsync(set => set.SetProperty(d => d.Status, DatasetStatus.Scanning).SetProperty(d => d.Problem, ""), cancellationToken);
        if (await ScanAsync(dataset, cancellationToken) is not { } verdict)
            return false;
        if (verdict.Result == ScanResult.Found)
            await RefuseAsync(dataset, sha256, verdict.Said, cancellationToken);
        else if (verdict.Result == ScanResult.NotChecked)
            Postpone(dataset, verdict.Said);
        return verdict.Result == ScanResult.Clean;
    }

    /// <returns>Null where the dataset was deleted meanwhile.</returns>
    private async Task<ScanVerdict?> ScanAsync(DatasetRecord dataset, CancellationToken cancellationToken)
    {
        using var wanted = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<ScanVerdict> scan = scanner.ScanAsync(options.FileOf(dataset), dataset.FileName, TimeSpan.FromMinutes(options.ScanMinutes), wanted.Token);
        while (await Task.WhenAny(scan, Task.Delay(Look, cancellationToken)) != scan && !cancellationToken.IsCancellationRequested)
        {
            await using CellDynamicsDb db = database.CreateDbContext();
            if (!await db.Datasets.AnyAsync(d => d.Id == dataset.Id, cancellationToken))
                await wanted.CancelAsync();
        }
        try
        {
            return await scan;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
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
            await db.Datasets.Where(d => d.Id == dataset.Id).ExecuteUpdateAsync(set => set.SetProperty(d => d.Status, dataset.Status).SetProperty(d => d.Problem, dataset.Problem).SetProperty(d => d.Bytes, 0), cancellationToken);
            db.Audit.Add(AuditLog.Line(Caller.Instance, AuditAction.Deleted, "dataset", dataset.Id, what, dataset.ProjectId, time.GetUtcNow().UtcDateTime));
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        try
        {
            File.Delete(options.FileOf(dataset));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            logger.LogError("The refused file of dataset {Dataset} could not be deleted, and is not given to anybody: {Reason}", dataset.Id, failure.Message);
        }
    }

    private void Postpone(DatasetRecord dataset, string why)
    {
        (dataset.Status, dataset.Problem) = (DatasetStatus.NotScanned, ScanWords.NotChecked(dataset.FileName, "It is not opened before that. Nothing is lost, and it is tried again by itself.", options.Contact));
        logger.LogError("Dataset {Dataset} could not be checked for malware: {Reason}.", dataset.Id, why);
    }
}
