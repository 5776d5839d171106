using CellDynamics.Runs.Access;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace CellDynamics.Runs.Datasets.Scanning;

/// <summary>Has a small table scanned while its person waits, before it is kept or read.</summary>
public sealed class TableScan
{
    /// <summary>Somebody waits for it, and a table is small.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    /// <summary>Scanners at once for all pages of this process: each may need a gigabyte for its signatures.</summary>
    private static readonly SemaphoreSlim Room = new(2);

    private readonly RunsOptions options;
    private readonly MalwareScanner scanner;
    private readonly AuditLog audit;
    private readonly CallerAccess access;
    private readonly ILogger<TableScan> logger;

    internal TableScan(RunsOptions options, MalwareScanner scanner, AuditLog audit, CallerAccess access, ILogger<TableScan> logger) =>
        (this.options, this.scanner, this.audit, this.access, this.logger) = (options, scanner, audit, access, logger);

    /// <summary>Whether tables are scanned here.</summary>
    public bool IsOn => scanner.IsNamed;

    /// <param name="name">As the person calls the table.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="project">Where it would belong, for the audit log; null: nowhere.</param>
    /// <param name="cancellationToken">Ends the scanner.</param>
    /// <exception cref="UploadException">It did not pass; the message says why and what to do.</exception>
    public async Task RequireCleanAsync(string name, ReadOnlyMemory<byte> content, Guid? project, CancellationToken cancellationToken)
    {
        if (!IsOn)
            return;
        string shown = FileNames.Sanitise(name);
        ScanVerdict verdict = await LookAsync(shown, content, cancellationToken);
        if (verdict.Result == ScanResult.Found)
        {
            logger.LogWarning("A table was refused. The scanner said: {Said}", verdict.Said);
            await RecordAsync($"table {shown}, because the scanner found malware: {ScanWords.Quote(verdict.Said)}", project, cancellationToken);
            throw new UploadException(UploadProblem.Refused, ScanWords.Refused(shown, verdict.Said, "It was not kept, and nothing has read it.", options.Contact));
        }
        if (verdict.Result == ScanResult.NotChecked)
        {
            logger.LogError("A table could not be checked for malware: {Reason}.", verdict.Said);
            throw new UploadException(UploadProblem.Refused, ScanWords.NotChecked(shown, "It is not read before that. Nothing else changed: choose it again in some minutes.", options.Contact));
        }
    }

    /// <summary>What cannot be looked at, for want of room on the disk for example, was not checked.</summary>
    private async Task<ScanVerdict> LookAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        // Under a name that the sweep knows, should this process die.
        string path = Path.Combine(options.Uploads, $"{Guid.CreateVersion7():D}.table.tmp");
        await Room.WaitAsync(cancellationToken);
        try
        {
            Directory.CreateDirectory(options.Uploads);
            await File.WriteAllBytesAsync(path, content, cancellationToken);
            // A scanner of another user is handed the file by clamdscan (--fdpass), or may read it by its group.
            return await scanner.ScanAsync(path, name, Longest, cancellationToken);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            return new ScanVerdict(ScanResult.NotChecked, failure.Message);
        }
        finally
        {
            Room.Release();
            Delete(path);
        }
    }

    private void Delete(string path)
    {
        try
        {
            if (File.Exists(path))
                File.Delete(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The sweep takes it; what the scanner said counts all the same.
            logger.LogError("A table that was scanned could not be deleted yet: {Reason}", failure.Message);
        }
    }

    private async Task RecordAsync(string what, Guid? project, CancellationToken cancellationToken)
    {
        try
        {
            await audit.AddAsync(access.Caller, AuditAction.Denied, project is null ? "instance" : "project", project, what, project, cancellationToken);
        }
        catch (Exception failure) when (failure is DbUpdateException || Outage.Is(failure))
        {
            // It is refused all the same; the warning above stands in the journal.
            logger.LogError("The audit log misses a refused table, because the database did not answer: {Reason}", failure.GetBaseException().Message);
        }
    }
}
