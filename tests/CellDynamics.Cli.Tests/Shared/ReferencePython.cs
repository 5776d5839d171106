using System.Diagnostics;

namespace CellDynamics.Cli.Tests.Shared;

/// <summary>The Python that Debian packages, with the reference implementations.</summary>
internal static class ReferencePython
{
    private const string Interpreter = "/usr/bin/python3";

    /// <summary>Runs a script that needs modules; skips the test where they are absent.</summary>
    /// <returns>What it printed.</returns>
    public static async Task<string> RunAsync(string modules, string script, params string[] arguments)
    {
        Assert.SkipUnless(File.Exists(Interpreter), $"{Interpreter} is not installed.");
        (int absent, _, _) = await StartAsync($"import {modules}", []);
        Assert.SkipUnless(absent == 0, $"{modules}: not installed for {Interpreter}.");
        (int exitCode, string output, string error) = await StartAsync(script, arguments);
        Assert.True(exitCode == 0, error);
        return output.Trim();
    }

    private static async Task<(int ExitCode, string Output, string Error)> StartAsync(string script, string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(Interpreter, ["-W", "ignore", "-c", script, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }
}
