using CellDynamics.Data.H5ad;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Exports;

namespace CellDynamics.Runs.Tests.Shared;

/// <summary>The child that makes an export: as the command line. Leaves a mark per start, so that a test can count them.</summary>
internal static class ExportChild
{
    public const string Mark = "export-started-";

    /// <summary>A file in the folder of the run: while it is there, so much is written and no more.</summary>
    public const string Hold = "hold";

    public const int HeldBytes = 5;

    public static int Run(string[] args)
    {
        File.WriteAllText(Path.Combine(args[1], Mark + Environment.ProcessId), "");
        if (File.Exists(Path.Combine(args[1], Hold)))
        {
            File.WriteAllBytes(args[^1] + H5adWriter.Unfinished, new byte[HeldBytes]);
            Console.In.ReadToEnd();
        }
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
