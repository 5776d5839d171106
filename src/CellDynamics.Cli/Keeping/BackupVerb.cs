using System.CommandLine;
using System.Globalization;
using CellDynamics.Runs.Keeping;

namespace CellDynamics.Cli.Keeping;

/// <summary>A copy of a whole instance, while it runs.</summary>
internal static class BackupVerb
{
    private const int MostNamed = 20;

    public static Command Build()
    {
        var instance = new InstanceOptions();
        Argument<string> folder = Symbols.Argument("DIR", "Where backups are kept, best on another disk; each becomes a folder of its own in it.");
        Option<bool> full = Symbols.Option<bool>("--full", "Copy everything anew instead of sharing unchanged files with the last backup.");
        Option<int?> keep = Symbols.Option<int?>("--keep", "Delete the oldest backups beyond this number once the new one is whole; none where it is incomplete.");
        keep.Validators.Add(result =>
        {
            if (result.Tokens is not [var token] || !int.TryParse(token.Value, NumberStyles.None, CultureInfo.InvariantCulture, out int count) || count < 1)
                result.AddError("--keep: expected a whole number of at least 1.");
        });
        var command = new Command("backup", "Copy an instance while it runs: database, datasets, finished analyses, keys.") { folder, full, keep };
        instance.AddTo(command);
        command.SetAction(parsed => InstanceOptions.Run(async cancel =>
        {
            BackupReport report = await new Backup(instance.Read(parsed), TimeProvider.System).WriteAsync(parsed.GetRequiredValue(folder), parsed.GetValue(full), parsed.GetValue(keep), cancel);
            Console.Out.WriteLine($"{report.Folder}: {report.Files} files, {report.Bytes / 1e6:0.0} MB, of which {report.CopiedBytes / 1e6:0.0} MB were copied and the rest is shared with the backup before.");
            if (report.Lost.Count == 0)
                return ExitCode.Done;
            Console.Error.WriteLine($"celldynamics: the backup was made and is incomplete: {report.Lost.Count} files that the database names are not on the disk: {string.Join(", ", report.Lost.Take(MostNamed))}{(report.Lost.Count > MostNamed ? $" and {report.Lost.Count - MostNamed} more ({BackupManifest.Name} names all)" : "")}. No earlier backup was deleted: put the files back from one that has them, or delete the datasets and analyses that they belong to.");
            return ExitCode.Failed;
        }));
        return command;
    }
}
