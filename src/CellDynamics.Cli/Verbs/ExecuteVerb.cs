using System.CommandLine;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Executor;
using CellDynamics.Runs.Telemetry;

namespace CellDynamics.Cli.Verbs;

/// <summary>One attempt of a run, as the server starts it: writes progress, a result and a model, and publishes nothing.</summary>
internal static class ExecuteVerb
{
    public static Command Build()
    {
        Argument<string> folder = Symbols.Argument("DIR", "A run's folder with run.json.");
        Option<int> attempt = Symbols.Option<int>("--attempt", "Number of the attempt.", isRequired: true);
        Option<bool> watch = Symbols.Option<bool>("--watch-stdin", "End with the process that started this one.");
        var command = new Command("execute", "Run one attempt.") { folder, attempt, watch };
        command.Hidden = true;
        command.SetAction(parsed => ErrorBoundary.Run(() =>
        {
            CancellationToken cancel = parsed.GetValue(watch) ? ParentWatch.Start() : CancellationToken.None;
            var run = new RunFolder(Path.GetFullPath(parsed.GetRequiredValue(folder)));
            Directory.CreateDirectory(run.Attempt(parsed.GetValue(attempt)));
            using ChildTrace? trace = ChildTrace.Begin(run, parsed.GetValue(attempt));
            using var journal = new RunJournal(run.Progress(parsed.GetValue(attempt)), run.ReadRequest(), TimeProvider.System) { Heard = trace is null ? null : trace.Hear };
            Execute(run, parsed.GetValue(attempt), journal, cancel);
            return ExitCode.Done;
        }));
        return command;
    }

    private static void Execute(RunFolder run, int attempt, RunJournal journal, CancellationToken cancel)
    {
        try
        {
            new RunExecutor(run, attempt, journal, cancel).Run();
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // The whole of it is for the log; the sentence is for the person.
            Console.Out.WriteLine(failure);
            journal.Fail(RunFailure.Describe(failure));
            throw;
        }
    }
}
