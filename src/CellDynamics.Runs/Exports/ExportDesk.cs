using CellDynamics.Runs.Access;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Queue;

namespace CellDynamics.Runs.Exports;

/// <summary>Hands out the full export of a run: the dataset with the results added, for those who may have both.</summary>
public sealed class ExportDesk
{
    private readonly ExportMaker maker;
    private readonly RunQueue runs;
    private readonly CallerAccess access;

    internal ExportDesk(ExportMaker maker, RunQueue runs, CallerAccess access) => (this.maker, this.runs, this.access) = (maker, runs, access);

    /// <summary>What was made; null where nobody asked for it yet, or it is being made.</summary>
    /// <exception cref="AccessDeniedException">See <see cref="FindAsync"/>.</exception>
    public async Task<FinishedExport?> MadeAsync(Guid run, CancellationToken cancellationToken)
    {
        await RequireAsync(run, cancellationToken);
        return maker.Find(run);
    }

    /// <summary>How far the making is; null where it is not under way.</summary>
    /// <exception cref="AccessDeniedException">See <see cref="FindAsync"/>.</exception>
    public async Task<ExportProgress?> ProgressAsync(Guid run, CancellationToken cancellationToken)
    {
        await RequireAsync(run, cancellationToken);
        return maker.Progress(run);
    }

    /// <summary>The file, made now where it is not there yet. Who no longer waits does not stop it: the next who asks finds it made, or waits for the same.</summary>
    /// <exception cref="AccessDeniedException">The caller may not see the run, or not its dataset, which a viewer link does not show.</exception>
    /// <exception cref="FileNotFoundException">The run has no result.</exception>
    /// <exception cref="RunException">It cannot be made; in the words of the child.</exception>
    /// <exception cref="OperationCanceledException">The wait was ended, or the making was cancelled.</exception>
    public async Task<FinishedExport> FindAsync(Guid run, CancellationToken cancellationToken)
    {
        await RequireAsync(run, cancellationToken);
        return await maker.FindAsync(run, cancellationToken);
    }

    /// <summary>Ends the making for everybody who waits; nothing of the file is left.</summary>
    /// <exception cref="AccessDeniedException">See <see cref="FindAsync"/>.</exception>
    public async Task CancelAsync(Guid run, CancellationToken cancellationToken)
    {
        await RequireAsync(run, cancellationToken);
        maker.Cancel(run);
    }

    private async Task RequireAsync(Guid run, CancellationToken cancellationToken)
    {
        await access.RequireAsync(Resource.Run(run), ProjectRole.Viewer, cancellationToken);
        if (!access.Caller.IsTrusted && await runs.FindAsync(run, cancellationToken) is { } found)
            await access.RequireAsync(Resource.Dataset(found.DatasetId), ProjectRole.Viewer, cancellationToken);
    }
}
