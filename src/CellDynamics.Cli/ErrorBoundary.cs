using CellDynamics.Methods.Contract;
using CellDynamics.Runs.Execution;

namespace CellDynamics.Cli;

/// <summary>Ends a verb with one readable message instead of a stack trace.</summary>
internal static class ErrorBoundary
{
    public static int Run(Func<int> work)
    {
        try
        {
            return work();
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("celldynamics: cancelled. A run keeps what it finished: the same command goes on from there.");
            return ExitCode.Cancelled;
        }
        catch (ParameterException failure)
        {
            Console.Error.WriteLine($"celldynamics: {failure.Message}");
            return ExitCode.UnknownOption;
        }
        catch (Exception failure)
        {
            Console.Error.WriteLine($"celldynamics: {RunFailure.Describe(failure)}");
            return ExitCode.Failed;
        }
    }
}
