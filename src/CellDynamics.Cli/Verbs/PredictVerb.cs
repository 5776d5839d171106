using System.CommandLine;
using System.Globalization;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Executor;

namespace CellDynamics.Cli.Verbs;

/// <summary>The population at any measured or unmeasured time.</summary>
internal static class PredictVerb
{
    public static Command Build()
    {
        Argument<string> folder = Symbols.Argument("DIR", "Folder of a finished run.");
        Option<double> at = Symbols.Option<double>("--at", "Time in the data's own unit.", isRequired: true);
        Option<int?> cells = Symbols.Option<int?>("--cells", "How many cells; default: as many as were measured.");
        cells.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 1 or > 1_000_000)
                result.AddError("--cells: expected 1 to 1000000.");
        });
        Option<int> seed = Symbols.Option<int>("--seed", "Same seed, same cells.");
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
}
