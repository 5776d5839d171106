using System.Net;
using System.Security.Claims;
using CellDynamics.Runs.Access;
using CellDynamics.Web.Hosting;

namespace CellDynamics.Web.Access;

/// <summary>From who signed in to who asks.</summary>
public sealed class CallerReader(AccountsOptions accounts)
{
    /// <summary>Id of the viewer link that a visitor came by.</summary>
    public const string LinkClaim = "celldynamics:link";

    public Caller Of(ClaimsPrincipal? user, IPAddress? address)
    {
        string from = address is null ? "" : (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();
        if (!accounts.IsShared)
            return Caller.Local with { Address = from };
        Caller caller = user?.Identity is { IsAuthenticated: true } && Guid.TryParse(user.FindFirstValue(ClaimTypes.NameIdentifier), out Guid account)
            ? Caller.Of(account, user.Identity.Name ?? "", from)
            : Caller.Anonymous with { Address = from };
        if (!Guid.TryParse(user?.FindFirstValue(LinkClaim), out Guid link))
            return caller;
        return caller.AccountId is null ? Caller.ByLink(link, from) : caller with { Link = link };
    }
}
