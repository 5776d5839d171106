using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace CellDynamics.Methods.Tests.Transport;

/// <summary>Numbers of the reference implementations, POT and SciPy.</summary>
internal static class PythonReference
{
    private const string Python = "/usr/bin/python3";

    private const string Preamble = """
        import sys, json
        try:
            import numpy as np, ot, scipy.stats
        except ImportError:
            sys.exit(77)
        d = {k: np.array(v) for k, v in json.load(sys.stdin).items()}

        """;

    /// <summary>Runs a script that sees the input as arrays in <c>d</c>, and returns the numbers it prints. Skips the test where Python or a package is missing.</summary>
    public static double[] Run(string script, object input)
    {
        Assert.SkipUnless(File.Exists(Python), $"{Python} is not installed.");
        var start = new ProcessStartInfo(Python, ["-W", "ignore", "-c", Preamble + script]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        using Process python = Process.Start(start)!;
        try
        {
            using StreamWriter data = python.StandardInput;
            data.Write(JsonSerializer.Serialize(input));
        }
        catch (IOException)
        {
            // A process that misses a package ends without reading; its exit code says so below.
        }
        string output = python.StandardOutput.ReadToEnd();
        python.WaitForExit();
        Assert.SkipWhen(python.ExitCode == 77, $"POT or SciPy is not installed for {Python}.");
        Assert.Equal(0, python.ExitCode);
        return [.. output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
    }
}
