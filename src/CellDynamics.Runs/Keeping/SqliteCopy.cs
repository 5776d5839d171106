using CellDynamics.Runs.Execution;
using Microsoft.Data.Sqlite;

namespace CellDynamics.Runs.Keeping;

/// <summary>The embedded database, copied within one read transaction while others write.</summary>
internal sealed class SqliteCopy(RunsOptions options) : IDatabaseCopy
{
    public string FileName => "database.db";

    private string Source => Path.GetFullPath(new SqliteConnectionStringBuilder(options.ConnectionString).DataSource);

    public async Task<KeptRows> TakeAsync(string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(Source))
            throw new RunException($"{Source}: expected the database of an instance, found none. Name its data root with --data-root.");
        await using (SqliteConnection live = await OpenAsync(Source, SqliteOpenMode.ReadWrite, cancellationToken))
            await ExecuteAsync(live, "VACUUM INTO $path", path, cancellationToken);
        // As with files: a restore gives it the mode that it has now, whatever the umask of whoever makes the backup.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, File.GetUnixFileMode(Source));
        await using SqliteConnection copy = await OpenAsync(path, SqliteOpenMode.ReadOnly, cancellationToken);
        if (await ExecuteAsync(copy, "PRAGMA integrity_check", null, cancellationToken) is var found && found != "ok")
            throw new RunException($"{Source}: expected a sound database, found: {found}. Restore the last backup, or rebuild the catalogue with celldynamics reindex.");
        return await KeptRows.ReadAsync(copy, cancellationToken);
    }

    public Task RequireEmptyAsync(CancellationToken cancellationToken) =>
        File.Exists(Source) ? throw new RunException($"{Source}: expected no database, found one. Restore to another place, or move that file away.") : Task.CompletedTask;

    public async Task PutBackAsync(string path, CancellationToken cancellationToken)
    {
        string unfinished = Source + ".restoring";
        File.Delete(unfinished);
        await FileCopy.CopyAsync(path, unfinished, cancellationToken);
        File.Move(unfinished, Source);
    }

    // Without a pool: the file is free again once the connection is closed.
    private static async Task<SqliteConnection> OpenAsync(string path, SqliteOpenMode mode, CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false, DefaultTimeout = 30 }.ToString());
        await connection.OpenAsync(cancellationToken);
        return connection;
    }

    private static async Task<string?> ExecuteAsync(SqliteConnection connection, string text, string? path, CancellationToken cancellationToken)
    {
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = text;
        command.CommandTimeout = 0;
        if (path is not null)
            command.Parameters.AddWithValue("$path", path);
        return await command.ExecuteScalarAsync(cancellationToken) as string;
    }
}
