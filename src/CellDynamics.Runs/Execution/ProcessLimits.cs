using System.Diagnostics;

namespace CellDynamics.Runs.Execution;

/// <summary>What the operating system is asked to deny to child processes, as far as it may be asked here. Probed once.</summary>
public sealed class ProcessLimits
{
    private readonly Lazy<Task<IReadOnlyList<string>>> probe;
    private readonly RunsOptions options;
    private string[] patience = [];

    public ProcessLimits(RunsOptions options)
    {
        this.options = options;
        probe = new Lazy<Task<IReadOnlyList<string>>>(ProbeAsync);
    }

    /// <summary>Which limits are active, a sentence for the administration page; empty before the first child.</summary>
    public string Status { get; private set; } = "";

    /// <summary>The words to put before a command so that it runs under the limits; the process id stays that of the command.</summary>
    internal Task<IReadOnlyList<string>> PrefixAsync() => probe.Value;

    /// <summary>The words that only lower the priority, for programs of the operator that need the rest of the machine.</summary>
    internal async Task<IReadOnlyList<string>> PatienceAsync()
    {
        await probe.Value;
        return patience;
    }

    private async Task<IReadOnlyList<string>> ProbeAsync()
    {
        List<string> prefix = [];
        List<string> active = [], missing = [];
        string[] limits = ["prlimit", $"--as={options.AddressSpaceBytes}", $"--cpu={options.CpuSeconds}", $"--fsize={options.FileBytes}", "--core=0"];
        if (await WorksAsync(limits))
        {
            prefix.AddRange(limits);
            active.Add($"address space {options.AddressSpaceBytes >> 30} GB, processor time {options.CpuSeconds / 3600.0:0.#} h, files {options.FileBytes >> 30} GB");
        }
        else
        {
            missing.Add("limits of memory, processor time and file size (prlimit is missing or not permitted)");
        }
        // Hours of computing give way to the people who look at pages meanwhile.
        string[] patient = ["nice", "-n", "10"];
        if (await WorksAsync(patient))
        {
            prefix.AddRange(patience = patient);
            active.Add("lower priority than the site");
        }
        else
        {
            missing.Add("lower priority than the site (nice is missing or not permitted)");
        }
        // As root a new network name space can be had directly, else through a user name space.
        string[][] ways = [["unshare", "--net"], ["unshare", "--map-root-user", "--net"]];
        string[]? offline = null;
        foreach (string[] way in ways)
            offline ??= await WorksAsync(way) ? way : null;
        if (offline is not null)
        {
            prefix.AddRange(offline);
            active.Add("no network");
        }
        else
        {
            missing.Add("no network (unshare is missing or not permitted)");
        }
        Status = $"Analyses and file checks run with: {(active.Count == 0 ? "no limits" : string.Join("; ", active))}."
            + (missing.Count == 0 ? "" : $" Not available here: {string.Join("; ", missing)}.");
        return prefix;
    }

    private static async Task<bool> WorksAsync(string[] command)
    {
        try
        {
            var start = new ProcessStartInfo(command[0]) { RedirectStandardError = true, RedirectStandardOutput = true };
            foreach (string part in command.Skip(1).Append("true"))
                start.ArgumentList.Add(part);
            using Process process = Process.Start(start)!;
            await process.WaitForExitAsync();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false; // not installed
        }
    }
}
