using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Executor;

namespace CellDynamics.Runs.Tests.Shared;

/// <summary>The child that a prediction is made in: as the command line, with <see cref="ShiftMethod"/> for the method.</summary>
internal static class PredictChild
{
    /// <summary>A column of the donor with this name lets the child wait for ever.</summary>
    public const string Waits = "wait";

    public static int Run(string[] args)
    {
        string? Value(string name) => Array.IndexOf(args, name) is var place and >= 0 ? args[place + 1] : null;
        if (Value("--donor") == Waits)
            new ManualResetEventSlim().Wait();
        try
        {
            var question = new ResponseQuestion(Value("--apply")!, Value("--condition")!) { DonorColumn = Value("--donor") };
            new ResponsePrediction(new RunFolder(args[1])) { Find = _ => new ShiftMethod() }.Write(question, Value("--out")!);
            return 0;
        }
        catch (Exception failure)
        {
            Console.Error.WriteLine($"celldynamics: {RunFailure.Describe(failure)}");
            return 1;
        }
    }
}
