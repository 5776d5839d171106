using System.Diagnostics;
using System.Globalization;
using CellDynamics.Runs.Execution;

namespace CellDynamics.Cli.Benchmarks.Reliability;

/// <summary>Commands of the system by which faults are made.</summary>
internal static class Shell
{
    /// <returns>Standard output.</returns>
    /// <exception cref="RunException">It failed.</exception>
    public static string Run(IReadOnlyList<string> command)
    {
        (int code, string output, string error) = Execute(command);
        return code == 0 ? output : throw new RunException($"{string.Join(' ', command)}: expected it to work, found: {error.Trim()}");
    }

    public static bool TryRun(IReadOnlyList<string> command) => Execute(command).Code == 0;

    /// <summary>Processes whose parent this is.</summary>
    public static IEnumerable<int> ChildrenOf(int parent) => Execute(["pgrep", "-P", parent.ToString(CultureInfo.InvariantCulture)]).Output
        .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => int.Parse(line, CultureInfo.InvariantCulture));

    private static (int Code, string Output, string Error) Execute(IReadOnlyList<string> command)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" })!;
            string error = "";
            process.ErrorDataReceived += (_, line) => error += line.Data + "\n";
            process.BeginErrorReadLine();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output, error);
        }
        catch (System.ComponentModel.Win32Exception failure)
        {
            return (127, "", failure.Message);
        }
    }
}
