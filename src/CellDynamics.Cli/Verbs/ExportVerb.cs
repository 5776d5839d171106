using System.CommandLine;
using System.Text.Json;
using CellDynamics.Data.H5ad.Copying;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Exports;

namespace CellDynamics.Cli.Verbs;

/// <summary>A dataset with the results of a run added.</summary>
internal static class ExportVerb
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static Command Build()
    {
        Argument<string> folder = Symbols.Argument("DIR", "Folder of a finished run.");
        Option<bool> full = Symbols.Option<bool>("--full", "The dataset as it came, with the results added.", isRequired: true);
        Option<string> target = Symbols.Option<string>("--out", "The .h5ad file to write.", isRequired: true);
        Option<bool> json = Symbols.Option<bool>("--json", "Print one JSON object.");
        var command = new Command("export", "Write the dataset of a run with the results added, as AnnData, and list what could not be carried.") { folder, full, target, json };
        // The parser takes a flag that is not given for one that says no.
        command.Validators.Add(result =>
        {
            if (!result.GetValue(full))
                result.AddError($"Option '{full.Name}' is required.");
        });
        command.SetAction(parsed => ErrorBoundary.Run(() =>
        {
            string written = parsed.GetRequiredValue(target);
            IReadOnlyList<LeftOut> left = RunExport.Write(new RunFolder(Path.GetFullPath(parsed.GetRequiredValue(folder))), written);
            if (parsed.GetValue(json))
                Console.Out.WriteLine(JsonSerializer.Serialize(new { File = written, LeftOut = left }, Json));
            else
                Print(written, left);
            return ExitCode.Done;
        }));
        return command;
    }

    private static void Print(string written, IReadOnlyList<LeftOut> left)
    {
        Console.Out.WriteLine($"{written}: the dataset with the results added{(left.Count == 0 ? "; everything was carried" : ". Not carried, or changed:")}");
        foreach (LeftOut element in left)
            Console.Out.WriteLine($"  {(element.Place.Length == 0 ? "" : element.Place + ": ")}{element.Reason}");
    }
}
