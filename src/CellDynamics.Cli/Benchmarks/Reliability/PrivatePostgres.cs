using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using CellDynamics.Runs.Execution;
using Npgsql;

namespace CellDynamics.Cli.Benchmarks.Reliability;

/// <summary>A real PostgreSQL of our own, which may be stopped, frozen and started again. Durable, as in production.</summary>
internal sealed class PrivatePostgres : IAsyncDisposable
{
    private readonly string binaries;
    private readonly string folder;
    private Process? server;

    private PrivatePostgres(string binaries, string folder, int port) => (this.binaries, this.folder, Port) = (binaries, folder, port);

    /// <summary>Over TCP, on every address of this machine.</summary>
    public int Port { get; }

    /// <summary>Null where it can be started; else why not.</summary>
    public static string? Missing() =>
        FindBinaries() is null ? "PostgreSQL is not installed (/usr/lib/postgresql/*/bin/initdb)."
        : Environment.UserName == "root" && !File.ReadLines("/etc/passwd").Any(line => line.StartsWith("postgres:", StringComparison.Ordinal)) ? "PostgreSQL cannot run as root and there is no user postgres."
        : null;

    /// <param name="network">Addresses beside the loopback that may connect, such as 10.0.0.0/24.</param>
    /// <exception cref="RunException">It is not installed.</exception>
    public static async Task<PrivatePostgres> StartAsync(string network)
    {
        if (Missing() is { } reason)
            throw new RunException(reason);
        string folder = Shell.Run(["mktemp", "-d", "/tmp/celldynamics-pg-XXXXXX"]).Trim();
        if (Environment.UserName == "root")
            Shell.Run(["chown", "postgres", folder]);
        var postgres = new PrivatePostgres(FindBinaries()!, folder, FreePort());
        Shell.Run(postgres.Command("initdb", "-D", postgres.Data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"));
        File.AppendAllText(Path.Combine(postgres.Data, "pg_hba.conf"), $"host all all {network} trust\n");
        await postgres.StartAsync();
        return postgres;
    }

    /// <param name="host">Null for the socket.</param>
    public string ConnectionTo(string database, string? host = null) =>
        $"Host={host ?? folder};Port={Port.ToString(CultureInfo.InvariantCulture)};Username=postgres;Database={database};Maximum Pool Size=10;Timeout=5;Keepalive=5";

    public async Task CreateAsync(string database)
    {
        await using var connection = new NpgsqlConnection(ConnectionTo("postgres") + ";Pooling=false");
        await connection.OpenAsync();
        await using NpgsqlCommand command = connection.CreateCommand();
        command.CommandText = $"CREATE DATABASE {database}";
        await command.ExecuteNonQueryAsync();
    }

    public async Task StartAsync()
    {
        server = Process.Start(Quiet(Command("postgres", "-D", Data, "-k", folder, "-p", Port.ToString(CultureInfo.InvariantCulture), "-c", "listen_addresses=*")))!;
        server.BeginOutputReadLine();
        server.BeginErrorReadLine();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await CanConnectAsync())
            await Task.Delay(100, limit.Token);
    }

    /// <summary>As a power cut would end it: nothing is written down, no client is told.</summary>
    public async Task CrashAsync()
    {
        Shell.Run(Command("pg_ctl", "stop", "-D", Data, "-m", "immediate"));
        await server!.WaitForExitAsync();
        server.Dispose();
    }

    /// <summary>Every process of it stands still, or goes on: connections stay open and nothing answers.</summary>
    public void Freeze(bool isFrozen)
    {
        int postmaster = int.Parse(File.ReadLines(Path.Combine(Data, "postmaster.pid")).First(), CultureInfo.InvariantCulture);
        string signal = isFrozen ? "-STOP" : "-CONT";
        Shell.Run(["kill", signal, Text(postmaster)]);
        foreach (int child in Shell.ChildrenOf(postmaster))
            Shell.TryRun(["kill", signal, Text(child)]);
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (server is { HasExited: false })
            await CrashAsync();
        Directory.Delete(folder, recursive: true);
    }

    private string Data => Path.Combine(folder, "data");

    private async Task<bool> CanConnectAsync()
    {
        try
        {
            await using var connection = new NpgsqlConnection(ConnectionTo("postgres") + ";Pooling=false");
            await connection.OpenAsync();
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private string[] Command(string program, params string[] arguments)
    {
        string[] command = [Path.Combine(binaries, program), .. arguments];
        return Environment.UserName == "root" ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", .. command] : command;
    }

    private static ProcessStartInfo Quiet(string[] command) => new(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };

    private static string? FindBinaries() => !Directory.Exists("/usr/lib/postgresql") ? null
        : Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin")).Where(bin => File.Exists(Path.Combine(bin, "initdb"))).Max();

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
