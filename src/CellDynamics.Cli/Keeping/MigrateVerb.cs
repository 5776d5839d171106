using System.CommandLine;
using CellDynamics.Runs;
using CellDynamics.Runs.Storage;

namespace CellDynamics.Cli.Keeping;

/// <summary>Brings the schema of the database up to this version; the site does the same when it starts.</summary>
internal static class MigrateVerb
{
    public static Command Build()
    {
        var instance = new InstanceOptions();
        var command = new Command("migrate", "Bring the database up to this version and print what was applied.");
        instance.AddTo(command);
        command.SetAction(parsed => InstanceOptions.Run(async cancel =>
        {
            RunsOptions options = instance.Read(parsed);
            options.MakeDataRoot(); // as the site does: a new instance begins here
            IReadOnlyList<string> applied = await new Database(options).MigrateAsync(cancel);
            Console.Out.WriteLine(applied.Count == 0 ? "The database is up to date." : $"Applied: {string.Join(", ", applied)}.");
            return ExitCode.Done;
        }));
        return command;
    }
}
