using CellDynamics.Runs.Queue;

namespace CellDynamics.Runs.Execution;

/// <summary>Where attempts are executed: beside the supervisor, or on a cluster with a scheduler of its own.</summary>
internal interface IRunLauncher
{
    /// <summary>Starts an attempt, whose folder exists. Whatever earlier attempts of the run are still doing has been stopped by then.</summary>
    Task<IRunExecution> StartAsync(Reservation reservation, RunFolder folder, CancellationToken cancellationToken);
}

/// <summary>An attempt under way. Disposing stops it and waits until it is gone.</summary>
internal interface IRunExecution : IAsyncDisposable
{
    /// <summary>How it ended; never faults.</summary>
    Task<RunExit> Ended { get; }

    /// <summary>Most memory it has held so far, bytes; 0 where that is not known.</summary>
    long PeakBytes { get; }

    /// <summary>Asks it to stop in good order.</summary>
    Task RequestCancelAsync();

    /// <summary>Stops it at once.</summary>
    void Kill();
}

/// <summary>How an attempt ended.</summary>
/// <param name="Code">Exit code; above 128: ended by that signal.</param>
/// <param name="ErrorTail">The last lines on standard error.</param>
/// <param name="IsLost">The machine it ran on is gone: it says nothing about the run, which goes on elsewhere.</param>
internal sealed record RunExit(int Code, string ErrorTail, bool IsLost = false);
