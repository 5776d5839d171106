using System.Diagnostics;

namespace CellDynamics.Data.Tests.Shared;

/// <summary>Runs the reference implementation; tests skip where it is not installed.</summary>
public static class ReferencePython
{
    private const string Interpreter = "/usr/bin/python3";

    private static readonly Lazy<bool> IsInstalled = new(() => File.Exists(Interpreter) && Run(["-c", "import anndata, h5py, hdf5plugin, sklearn"]).Code == 0);

    public static void Require()
    {
        if (!IsInstalled.Value)
            Assert.Skip($"{Interpreter} with anndata, h5py, hdf5plugin and sklearn is not installed.");
    }

    /// <summary>Standard output of a script; the test fails with its standard error.</summary>
    public static string Script(string code, params string[] arguments)
    {
        Require();
        (int exit, string output, string error) = Run(["-W", "ignore", "-c", code, .. arguments]);
        Assert.True(exit == 0, error);
        return output;
    }

    private static (int Code, string Output, string Error) Run(string[] arguments)
    {
        var start = new ProcessStartInfo(Interpreter, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        var error = new System.Text.StringBuilder();
        process.ErrorDataReceived += (_, line) => error.AppendLine(line.Data);
        process.BeginErrorReadLine();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.ToString());
    }
}
