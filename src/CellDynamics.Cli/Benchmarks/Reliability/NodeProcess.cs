using System.Diagnostics;
using System.Globalization;
using System.Text;
using CellDynamics.Cli.Workers;

namespace CellDynamics.Cli.Benchmarks.Reliability;

/// <summary>A node of the rehearsed instance, as a process of its own.</summary>
internal sealed class NodeProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly StringBuilder said = new();

    private NodeProcess(string name, Process process) => (Name, this.process) = (name, process);

    public string Name { get; }

    public bool HasEnded => process.HasExited;

    public int ExitCode => process.ExitCode;

    /// <summary>All it said, for a person who wonders.</summary>
    public string Said
    {
        get { lock (said) return said.ToString(); }
    }

    /// <param name="prefix">Words before the command, such as <c>ip netns exec NAME</c>; each must start the next in its own place.</param>
    /// <param name="arguments">Of this program.</param>
    public static NodeProcess Start(string name, IReadOnlyList<string> prefix, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        string[] command = [.. prefix, .. Runs.CommandLine.Split(WorkerHost.Self), .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        foreach ((string key, string value) in environment)
            start.Environment[key] = value;
        var node = new NodeProcess(name, Process.Start(start)!);
        node.process.OutputDataReceived += (_, line) => node.Keep(line.Data);
        node.process.ErrorDataReceived += (_, line) => node.Keep(line.Data);
        node.process.BeginOutputReadLine();
        node.process.BeginErrorReadLine();
        return node;
    }

    /// <summary>Only the node, without any chance to tidy up: its children must notice by themselves.</summary>
    public async Task KillAsync()
    {
        process.Kill(entireProcessTree: false);
        await process.WaitForExitAsync();
    }

    /// <summary>As systemd does.</summary>
    public async Task StopAsync()
    {
        if (!process.HasExited)
            Shell.TryRun(["kill", "-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private void Keep(string? line)
    {
        lock (said)
            said.AppendLine(line);
    }
}
