namespace CellDynamics.Cli;

/// <summary>What scripts can rely on.</summary>
internal static class ExitCode
{
    /// <summary>Also when a fit did not converge: the outcome says so.</summary>
    public const int Done = 0;

    /// <summary>The work failed; the reason is on standard error.</summary>
    public const int Failed = 1;

    public const int UnknownOption = 2;

    /// <summary>Stopped by the person.</summary>
    public const int Cancelled = Runs.Execution.ParentWatch.CancelledExitCode;
}
