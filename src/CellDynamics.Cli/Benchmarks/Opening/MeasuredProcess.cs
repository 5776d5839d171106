using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace CellDynamics.Cli.Benchmarks.Opening;

/// <summary>A child process with its time and the most memory it held.</summary>
/// <param name="Seconds">From its start to its end.</param>
/// <param name="PeakBytes">Largest resident set, looked up every few milliseconds (the system keeps the maximum); 0 where the system does not tell.</param>
/// <param name="Output">Standard output.</param>
internal sealed record MeasuredProcess(double Seconds, long PeakBytes, string Output)
{
    public const string Python = "/usr/bin/python3";

    private const int LookEvery = 5;

    /// <exception cref="InvalidOperationException">It does not start, or fails; the message holds its last words.</exception>
    public static MeasuredProcess Run(string program, IReadOnlyList<string> arguments, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        var clock = Stopwatch.StartNew();
        try
        {
            using Process process = Process.Start(start)!;
            using CancellationTokenRegistration stop = cancellation.Register(process.Kill);
            var error = new StringBuilder();
            process.ErrorDataReceived += (_, line) => error.AppendLine(line.Data);
            process.BeginErrorReadLine();
            Task<string> output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
            long peak = 0;
            while (!process.WaitForExit(LookEvery))
                peak = Math.Max(peak, PeakOf(process.Id));
            double seconds = clock.Elapsed.TotalSeconds;
            process.WaitForExit();
            cancellation.ThrowIfCancellationRequested();
            return process.ExitCode == 0
                ? new MeasuredProcess(seconds, peak, output.GetAwaiter().GetResult())
                : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {error.ToString().Trim()}");
        }
        catch (Win32Exception failure)
        {
            throw new InvalidOperationException($"{program} does not start: {failure.Message}", failure);
        }
    }

    /// <summary>The largest resident set so far of a process, or of this one; 0 where the system does not tell.</summary>
    public static long PeakOf(int? process = null)
    {
        try
        {
            string? line = File.ReadLines($"/proc/{process?.ToString(CultureInfo.InvariantCulture) ?? "self"}/status").FirstOrDefault(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : 1024 * long.Parse(line["VmHWM:".Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    /// <summary>Makes the system forget the largest resident set of this process, where it can.</summary>
    public static void ForgetPeak()
    {
        try
        {
            File.WriteAllText("/proc/self/clear_refs", "5");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The peak of everything before is then reported, which is no smaller.
        }
    }
}
