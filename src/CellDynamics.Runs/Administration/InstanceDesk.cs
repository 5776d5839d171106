using System.Globalization;
using System.Runtime.InteropServices;
using CellDynamics.Runs.Access;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Storage;
using CellDynamics.Runs.Workers;
using Microsoft.EntityFrameworkCore;

namespace CellDynamics.Runs.Administration;

/// <summary>How the instance stands, and what its people are told.</summary>
public sealed class InstanceDesk(AdministratorGate gate, Database database, RunsOptions options, WorkerDesk workers, ProcessLimits limits, AnnouncementBoard board)
{
    /// <summary>Longer would push the pages off the screen.</summary>
    public const int LongestAnnouncement = 500;

    /// <exception cref="AccessDeniedException">The caller is no administrator.</exception>
    public async Task<InstanceState> ReadAsync(CancellationToken cancellationToken)
    {
        await gate.RequireAsync(cancellationToken);
        await limits.PrefixAsync();
        await using CellDynamicsDb db = database.CreateDbContext();
        await db.Database.OpenConnectionAsync(cancellationToken);
        string[] migrations = [.. await db.Database.GetAppliedMigrationsAsync(cancellationToken)];
        string backup = await db.ReadSettingAsync(SettingRecord.LastBackup, cancellationToken);
        var drive = new DriveInfo(options.DataRoot);
        return new InstanceState
        {
            Announcement = await db.ReadSettingAsync(SettingRecord.Announcement, cancellationToken),
            Version = typeof(InstanceDesk).Assembly.GetName().Version!.ToString(3),
            Runtime = RuntimeInformation.FrameworkDescription,
            System = RuntimeInformation.OSDescription,
            Database = $"{(options.Provider == DatabaseProvider.Postgres ? "PostgreSQL" : "SQLite")} {db.Database.GetDbConnection().ServerVersion}",
            Migrations = migrations,
            LastBackupUtc = DateTime.TryParse(backup, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out DateTime made) ? made : null,
            DataRoot = options.DataRoot,
            FreeBytes = drive.AvailableFreeSpace,
            TotalBytes = drive.TotalSize,
            Limits = limits.Status,
            Workers = await workers.ListAsync(cancellationToken),
            IsDraining = await workers.IsDrainingAsync(cancellationToken),
            Running = await db.Runs.CountAsync(run => run.Status == RunStatus.Running, cancellationToken),
            Waiting = await db.Runs.CountAsync(run => run.Status == RunStatus.Waiting, cancellationToken),
        };
    }

    /// <summary>Shows a text above every page, also to those who are not signed in.</summary>
    /// <param name="text">Empty: none any more.</param>
    /// <exception cref="AccessDeniedException">The caller is no administrator.</exception>
    /// <exception cref="InvalidOperationException">It is too long.</exception>
    public async Task AnnounceAsync(string text, CancellationToken cancellationToken)
    {
        await gate.RequireAsync(cancellationToken);
        string trimmed = text.Trim();
        if (trimmed.Length > LongestAnnouncement)
            throw new InvalidOperationException($"Expected an announcement of at most {LongestAnnouncement} letters, found {trimmed.Length}. Shorten it.");
        await using (CellDynamicsDb db = database.CreateDbContext())
            await db.WriteSettingAsync(SettingRecord.Announcement, trimmed, cancellationToken);
        board.Forget();
        await gate.RecordAsync(AuditAction.Changed, trimmed.Length == 0 ? "announcement taken away" : $"announcement: {trimmed}", cancellationToken);
    }
}

/// <summary>An instance as its administrator looks at it.</summary>
public sealed record InstanceState
{
    /// <summary>Empty: none.</summary>
    public required string Announcement { get; init; }

    /// <summary>Of CellDynamics on this node.</summary>
    public required string Version { get; init; }

    public required string Runtime { get; init; }

    public required string System { get; init; }

    /// <summary>Name and version.</summary>
    public required string Database { get; init; }

    /// <summary>Applied ones, oldest first.</summary>
    public required IReadOnlyList<string> Migrations { get; init; }

    /// <summary>Null: no backup was made yet.</summary>
    public DateTime? LastBackupUtc { get; init; }

    public required string DataRoot { get; init; }

    /// <summary>Of the disk of the data root.</summary>
    public long FreeBytes { get; init; }

    public long TotalBytes { get; init; }

    /// <summary>What child processes are denied, a sentence.</summary>
    public required string Limits { get; init; }

    public required IReadOnlyList<WorkerView> Workers { get; init; }

    /// <summary>Nothing new is started anywhere.</summary>
    public bool IsDraining { get; init; }

    public int Running { get; init; }

    public int Waiting { get; init; }
}
