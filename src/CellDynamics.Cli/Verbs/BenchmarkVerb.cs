using System.CommandLine;
using CellDynamics.Cli.Benchmarks;

namespace CellDynamics.Cli.Verbs;

/// <summary>Published protocols, run beside their baselines and peers.</summary>
internal static class BenchmarkVerb
{
    public static Command Build()
    {
        Argument<string> name = Symbols.Argument("NAME", string.Join(" ", BenchmarkCatalog.All.Select(b => $"{b.Name}: {b.Summary}")));
        Option<string?> data = Symbols.Option<string?>("--data", "A file to run on instead of simulated data, where the benchmark takes one.");
        Option<bool> quick = Symbols.Option<bool>("--quick", "Smaller and shorter, to see that it runs; judges no goal.");
        Option<bool> json = Symbols.Option<bool>("--json", "Print one JSON document.");
        var command = new Command("benchmark", "Run a protocol with its baselines, side by side, and print the table.") { name, data, quick, json, LoadVerb.Build() };
        command.SetAction((parsed, cancel) => Task.FromResult(ErrorBoundary.Run(() =>
        {
            IBenchmark benchmark = BenchmarkCatalog.Find(parsed.GetRequiredValue(name));
            IReadOnlyList<KeyValuePair<string, string>> machine = MachineFacts.Read();
            BenchmarkReport report = benchmark.Run(new BenchmarkRequest(parsed.GetValue(data), parsed.GetValue(quick), Console.Error.WriteLine, cancel));
            Console.Out.WriteLine(parsed.GetValue(json) ? ReportText.ToJson(report, machine) : ReportText.ToMarkdown(report, machine));
            return ExitCode.Done;
        })));
        return command;
    }
}
