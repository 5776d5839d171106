using System.Security.Claims;
using CellDynamics.Runs.Model;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace CellDynamics.Web.Accounts;

/// <summary>A signed-in person: the id of the account, and as its name the one that people are shown.</summary>
public sealed class AccountClaims(UserManager<AccountRecord> users, IOptions<IdentityOptions> options) : UserClaimsPrincipalFactory<AccountRecord>(users, options)
{
    protected override async Task<ClaimsIdentity> GenerateClaimsAsync(AccountRecord user)
    {
        ClaimsIdentity identity = await base.GenerateClaimsAsync(user);
        identity.TryRemoveClaim(identity.FindFirst(identity.NameClaimType));
        identity.AddClaim(new Claim(identity.NameClaimType, user.DisplayName.Length > 0 ? user.DisplayName : user.UserName!));
        return identity;
    }
}
