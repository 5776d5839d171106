using System.Diagnostics;
using System.Text.Json;

namespace CellDynamics.Runs.Execution;

/// <summary>Remembers on disk which process works on an attempt, so that a later supervisor can make sure it is gone.</summary>
/// <remarks>A child ends by itself when its supervisor dies; this covers the moment before it has noticed.</remarks>
internal static class ChildMark
{
    private sealed record Mark(string Machine, int ProcessId, DateTime StartedUtc);

    public static void Write(string attemptFolder, ChildProcess child)
    {
        if (StartOf(child.Id) is { } started)
            File.WriteAllText(PathOf(attemptFolder), JsonSerializer.Serialize(new Mark(Environment.MachineName, child.Id, started)));
    }

    /// <summary>Null when no process was started for the attempt.</summary>
    public static int? ProcessIdOf(string attemptFolder) => Read(PathOf(attemptFolder))?.ProcessId;

    /// <summary>Kills what still works on earlier attempts, on this machine, and waits until it is gone.</summary>
    public static async Task EndEarlierAsync(RunFolder folder, int attempt, CancellationToken cancellationToken)
    {
        for (int earlier = 1; earlier < attempt; earlier++)
        {
            if (Read(PathOf(folder.Attempt(earlier))) is not { } mark || mark.Machine != Environment.MachineName || !IsSame(mark))
                continue;
            try
            {
                using Process process = Process.GetProcessById(mark.ProcessId);
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync(cancellationToken);
            }
            catch (Exception failure) when (failure is ArgumentException or InvalidOperationException)
            {
                // It ended in between.
            }
        }
    }

    // With the start time, because process ids are used again; it is derived from the clock, so that two readers differ by a moment.
    private static bool IsSame(Mark mark) => StartOf(mark.ProcessId) is { } started && (started - mark.StartedUtc).Duration() < TimeSpan.FromSeconds(2);

    private static DateTime? StartOf(int processId)
    {
        try
        {
            using Process process = Process.GetProcessById(processId);
            return process.StartTime.ToUniversalTime();
        }
        catch (Exception failure) when (failure is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private static Mark? Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<Mark>(File.ReadAllText(path));
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
    }

    private static string PathOf(string attemptFolder) => Path.Combine(attemptFolder, "process.json");
}
