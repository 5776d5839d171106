using System.CommandLine;
using CellDynamics.Cli.Workers;

namespace CellDynamics.Cli.Benchmarks.Reliability;

/// <summary>The parts of a rehearsal that are processes of their own: a run that only counts, and a site without pages.</summary>
internal static class RehearseVerb
{
    public static Command Build() => new("rehearse", "Play a part in a rehearsal of faults.") { Hidden = true, Subcommands = { Execute(), Site() } };

    private static Command Execute()
    {
        Argument<string> folder = Symbols.Argument("DIR", "A run's folder with run.json.");
        Option<int> attempt = Symbols.Option<int>("--attempt", "Number of the attempt.", isRequired: true);
        Option<bool> watch = Symbols.Option<bool>("--watch-stdin", "End with the process that started this one.");
        var command = new Command("execute", "Count.") { folder, attempt, watch };
        command.SetAction(parsed => ErrorBoundary.Run(() => RehearsedRun.Execute(parsed.GetRequiredValue(folder), parsed.GetValue(attempt), parsed.GetValue(watch))));
        return command;
    }

    private static Command Site()
    {
        var settings = new Argument<string[]>("KEY=VALUE") { Description = "Settings." };
        var command = new Command("site", "Serve an instance without pages.") { settings };
        command.SetAction(parsed => ErrorBoundary.Run(() =>
        {
            WorkerHost.Run(parsed.GetRequiredValue(settings).Select(setting => setting.Split('=', 2)).ToDictionary(parts => parts[0], parts => (string?)parts[1]), isWorker: false);
            return ExitCode.Done;
        }));
        return command;
    }
}
