using System.Globalization;

namespace CellDynamics.Cli.Benchmarks.Reliability;

/// <summary>A network of its own for one worker, with one cable to this machine that can be cut.</summary>
internal sealed class IsolatedNetwork : IDisposable
{
    private const string Prefixed = "cd";

    private readonly string name = Prefixed + Environment.ProcessId.ToString(CultureInfo.InvariantCulture);

    // Two networks of the same addresses on one machine hide each other.
    private readonly string addresses = $"10.213.{(Environment.ProcessId % 256).ToString(CultureInfo.InvariantCulture)}.";

    /// <summary>Of this machine, as seen from the other end of the cable.</summary>
    public string HostAddress => addresses + "1";

    private string Cable => name + "a";

    private string OtherEnd => name + "b";

    /// <summary>Null where this user may not make networks.</summary>
    public static IsolatedNetwork? TryCreate()
    {
        RemoveLeftovers();
        var network = new IsolatedNetwork();
        string[][] commands =
        [
            ["ip", "netns", "add", network.name],
            ["ip", "link", "add", network.Cable, "type", "veth", "peer", "name", network.OtherEnd],
            ["ip", "link", "set", network.OtherEnd, "netns", network.name],
            ["ip", "addr", "add", network.HostAddress + "/24", "dev", network.Cable],
            ["ip", "link", "set", network.Cable, "up"],
            ["ip", "-n", network.name, "addr", "add", network.addresses + "2/24", "dev", network.OtherEnd],
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

    /// <summary>Of processes that were killed before they could tidy up: a cable that leads nowhere.</summary>
    private static void RemoveLeftovers()
    {
        const string Spaces = "/run/netns";
        if (!Directory.Exists(Spaces))
            return;
        foreach (string left in Directory.GetFiles(Spaces, Prefixed + "*").Select(path => Path.GetFileName(path)))
        {
            if (!int.TryParse(left[Prefixed.Length..], out int process) || Directory.Exists($"/proc/{process.ToString(CultureInfo.InvariantCulture)}"))
                continue;
            Shell.TryRun(["ip", "link", "del", left + "a"]);
            Shell.TryRun(["ip", "netns", "del", left]);
        }
    }
}
