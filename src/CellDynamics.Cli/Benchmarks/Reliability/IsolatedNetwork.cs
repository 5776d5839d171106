using System.Globalization;

namespace CellDynamics.Cli.Benchmarks.Reliability;

/// <summary>A network of its own for one worker, with one cable to this machine that can be cut.</summary>
internal sealed class IsolatedNetwork : IDisposable
{
    /// <summary>Of this machine, as seen from the other end of the cable.</summary>
    public const string HostAddress = "10.213.7.1";

    private readonly string name = $"cd{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}";

    private string Cable => name + "a";

    private string OtherEnd => name + "b";

    /// <summary>Null where this user may not make networks.</summary>
    public static IsolatedNetwork? TryCreate()
    {
        var network = new IsolatedNetwork();
        string[][] commands =
        [
            ["ip", "netns", "add", network.name],
            ["ip", "link", "add", network.Cable, "type", "veth", "peer", "name", network.OtherEnd],
            ["ip", "link", "set", network.OtherEnd, "netns", network.name],
            ["ip", "addr", "add", HostAddress + "/24", "dev", network.Cable],
            ["ip", "link", "set", network.Cable, "up"],
            ["ip", "-n", network.name, "addr", "add", "10.213.7.2/24", "dev", network.OtherEnd],
            ["ip", "-n", network.name, "link", "set", network.OtherEnd, "up"],
            ["ip", "-n", network.name, "link", "set", "lo", "up"],
        ];
        if (OperatingSystem.IsLinux() && commands.All(Shell.TryRun))
            return network;
        network.Dispose();
        return null;
    }

    /// <summary>Before a command: it runs in this network, on a machine of that name as far as it can tell.</summary>
    public IReadOnlyList<string> Prefix(string machine) => ["ip", "netns", "exec", name, "unshare", "--uts", "sh", "-c", $"hostname {machine}; exec \"$@\"", "sh"];

    public void Cut(bool isCut) => Shell.Run(["ip", "link", "set", Cable, isCut ? "down" : "up"]);

    public void Dispose()
    {
        Shell.TryRun(["ip", "link", "del", Cable]);
        Shell.TryRun(["ip", "netns", "del", name]);
    }
}
