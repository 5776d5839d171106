using System.ComponentModel;
using System.Diagnostics;

namespace CellDynamics.Runs.Execution.Slurm;

/// <summary>A job of the cluster.</summary>
/// <param name="Cluster">Empty on a site with one cluster.</param>
internal sealed record SlurmJobId(string Number, string Cluster)
{
    /// <exception cref="IOException">The text is not what <c>sbatch --parsable</c> prints.</exception>
    public static SlurmJobId Parse(string text)
    {
        string[] parts = text.Trim().Split(';');
        return parts[0].Length > 0 && parts[0].All(char.IsAsciiDigit) ? new SlurmJobId(parts[0], parts.Length > 1 ? parts[1] : "")
            : throw new IOException($"sbatch: expected the number of a job, found \"{text.Trim()}\".");
    }

    public IEnumerable<string> ClusterOption => Cluster.Length == 0 ? [] : [$"--clusters={Cluster}"];
}

/// <summary>Speaks to Slurm by its own commands, which are installed wherever jobs can be submitted from.</summary>
internal static class SlurmClient
{
    /// <exception cref="IOException">Slurm refused the job, or is not installed here; the message holds what it said.</exception>
    public static async Task<SlurmJobId> SubmitAsync(IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        (int code, string output, string error) = await RunAsync("sbatch", ["--parsable", .. arguments], cancellationToken);
        return code == 0 ? SlurmJobId.Parse(output) : throw new IOException($"Slurm refused the analysis: {error.Trim()}");
    }

    /// <summary>The state in Slurm's words, such as <c>RUNNING</c>; empty when the job is known no more; null when Slurm does not answer.</summary>
    public static async Task<string?> StateAsync(SlurmJobId job, CancellationToken cancellationToken)
    {
        (int code, string output, string error) = await RunAsync("squeue", [.. job.ClusterOption, "--noheader", "--states=all", $"--jobs={job.Number}", "--format=%T"], cancellationToken);
        if (code == 0)
            return output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault(line => !line.StartsWith("CLUSTER:", StringComparison.Ordinal)) ?? "";
        return error.Contains("Invalid job id", StringComparison.OrdinalIgnoreCase) ? "" : null;
    }

    /// <summary>Jobs of that name that Slurm still knows and that have not ended; none when Slurm does not answer.</summary>
    public static async Task<IReadOnlyList<SlurmJobId>> FindAsync(string name, CancellationToken cancellationToken)
    {
        (int code, string output, _) = await RunAsync("squeue", ["--noheader", $"--name={name}", "--format=%A"], cancellationToken);
        return code != 0 ? [] : [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(line => line.All(char.IsAsciiDigit)).Select(SlurmJobId.Parse)];
    }

    /// <param name="signal">Null: in good order, with time to stop.</param>
    public static Task CancelAsync(SlurmJobId job, string? signal, CancellationToken cancellationToken) =>
        RunAsync("scancel", [.. job.ClusterOption, .. signal is null ? Array.Empty<string>() : ["--full", $"--signal={signal}"], job.Number], cancellationToken);

    private static async Task<(int Code, string Output, string Error)> RunAsync(string program, string[] arguments, CancellationToken cancellationToken)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            Task<string> output = process.StandardOutput.ReadToEndAsync(cancellationToken), error = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return (process.ExitCode, await output, await error);
        }
        catch (Win32Exception)
        {
            return (127, "", $"expected the command {program} on the PATH of this worker, found none.");
        }
    }
}
