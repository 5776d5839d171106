using System.CommandLine;
using CellDynamics.Cli.Requests;
using CellDynamics.Data.Doctor;
using CellDynamics.Runs.Execution;

namespace CellDynamics.Cli.Verbs;

/// <summary>The file doctor. Never loads libtorch: an upload is inspected in a small process.</summary>
internal static class InspectVerb
{
    public static Command Build()
    {
        Argument<string> file = Symbols.Argument("FILE", $"A file of cells and genes, recognised by its content: {ReadingOptions.Kinds}.");
        var reading = new ReadingOptions();
        Option<bool> json = Symbols.Option<bool>("--json", "Print one JSON document.");
        var command = new Command("inspect", "What is in a file, what is wrong with it and how to mend it.") { file, json };
        reading.AddTo(command);
        command.SetAction(parsed => ErrorBoundary.Run(() =>
        {
            Inspection inspection;
            try
            {
                inspection = Inspection.Of(parsed.GetRequiredValue(file), reading.Read(parsed));
            }
            catch (UnauthorizedAccessException failure)
            {
                throw new RunException($"{failure.Message} Expected the right to read it; ask whoever it belongs to, or run the command as a user who has it.", failure);
            }
            Console.Out.WriteLine(parsed.GetValue(json) ? inspection.ToJson() : inspection.ToWords());
            return ExitCode.Done;
        }));
        return command;
    }
}
