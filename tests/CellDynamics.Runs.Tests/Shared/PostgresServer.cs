using System.Diagnostics;
using CellDynamics.Runs.Tests.Shared;
using Npgsql;

[assembly: AssemblyFixture(typeof(PostgresServer))]

namespace CellDynamics.Runs.Tests.Shared;

/// <summary>A real PostgreSQL on a private socket, started when the first test asks for it.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private readonly SemaphoreSlim gate = new(1);
    private string? binaries;
    private string? folder;
    private Process? server;

    /// <summary>The connection string of a new, empty database; skips where PostgreSQL is not installed.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        await gate.WaitAsync();
        try
        {
            if (server is null)
                await StartAsync();
        }
        finally
        {
            gate.Release();
        }
        string name = $"t{Guid.CreateVersion7():N}";
        await using var connection = new NpgsqlConnection(ConnectionTo("postgres"));
        await connection.OpenAsync();
        await using NpgsqlCommand command = connection.CreateCommand();
        command.CommandText = $"CREATE DATABASE {name}";
        await command.ExecuteNonQueryAsync();
        return ConnectionTo(name);
    }

    public async ValueTask DisposeAsync()
    {
        gate.Dispose();
        if (server is null)
            return;
        NpgsqlConnection.ClearAllPools();
        await RunAsync(Path.Combine(binaries!, "pg_ctl"), "stop", "-D", Path.Combine(folder!, "data"), "-m", "immediate");
        await server.WaitForExitAsync();
        server.Dispose();
        Directory.Delete(folder!, recursive: true);
    }

    private string ConnectionTo(string database) => $"Host={folder};Username=postgres;Database={database};Pooling=true;Maximum Pool Size=20";

    private async Task StartAsync()
    {
        binaries = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin")).Where(bin => File.Exists(Path.Combine(bin, "initdb"))).Max()
            : null;
        if (binaries is null)
            Assert.Skip("PostgreSQL is not installed (/usr/lib/postgresql/*/bin/initdb).");
        // PostgreSQL refuses to run as root.
        if (Environment.UserName == "root" && !File.ReadLines("/etc/passwd").Any(line => line.StartsWith("postgres:", StringComparison.Ordinal)))
            Assert.Skip("PostgreSQL cannot run as root and there is no user postgres.");
        folder = (await RunAsync("mktemp", "-d", "/tmp/celldynamics-pg-XXXXXX")).Trim();
        string data = Path.Combine(folder, "data");
        await RunAsync(Path.Combine(binaries, "initdb"), "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync");
        server = Process.Start(Command([Path.Combine(binaries, "postgres"), "-D", data, "-k", folder, "-c", "listen_addresses=", "-c", "fsync=off", "-c", "max_connections=500"]))!;
        server.OutputDataReceived += (_, _) => { };
        server.ErrorDataReceived += (_, _) => { };
        server.BeginOutputReadLine();
        server.BeginErrorReadLine();
        await Eventually.SeesAsync(CanConnectAsync, ready => ready, "PostgreSQL to accept connections");
    }

    private async Task<bool> CanConnectAsync()
    {
        try
        {
            await using var connection = new NpgsqlConnection(ConnectionTo("postgres"));
            await connection.OpenAsync();
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private static async Task<string> RunAsync(params string[] command)
    {
        using Process process = Process.Start(Command(command))!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{string.Join(' ', command)}: {await error}");
        return await output;
    }

    private static ProcessStartInfo Command(string[] command)
    {
        string[] all = Environment.UserName == "root" ? ["runuser", "-u", "postgres", "--", .. command] : command;
        return new ProcessStartInfo(all[0], all[1..]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
    }
}
