using System.Diagnostics;

namespace CellDynamics.EndToEnd;

/// <summary>Opens what was downloaded with the reference implementation of the format.</summary>
internal static class ReferencePython
{
    private const string Interpreter = "/usr/bin/python3";

    /// <summary>Standard output of a script; the test fails with its standard error, and skips where anndata is not installed.</summary>
    public static async Task<string> ScriptAsync(string code, params string[] arguments)
    {
        if (!File.Exists(Interpreter) || (await RunAsync("import anndata")).Code != 0)
            Assert.Skip($"{Interpreter} with anndata is not installed.");
        (int exit, string output, string error) = await RunAsync(code, arguments);
        Assert.True(exit == 0, error);
        return output.Trim();
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(string code, params string[] arguments)
    {
        var start = new ProcessStartInfo(Interpreter, ["-W", "ignore", "-c", code, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }
}
