using System.Diagnostics;

namespace CellDynamics.Runs.Execution;

/// <summary>The child's end of the leash (<c>execute … --watch-stdin</c>): its supervisor holds the other end of standard input.</summary>
/// <remarks>
/// A line <c>cancel</c> asks for an orderly stop. End of input means that the supervisor died: the process ends at once, so that it cannot
/// write into a run that another supervisor has taken over. Nothing is lost by that: checkpoints are swapped by rename.
/// </remarks>
public static class ParentWatch
{
    /// <summary>The line a supervisor writes to ask for an orderly stop.</summary>
    public const string CancelLine = "cancel";

    /// <summary>Exit code of a child that stopped because it was asked to.</summary>
    public const int CancelledExitCode = 130;

    /// <summary>Starts watching standard input on a thread of its own; the token is cancelled when the supervisor asks for it.</summary>
    public static CancellationToken Start() => Start(Console.OpenStandardInput(), EndProcess);

    internal static CancellationToken Start(Stream input, Action parentDied)
    {
        var cancel = new CancellationTokenSource();
        var thread = new Thread(() => Watch(input, cancel, parentDied)) { IsBackground = true, Name = "parent watch" };
        thread.Start();
        return cancel.Token;
    }

    private static void Watch(Stream input, CancellationTokenSource cancel, Action parentDied)
    {
        try
        {
            using var reader = new StreamReader(input);
            while (reader.ReadLine() is { } line)
            {
                if (line == CancelLine)
                    cancel.Cancel();
            }
        }
        catch (IOException)
        {
            // A broken pipe says the same as its end.
        }
        parentDied();
    }

    // Not Environment.Exit: that waits for finalizers, and a thread inside native code can keep it waiting.
    private static void EndProcess()
    {
        using Process self = Process.GetCurrentProcess();
        self.Kill();
    }
}
