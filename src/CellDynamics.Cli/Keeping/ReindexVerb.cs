using System.CommandLine;
using CellDynamics.Runs.Keeping;

namespace CellDynamics.Cli.Keeping;

/// <summary>The catalogue rebuilt from the folders.</summary>
internal static class ReindexVerb
{
    public static Command Build()
    {
        var instance = new InstanceOptions();
        var command = new Command("reindex", "Put datasets and analyses that stand in the data root back into the catalogue, after the database was lost. Rows that are there stay as they are.");
        instance.AddTo(command);
        command.SetAction(parsed => InstanceOptions.Run(async cancel =>
        {
            ReindexReport report = await new Reindex(instance.Read(parsed), TimeProvider.System).RunAsync(cancel);
            Console.Out.WriteLine($"Put back: {report.Datasets} datasets, {report.Runs} analyses.{(report.Skipped.Count == 0 ? "" : $" Not put back: {report.Skipped.Count}.")}");
            foreach (string reason in report.Skipped)
                Console.Out.WriteLine($"  {reason}");
            return ExitCode.Done;
        }));
        return command;
    }
}
