using CellDynamics.Runs.Access;
using CellDynamics.Runs.Model;
using Microsoft.Extensions.Logging;

namespace CellDynamics.Runs.Datasets.Scanning;

/// <summary>Has a small table scanned while its person waits, before it is kept or read.</summary>
public sealed class TableScan
{
    /// <summary>Somebody waits for it, and a table is small.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

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
        Directory.CreateDirectory(options.Uploads);
        // Under a name that the sweep knows, should this process die.
        string path = Path.Combine(options.Uploads, $"{Guid.CreateVersion7():D}.table.tmp");
        ScanVerdict verdict;
        try
        {
            await File.WriteAllBytesAsync(path, content, cancellationToken);
            // A scanner of another user is handed the file by clamdscan (--fdpass), or may read it by its group.
            verdict = await scanner.ScanAsync(path, shown, Longest, cancellationToken);
        }
        finally
        {
            File.Delete(path);
        }
        if (verdict.Result == ScanResult.Found)
        {
            logger.LogWarning("A table was refused. The scanner said: {Said}", verdict.Said);
            await audit.AddAsync(access.Caller, AuditAction.Denied, project is null ? "instance" : "project", project, $"table {shown}, because the scanner found malware: {ScanWords.Quote(verdict.Said)}", project, cancellationToken);
            throw new UploadException(UploadProblem.Refused, ScanWords.Refused(shown, verdict.Said, "It was not kept, and nothing has read it.", options.Contact));
        }
        if (verdict.Result == ScanResult.NotChecked)
        {
            logger.LogError("A table could not be checked for malware: {Reason}.", verdict.Said);
            throw new UploadException(UploadProblem.Refused, ScanWords.NotChecked(shown, "It is not read before that. Nothing else changed: choose it again in some minutes.", options.Contact));
        }
    }
}
