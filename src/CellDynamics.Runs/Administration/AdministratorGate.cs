using CellDynamics.Runs.Access;
using CellDynamics.Runs.Model;

namespace CellDynamics.Runs.Administration;

/// <summary>Lets nobody through who may not manage the instance, and writes down what was done to it. The page that asks is shut to others too; this is the second lock.</summary>
public sealed class AdministratorGate(CallerContext context, AccessDesk access, AuditLog audit)
{
    /// <exception cref="AccessDeniedException">The caller is no administrator.</exception>
    public Task RequireAsync(CancellationToken cancellationToken) => access.RequireAdministratorAsync(context.Caller, cancellationToken);

    /// <param name="detail">What was done, in words; never a secret.</param>
    public Task RecordAsync(AuditAction action, string detail, CancellationToken cancellationToken) => audit.AddAsync(context.Caller, action, "instance", null, detail, null, cancellationToken);
}
