using System.CommandLine;
using CellDynamics.Data.Doctor;

namespace CellDynamics.Cli.Verbs;

/// <summary>The file doctor. Never loads libtorch: an upload is inspected in a small process.</summary>
internal static class InspectVerb
{
    public static Command Build()
    {
        Argument<string> file = Symbols.Argument("FILE", "An AnnData file (.h5ad).");
        Option<bool> json = Symbols.Option<bool>("--json", "Print one JSON document.");
        var command = new Command("inspect", "What is in a file, what is wrong with it and how to mend it.") { file, json };
        command.SetAction(parsed => ErrorBoundary.Run(() =>
        {
            Inspection inspection = Inspection.Of(parsed.GetRequiredValue(file));
            Console.Out.WriteLine(parsed.GetValue(json) ? inspection.ToJson() : inspection.ToWords());
            return ExitCode.Done;
        }));
        return command;
    }
}
