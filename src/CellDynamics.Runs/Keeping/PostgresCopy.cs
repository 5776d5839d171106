using System.Data;
using System.Diagnostics;
using CellDynamics.Runs.Execution;
using Npgsql;

namespace CellDynamics.Runs.Keeping;

/// <summary>A PostgreSQL database, copied by its own tools. What the scheduler keeps there is left out: it makes that anew.</summary>
internal sealed class PostgresCopy(RunsOptions options) : IDatabaseCopy
{
    public string FileName => "database.dump";

    public async Task<KeptRows> TakeAsync(string path, CancellationToken cancellationToken)
    {
        await using NpgsqlConnection connection = await OpenAsync(cancellationToken);
        // The dump and the list of what is in it are of the same moment.
        await using NpgsqlTransaction moment = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        string snapshot = (string)(await ScalarAsync(connection, "SELECT pg_export_snapshot()", cancellationToken))!;
        KeptRows rows = await KeptRows.ReadAsync(connection, cancellationToken);
        await RunAsync("pg_dump", ["--format=custom", "--no-owner", "--no-privileges", "--no-password", "--exclude-table=qrtz_*", $"--snapshot={snapshot}", $"--file={path}"], cancellationToken);
        return rows;
    }

    public async Task RequireEmptyAsync(CancellationToken cancellationToken)
    {
        await using NpgsqlConnection connection = await OpenAsync(cancellationToken);
        object? tables = await ScalarAsync(connection, "SELECT count(*) FROM information_schema.tables WHERE table_schema = current_schema()", cancellationToken);
        if (tables is not 0L)
            throw new RunException($"Database {connection.Database}: expected an empty one, found {tables} tables. Create a new database and name it with --connection.");
    }

    public Task PutBackAsync(string path, CancellationToken cancellationToken) =>
        RunAsync("pg_restore", ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", "--no-password", $"--dbname={new NpgsqlConnectionStringBuilder(options.ConnectionString).Database}", path], cancellationToken);

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(options.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        return connection;
    }

    private static async Task<object?> ScalarAsync(NpgsqlConnection connection, string query, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = connection.CreateCommand();
        command.CommandText = query;
        return await command.ExecuteScalarAsync(cancellationToken);
    }

    private async Task RunAsync(string tool, string[] arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(PathOf(tool), arguments) { RedirectStandardError = true };
        Describe(start, new NpgsqlConnectionStringBuilder(options.ConnectionString));
        using Process process = Start(tool, start);
        try
        {
            string error = await process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            if (process.ExitCode != 0)
                throw new RunException($"{tool} ended with code {process.ExitCode}: {error.Trim()}");
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }
    }

    // Through the environment: other users of the machine see the arguments of a program, and one is the password.
    private static void Describe(ProcessStartInfo start, NpgsqlConnectionStringBuilder connection)
    {
        (string Name, string? Value)[] settings =
        [
            ("PGHOST", connection.Host), ("PGPORT", connection.Port.ToString("D")), ("PGUSER", connection.Username), ("PGDATABASE", connection.Database), ("PGPASSWORD", connection.Password),
            ("PGPASSFILE", connection.Passfile), ("PGSSLROOTCERT", connection.RootCertificate), ("PGSSLCERT", connection.SslCertificate), ("PGSSLKEY", connection.SslKey),
            ("PGSSLMODE", connection.SslMode switch { SslMode.Disable => "disable", SslMode.Require => "require", SslMode.VerifyCA => "verify-ca", SslMode.VerifyFull => "verify-full", _ => null }),
        ];
        foreach ((string name, string? value) in settings.Where(setting => !string.IsNullOrEmpty(setting.Value)))
            start.Environment[name] = value;
    }

    private static Process Start(string tool, ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception failure)
        {
            throw new RunException($"{tool}: expected PostgreSQL's own program, found none. Install PostgreSQL's client of the version of the server.", failure);
        }
    }

    // The newest: a dump can be taken of servers that are older, never of newer ones.
    private static string PathOf(string tool)
    {
        const string Debian = "/usr/lib/postgresql";
        string? newest = !Directory.Exists(Debian) ? null : Directory.GetDirectories(Debian)
            .Where(folder => int.TryParse(Path.GetFileName(folder), out _) && File.Exists(Path.Combine(folder, "bin", tool)))
            .MaxBy(folder => int.Parse(Path.GetFileName(folder)));
        return newest is null ? tool : Path.Combine(newest, "bin", tool);
    }
}
