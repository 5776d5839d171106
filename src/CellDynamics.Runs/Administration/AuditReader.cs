using System.Runtime.CompilerServices;
using CellDynamics.Runs.Access;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Storage;
using Microsoft.EntityFrameworkCore;

namespace CellDynamics.Runs.Administration;

/// <summary>Searches the audit log of the whole instance.</summary>
public sealed class AuditReader(AdministratorGate gate, AuditLog log, Database database)
{
    private const int PageOfExport = 2000;

    /// <summary>Newest first.</summary>
    /// <param name="after">The last line of the page before; null: the first page.</param>
    /// <exception cref="AccessDeniedException">The caller is no administrator.</exception>
    public async Task<IReadOnlyList<AuditRecord>> SearchAsync(AuditQuery query, AuditRecord? after, int most, CancellationToken cancellationToken)
    {
        await gate.RequireAsync(cancellationToken);
        return await log.SearchAsync(query, after, most, cancellationToken);
    }

    /// <summary>Names of the projects that there are; a line may tell of one that is no more.</summary>
    /// <exception cref="AccessDeniedException">The caller is no administrator.</exception>
    public async Task<IReadOnlyDictionary<Guid, string>> ProjectsAsync(CancellationToken cancellationToken)
    {
        await gate.RequireAsync(cancellationToken);
        await using CellDynamicsDb db = database.CreateDbContext();
        return await db.Projects.ToDictionaryAsync(project => project.Id, project => project.Name, cancellationToken);
    }

    /// <summary>Everything that is asked for, newest first, some thousand lines at a time; that it was taken is itself written down.</summary>
    /// <exception cref="AccessDeniedException">The caller is no administrator.</exception>
    public async IAsyncEnumerable<IReadOnlyList<AuditRecord>> ExportAsync(AuditQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await gate.RequireAsync(cancellationToken);
        await gate.RecordAsync(AuditAction.Downloaded, "audit log", cancellationToken);
        AuditRecord? last = null;
        do
        {
            IReadOnlyList<AuditRecord> page = await log.SearchAsync(query, last, PageOfExport, cancellationToken);
            if (page.Count > 0)
                yield return page;
            last = page.Count == PageOfExport ? page[^1] : null;
        }
        while (last is not null);
    }
}
