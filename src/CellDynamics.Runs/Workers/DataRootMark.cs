using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Storage;
using Microsoft.EntityFrameworkCore;

namespace CellDynamics.Runs.Workers;

/// <summary>A file of the data root that names the instance, as the database does: whoever sees both sees the same file system as everybody else.</summary>
public sealed class DataRootMark(RunsOptions options, Database database)
{
    private string? known;

    private string Path => System.IO.Path.Combine(options.DataRoot, "instance.id");

    /// <summary>The site names the instance, once.</summary>
    /// <exception cref="InvalidOperationException">The data root belongs to another database, or its file system is not mounted.</exception>
    internal async Task EnsureAsync(CancellationToken cancellationToken)
    {
        string? found = Read(), named = await NameAsync(cancellationToken);
        if (found is not null && named is not null && found != named)
            throw new InvalidOperationException(Other(named, found));
        // A restored data root has no name yet, but it has what the database tells of.
        if (found is null && named is not null && !HasAny(options.Datasets) && !HasAny(options.Runs) && await HasRowsAsync(cancellationToken))
            throw new InvalidOperationException($"{options.DataRoot}: expected the data of the instance that the database belongs to, found an empty folder. Mount its file system, or set DataRoot to where it is; if the files are lost, restore a backup.");
        known = named ?? found ?? Guid.CreateVersion7().ToString("N");
        if (named is null)
        {
            await using CellDynamicsDb db = database.CreateDbContext();
            db.Settings.Add(new SettingRecord { Key = SettingRecord.Instance, Value = known });
            await db.SaveChangesAsync(cancellationToken);
        }
        if (found is null)
            await File.WriteAllTextAsync(Path, known, cancellationToken);
    }

    /// <summary>A worker must find what the site wrote.</summary>
    /// <exception cref="RunException">It does not.</exception>
    internal async Task RequireAsync(CancellationToken cancellationToken)
    {
        known = await NameAsync(cancellationToken)
            ?? throw new RunException("The database belongs to no instance yet. Start the site on it first (celldynamics serve), then this worker.");
        if (Read() is not { } found)
            throw new RunException($"{Path}: expected the data root that the site uses, found none. Mount the shared file system, or set DataRoot to where it is mounted on this machine.");
        if (found != known)
            throw new RunException(Other(known, found));
    }

    /// <summary>False once the file system is no longer there.</summary>
    public bool IsThere() => known is null || Read() == known;

    private string Other(string named, string found) =>
        $"{Path}: expected the data of the instance that the database belongs to ({named}), found that of another one ({found}). Change DataRoot or Database:ConnectionString.";

    private string? Read()
    {
        try
        {
            return File.ReadAllText(Path).Trim();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static bool HasAny(string folder) => Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any();

    private async Task<bool> HasRowsAsync(CancellationToken cancellationToken)
    {
        await using CellDynamicsDb db = database.CreateDbContext();
        return await db.Datasets.AnyAsync(cancellationToken) || await db.Runs.AnyAsync(cancellationToken);
    }

    private async Task<string?> NameAsync(CancellationToken cancellationToken)
    {
        await using CellDynamicsDb db = database.CreateDbContext();
        return await db.Settings.Where(setting => setting.Key == SettingRecord.Instance).Select(setting => setting.Value).SingleOrDefaultAsync(cancellationToken);
    }
}
