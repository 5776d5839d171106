using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;
using CellDynamics.Cli.Benchmarks;
using CellDynamics.Cli.Benchmarks.Load;

namespace CellDynamics.Cli.Verbs;

/// <summary>The benchmark that takes an hour and a machine of its own, with what can be asked of it.</summary>
internal static class LoadVerb
{
    public static Command Build()
    {
        var usual = new LoadPlan();
        Option<double> minutes = new("--minutes") { Description = "How long is measured; the goal for memory needs 60.", DefaultValueFactory = _ => usual.Minutes };
        Option<int> users = new("--users") { Description = "Open circuits.", DefaultValueFactory = _ => usual.Users };
        Option<int> browsers = new("--browsers") { Description = "Real browsers; their figures are judged.", DefaultValueFactory = _ => usual.Browsers };
        Option<int> uploads = new("--uploads") { Description = "Uploads at once, of 1 GB each or what leaves 10 GB on the disk.", DefaultValueFactory = _ => usual.Uploads };
        Option<int> runs = new("--runs") { Description = "Analyses that are put in line.", DefaultValueFactory = _ => usual.Runs };
        Option<bool> postgres = Symbols.Option<bool>("--postgres", "On a PostgreSQL of its own (Debian's binaries) instead of the embedded database.");
        Option<bool> json = Symbols.Option<bool>("--json", "Print one JSON document.");
        var command = new Command("load", "200 people at once, while the site computes and takes in files: how long they wait, what it takes, what fails. Starts a site of its own on this machine.")
        {
            minutes, users, browsers, uploads, runs, postgres, json,
        };
        minutes.Validators.Add(result => Require<double>(result, time => time > 0, "a time above zero"));
        users.Validators.Add(result => Require<int>(result, count => count > 0, "at least one user"));
        foreach (Option<int> amount in new[] { browsers, uploads, runs })
            amount.Validators.Add(result => Require<int>(result, count => count >= 0, "no negative number"));
        command.SetAction((parsed, cancel) => Task.FromResult(ErrorBoundary.Run(() =>
        {
            var plan = new LoadPlan
            {
                Minutes = parsed.GetValue(minutes), Users = parsed.GetValue(users), Browsers = parsed.GetValue(browsers), Uploads = parsed.GetValue(uploads), Runs = parsed.GetValue(runs), IsPostgres = parsed.GetValue(postgres),
            };
            IReadOnlyList<KeyValuePair<string, string>> machine = MachineFacts.Read();
            BenchmarkReport report = LoadReport.Of(new LoadBenchmark(plan).RunAsync(Console.Error.WriteLine, cancel).GetAwaiter().GetResult());
            Console.Out.WriteLine(parsed.GetValue(json) ? ReportText.ToJson(report, machine) : ReportText.ToMarkdown(report, machine));
            return ExitCode.Done;
        })));
        return command;
    }

    // Of each option, since a validator of the whole command sees zero where none was given.
    private static void Require<T>(OptionResult result, Predicate<T> isKept, string expected) where T : struct, INumber<T>
    {
        // What is no number at all is said by the option itself, and cannot be asked for here.
        if (result.Tokens is [var token] && T.TryParse(token.Value, CultureInfo.InvariantCulture, out T number) && !isKept(number))
            result.AddError($"{result.Option.Name}: expected {expected}.");
    }
}
