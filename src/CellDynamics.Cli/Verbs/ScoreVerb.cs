using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using CellDynamics.Data.Annotated;
using CellDynamics.Data.Formats;
using CellDynamics.Methods.Metrics;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Results;

namespace CellDynamics.Cli.Verbs;

/// <summary>Exact distances between two populations.</summary>
internal static class ScoreVerb
{
    private static readonly string[] Known = ["w1", "w2", "mmd", "energy"];

    public static Command Build()
    {
        Argument<string> predicted = Symbols.Argument("PREDICTED", "An AnnData file.");
        Argument<string> truth = Symbols.Argument("TRUTH", "An AnnData file in the same coordinates.");
        Option<string?> use = Symbols.Option<string?>("--use", $"Key of obsm, or X. Default: {ResultKeys.State} or X_pca where both have it, else X.");
        Option<string> metrics = new("--metrics") { Description = $"Some of {string.Join(',', Known)}.", DefaultValueFactory = _ => string.Join(',', Known) };
        Option<bool> json = Symbols.Option<bool>("--json", "Print one JSON object.");
        var command = new Command("score", "How far two populations are apart: uniform weights, all cells, no rescaling.") { predicted, truth, use, metrics, json };
        command.SetAction(parsed => ErrorBoundary.Run(() =>
        {
            string[] asked = parsed.GetRequiredValue(metrics).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            if (asked.Except(Known).FirstOrDefault() is { } unknown)
                throw new RunException($"--metrics: expected some of {string.Join(", ", Known)}, found \"{unknown}\".");
            PopulationDistance distance = Score(parsed.GetRequiredValue(predicted), parsed.GetRequiredValue(truth), parsed.GetValue(use));
            var values = asked.ToDictionary(metric => metric, metric => metric switch { "w1" => distance.W1, "w2" => distance.W2, "mmd" => distance.Mmd, _ => distance.Energy });
            Console.Out.WriteLine(parsed.GetValue(json) ? JsonSerializer.Serialize(values)
                : string.Join(Environment.NewLine, values.Select(v => string.Create(CultureInfo.InvariantCulture, $"{v.Key,-7} {v.Value:G6}"))));
            return ExitCode.Done;
        }));
        return command;
    }

    private static PopulationDistance Score(string predictedPath, string truthPath, string? use)
    {
        using AnnotatedData predicted = DatasetFile.Open(predictedPath), truth = DatasetFile.Open(truthPath);
        (DenseMatrix first, DenseMatrix second) = ScoredCells.Read(predicted, truth, use, note => Console.Error.WriteLine($"Note: {note}"));
        return PopulationDistance.Between(first, second);
    }
}
