using CellDynamics.Runs.Model;

namespace CellDynamics.Runs.Access;

/// <summary>What the caller of this scope may do: every service that a page or an endpoint reaches with an id asks here first, and writes down here what was done.</summary>
public sealed class CallerAccess(CallerContext context, AccessDesk desk, AccessJournal journal)
{
    public Caller Caller => context.Caller;

    /// <summary>The trusted caller of an instance without accounts may look for what does not exist, and is told that there is none.</summary>
    public async Task<bool> MayAsync(Resource resource, ProjectRole least, CancellationToken cancellationToken) =>
        Caller.IsTrusted || await desk.RoleOnAsync(Caller, resource, cancellationToken) >= least;

    /// <summary>Goes on where the caller has at least this role; a refusal is written down.</summary>
    /// <exception cref="AccessDeniedException">It has less, or there is no such resource.</exception>
    public Task RequireAsync(Resource resource, ProjectRole least, CancellationToken cancellationToken) => RequireAsync(resource, least, byLink: true, cancellationToken);

    /// <param name="resource">Of what.</param>
    /// <param name="least">The role.</param>
    /// <param name="byLink">Also what only a viewer link gives.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="AccessDeniedException">It has less, or there is no such resource.</exception>
    public async Task RequireAsync(Resource resource, ProjectRole least, bool byLink, CancellationToken cancellationToken)
    {
        try
        {
            await desk.RequireAsync(byLink ? Caller : Caller with { Link = null }, resource, least, cancellationToken);
        }
        catch (AccessDeniedException)
        {
            await journal.WriteAsync(Caller, AuditAction.Denied, resource, $"needs {least}", cancellationToken);
            throw;
        }
    }

    /// <summary>The projects in which the caller has at least this role; null: all.</summary>
    public Task<IReadOnlySet<Guid>?> ProjectsAsync(ProjectRole least, CancellationToken cancellationToken) => desk.ProjectsAsync(Caller, least, cancellationToken);

    /// <summary>Whether lists show the caller the examples of the site, whatever its projects.</summary>
    public Task<bool> SeesExamplesAsync(CancellationToken cancellationToken) => desk.SeesExamplesAsync(Caller, cancellationToken);

    /// <summary>Writes down what the caller did.</summary>
    /// <param name="detail">What changed, in words; never a secret.</param>
    public Task RecordAsync(AuditAction action, Resource resource, string detail, CancellationToken cancellationToken) =>
        journal.WriteAsync(Caller, action, resource, detail, cancellationToken);

    /// <summary>Does something that leaves nothing behind to be named afterwards, then writes it down.</summary>
    public async Task RecordAsync(AuditAction action, Resource resource, Func<Task> act, CancellationToken cancellationToken)
    {
        Subject? subject = await journal.FindAsync(resource, cancellationToken);
        await act();
        if (subject is not null)
            await journal.WriteAsync(Caller, action, resource, subject, "", cancellationToken);
    }
}
