using System.Security.Claims;
using CellDynamics.Runs.Access;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Telemetry;

namespace CellDynamics.Web.Accounts;

/// <summary>Puts on record who signed in and out and changed how they do it, with the address they came from.</summary>
public sealed class AccountJournal(AuditLog audit, InstanceMeter meter, IHttpContextAccessor accessor)
{
    private string Address => accessor.HttpContext?.Connection.RemoteIpAddress?.ToString() ?? "";

    /// <summary>Something a person did with their own account.</summary>
    public Task AddAsync(AccountRecord account, AuditAction action, string detail) =>
        audit.AddAsync(Caller.Of(account.Id, account.DisplayName, Address), action, "account", account.Id, $"{account.UserName}: {detail}", null, CancellationToken.None);

    /// <summary>Somebody failed to sign in. What was typed as a name is not kept: people type passwords there.</summary>
    public Task AddFailureAsync(AccountRecord? account, string detail)
    {
        meter.SignInFailed();
        return audit.AddAsync(
            Caller.Anonymous with { Address = Address }, AuditAction.SignInFailed, "account", account?.Id, account is null ? detail : $"{account.UserName}: {detail}", null, CancellationToken.None);
    }

    public Task AddSignOutAsync(ClaimsPrincipal person)
    {
        Guid account = Guid.Parse(person.FindFirstValue(ClaimTypes.NameIdentifier)!);
        return audit.AddAsync(Caller.Of(account, person.Identity?.Name ?? "", Address), AuditAction.SignedOut, "account", account, "", null, CancellationToken.None);
    }
}
