using System.CommandLine;
using CellDynamics.Runs;
using CellDynamics.Runs.Datasets;

namespace CellDynamics.Cli.Verbs;

/// <summary>The check of an uploaded file, run as a child process with limits.</summary>
internal static class SummarizeVerb
{
    public static Command Build()
    {
        Argument<string> file = Symbols.Argument("FILE", "A file of cells and genes of any kind that can be opened.");
        Argument<string> folder = Symbols.Argument("DIR", $"Where {DatasetSummaryFile.Name} is written.");
        var command = new Command("summarize", "Write what the pages show of a dataset.") { file, folder };
        command.Hidden = true;
        command.SetAction(parsed => ErrorBoundary.Run(() =>
        {
            string target = parsed.GetRequiredValue(folder);
            Directory.CreateDirectory(target);
            DatasetSummaryFile.Write(target, DatasetSummarizer.Summarize(
                parsed.GetRequiredValue(file), DatasetSummaryFile.ReadRoles(target), DatasetSummaryFile.ReadChoices(target), RunsOptions.ConvertedIn(target)));
            return ExitCode.Done;
        }));
        return command;
    }
}
