using System.CommandLine;
using CellDynamics.Runs.Keeping;

namespace CellDynamics.Cli.Keeping;

/// <summary>A backup put back into an empty place, or only read and compared with its manifest.</summary>
internal static class RestoreVerb
{
    public static Command Build()
    {
        var instance = new InstanceOptions();
        Argument<string> backup = Symbols.Argument("BACKUP", "Folder of one backup.");
        Option<bool> verify = Symbols.Option<bool>("--verify-only", "Read every file and compare it with the manifest; restore nothing.");
        var command = new Command("restore", "Put a backup into an empty data root and an empty database, after all of it was found sound.") { backup, verify };
        instance.AddTo(command);
        command.SetAction(parsed => InstanceOptions.Run(async cancel =>
        {
            string folder = Path.GetFullPath(parsed.GetRequiredValue(backup));
            BackupManifest manifest = parsed.GetValue(verify) ? await Restore.VerifyAsync(folder, cancel) : await Restore.WriteAsync(folder, instance.Read(parsed), cancel);
            Console.Out.WriteLine($"{folder}: {manifest.Files.Count} files, {manifest.Files.Sum(file => file.Bytes) / 1e6:0.0} MB of {manifest.CreatedUtc:yyyy-MM-dd HH:mm} UTC {(parsed.GetValue(verify) ? "are sound" : "were restored. Start the site on it")}.");
            return ExitCode.Done;
        }));
        return command;
    }
}
