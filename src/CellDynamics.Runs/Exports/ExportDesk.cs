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

    /// <summary>The file, made now where it is not there yet. Who no longer waits does not stop it: the next who asks finds it made, or waits for the same.</summary>
    /// <exception cref="AccessDeniedException">The caller may not see the run, or not its dataset, which a viewer link does not show.</exception>
    /// <exception cref="FileNotFoundException">The run has no result.</exception>
    /// <exception cref="RunException">It cannot be made; in the words of the child.</exception>
    /// <exception cref="OperationCanceledException">The wait was ended.</exception>
    public async Task<FileInfo> FindAsync(Guid run, CancellationToken cancellationToken)
    {
        await access.RequireAsync(Resource.Run(run), ProjectRole.Viewer, cancellationToken);
        if (await runs.FindAsync(run, cancellationToken) is { } found)
            await access.RequireAsync(Resource.Dataset(found.DatasetId), ProjectRole.Viewer, cancellationToken);
        return await maker.FindAsync(run, cancellationToken);
    }
}
