using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Executor;

namespace CellDynamics.Cli.Verbs;

/// <summary>The population at any measured or unmeasured time.</summary>
internal static class PredictVerb
{
    private const int MostCells = 1_000_000;

    public static Command Build()
    {
        Argument<string> folder = Symbols.Argument("DIR", "Folder of a finished run.");
        Option<double> at = Symbols.Number<double>("--at", "Time in the data's own unit.", isRequired: true);
        Option<int?> cells = new("--cells") { Description = "How many cells; default: as many as were measured.", CustomParser = ReadCells };
        Option<int> seed = Symbols.Number<int>("--seed", "Same seed, same cells.");
        Option<string> path = Symbols.Option<string>("--out", "The .h5ad file to write.", isRequired: true);
        var command = new Command("predict", "Write the cells of a time as AnnData.") { folder, at, cells, seed, path };
        command.SetAction(parsed => ErrorBoundary.Run(() =>
        {
            double time = parsed.GetValue(at);
            var run = new RunFolder(Path.GetFullPath(parsed.GetRequiredValue(folder)));
            int written = Prediction.Write(run, time, parsed.GetValue(cells), parsed.GetValue(seed), parsed.GetRequiredValue(path));
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{parsed.GetRequiredValue(path)}: {written} cells at {time}"));
            return ExitCode.Done;
        }));
        return command;
    }

    private static int? ReadCells(ArgumentResult result)
    {
        int? cells = Symbols.Read<int>("--cells", result.Tokens[^1].Value, result);
        if (cells is < 1 or > MostCells)
            result.AddError($"--cells: expected 1 to {MostCells}, found {cells}.");
        return cells;
    }
}
