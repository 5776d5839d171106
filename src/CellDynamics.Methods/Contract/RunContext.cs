namespace CellDynamics.Methods.Contract;

/// <summary>What surrounds a fit: seed, device, cancellation, progress, checkpoints.</summary>
public sealed record RunContext
{
    public required int Seed { get; init; }

    /// <summary><c>cpu</c> or <c>cuda</c>.</summary>
    public string Device { get; init; } = "cpu";

    public CancellationToken Cancellation { get; init; }

    public IProgress<RunProgress>? Progress { get; init; }

    /// <summary>Null when nothing is to be resumed.</summary>
    public ICheckpointStore? Checkpoint { get; init; }

    /// <summary>Reports how far the fit is, with an optional number to plot.</summary>
    public void Report(double fraction, string message, HistoryPoint? point = null) =>
        Progress?.Report(new RunProgress(RunStage.Fitting, fraction, message, point));

    public void ThrowIfCancelled() => Cancellation.ThrowIfCancellationRequested();
}
