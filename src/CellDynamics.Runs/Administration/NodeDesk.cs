using CellDynamics.Runs.Access;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Storage;
using CellDynamics.Runs.Workers;
using Microsoft.EntityFrameworkCore;

namespace CellDynamics.Runs.Administration;

/// <summary>The workers of the instance with what each does, and emptying them for maintenance.</summary>
public sealed class NodeDesk(AdministratorGate gate, WorkerDesk workers, Database database)
{
    /// <summary>See <see cref="WorkerDesk.ListAsync"/>.</summary>
    /// <exception cref="AccessDeniedException">The caller is no administrator.</exception>
    public async Task<IReadOnlyList<NodeView>> ListAsync(CancellationToken cancellationToken)
    {
        await gate.RequireAsync(cancellationToken);
        await using CellDynamicsDb db = database.CreateDbContext();
        ILookup<string, RunRecord> running = (await db.Runs.AsNoTracking().Where(run => run.Status == RunStatus.Running).OrderBy(run => run.StartedUtc).ToListAsync(cancellationToken)).ToLookup(run => run.Node);
        return [.. (await workers.ListAsync(cancellationToken)).Select(view => new NodeView(view.Worker, view.IsAlive, view.Load, [.. running[view.Worker.Id]]))];
    }

    /// <summary>True while nothing new is started anywhere.</summary>
    /// <exception cref="AccessDeniedException">The caller is no administrator.</exception>
    public async Task<bool> IsDrainingAsync(CancellationToken cancellationToken)
    {
        await gate.RequireAsync(cancellationToken);
        return await workers.IsDrainingAsync(cancellationToken);
    }

    /// <summary>Starts nothing new on a node, or starts again; what runs there ends in peace.</summary>
    /// <exception cref="AccessDeniedException">The caller is no administrator.</exception>
    /// <exception cref="InvalidOperationException">There is no such node any more.</exception>
    public async Task DrainAsync(string node, bool isDraining, CancellationToken cancellationToken)
    {
        await gate.RequireAsync(cancellationToken);
        if (await workers.DrainAsync(node, isDraining, cancellationToken) == 0)
            throw new InvalidOperationException($"There is no worker on {node} any more. Load the page again.");
        await gate.RecordAsync(AuditAction.Changed, $"{node}: {Word(isDraining)}", cancellationToken);
    }

    /// <summary>Starts nothing new anywhere, or starts again.</summary>
    /// <exception cref="AccessDeniedException">The caller is no administrator.</exception>
    public async Task DrainAllAsync(bool isDraining, CancellationToken cancellationToken)
    {
        await gate.RequireAsync(cancellationToken);
        await workers.DrainAllAsync(isDraining, cancellationToken);
        await gate.RecordAsync(AuditAction.Changed, $"all workers: {Word(isDraining)}", cancellationToken);
    }

    private static string Word(bool isDraining) => isDraining ? "draining" : "working again";
}

/// <param name="IsAlive">It was heard of a moment ago.</param>
/// <param name="Load">See <see cref="WorkerView.Load"/>.</param>
/// <param name="Running">What it executes, oldest first.</param>
public sealed record NodeView(WorkerRecord Worker, bool IsAlive, string Load, IReadOnlyList<RunRecord> Running);
