using System.Diagnostics;

namespace CellDynamics.Data.Tests.Shared;

/// <summary>Runs the reference implementation; tests skip where it is not installed.</summary>
public static class ReferencePython
{
    private const string Interpreter = "/usr/bin/python3";

    private static readonly Lazy<bool> IsInstalled = new(() => File.Exists(Interpreter) && Run(["-c", "import anndata, h5py, hdf5plugin, sklearn"]).Code == 0);

    // Packages of their own, which hdf5plugin only recommends: LZ4, Blosc, bzip2.
    private static readonly Lazy<bool> HasFilters = new(() => Run(["-c", "import sys, h5py, hdf5plugin; sys.exit(not all(h5py.h5z.filter_avail(code) for code in (32004, 32001, 307)))"]).Code == 0);

    /// <summary>Also for files that are compressed in other ways than by gzip.</summary>
    public static void RequireFilters()
    {
        Require();
        if (!HasFilters.Value)
            Assert.Skip("HDF5 has no LZ4, Blosc and bzip2 here: hdf5-filter-plugin and hdf5-filter-plugin-blosc-serial are not installed.");
    }

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
