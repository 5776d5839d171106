using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Exports;

namespace CellDynamics.Runs.Tests.Shared;

/// <summary>The child that makes an export: as the command line. Leaves a mark per start, so that a test can count them.</summary>
internal static class ExportChild
{
    public const string Mark = "export-started-";

    public static int Run(string[] args)
    {
        File.WriteAllText(Path.Combine(args[1], Mark + Environment.ProcessId), "");
        try
        {
            RunExport.Write(new RunFolder(args[1]), args[^1]);
            return 0;
        }
        catch (Exception failure)
        {
            Console.Error.WriteLine($"celldynamics: {RunFailure.Describe(failure)}");
            return 1;
        }
    }
}
