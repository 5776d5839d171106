using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace CellDynamics.Cli.Tests.Benchmarks;

public class TransportBenchmarkTests
{
    private const int CostDifference = 4, MarginalErrors = 6;

    [Fact]
    public void The_quick_benchmark_agrees_with_pot_and_judges_no_goal()
    {
        JsonElement report = Report([]);
        Assert.SkipUnless(Notes(report).Contains("Peer: POT", StringComparison.Ordinal), "POT is not installed for /usr/bin/python3.");
        foreach (string[] row in Rows(report))
        {
            Assert.InRange(double.Parse(row[CostDifference], CultureInfo.InvariantCulture), 0, 1e-6);
            Assert.All(row[MarginalErrors].Split(", "), error => Assert.InRange(double.Parse(error, CultureInfo.InvariantCulture), 0, 1e-9));
        }
        Assert.All(report.GetProperty("goals").EnumerateArray(), goal => Assert.Equal("not-judged", goal.GetProperty("state").GetString()));
    }

    [Fact]
    public void Without_pot_only_our_side_is_printed_and_the_report_says_so()
    {
        DirectoryInfo packages = Directory.CreateTempSubdirectory("celldynamics-no-pot-");
        try
        {
            File.WriteAllText(Path.Combine(packages.FullName, "ot.py"), "raise ImportError('hidden by a test')");
            JsonElement report = Report(new() { ["PYTHONPATH"] = packages.FullName });
            Assert.Contains("POT is not there", Notes(report), StringComparison.Ordinal);
            Assert.Equal(["200", "500", "200", "500", "200", "500"], Rows(report).Select(row => row[0]));
            foreach (string[] row in Rows(report))
            {
                Assert.Equal("–", row[CostDifference]);
                Assert.InRange(double.Parse(row[MarginalErrors].Split(", ")[0], CultureInfo.InvariantCulture), 0, 1e-9);
            }
            Assert.All(report.GetProperty("goals").EnumerateArray(), goal => Assert.Equal("not-judged", goal.GetProperty("state").GetString()));
        }
        finally
        {
            packages.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_data_file_is_refused_with_the_cure()
    {
        (int code, _, string errors) = Run(["benchmark", "transport", "--quick", "--data", "cells.h5ad"], []);
        Assert.Equal(1, code);
        Assert.Contains("found cells.h5ad", errors, StringComparison.Ordinal);
    }

    private static JsonElement Report(Dictionary<string, string> environment)
    {
        (int code, string output, string errors) = Run(["benchmark", "transport", "--quick", "--json"], environment);
        Assert.True(code == 0, errors);
        return JsonDocument.Parse(output).RootElement;
    }

    private static (int Code, string Output, string Errors) Run(string[] arguments, Dictionary<string, string> environment)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "celldynamics.dll");
        var start = new ProcessStartInfo("dotnet", [program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        using Process process = Process.Start(start)!;
        var errors = new System.Text.StringBuilder();
        process.ErrorDataReceived += (_, line) => errors.AppendLine(line.Data);
        process.BeginErrorReadLine();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.ToString());
    }

    private static string[][] Rows(JsonElement report) =>
    [
        .. report.GetProperty("tables").EnumerateArray().SelectMany(table => table.GetProperty("rows").EnumerateArray())
            .Select(row => row.EnumerateArray().Select(cell => cell.GetString()!).ToArray()),
    ];

    private static string Notes(JsonElement report) => string.Join('\n', report.GetProperty("notes").EnumerateArray().Select(note => note.GetString()));
}
