using System.Security.Claims;
using CellDynamics.Runs.Accounts;
using CellDynamics.Runs.Model;
using CellDynamics.Web.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;

namespace CellDynamics.Web.Accounts.Oidc;

/// <summary>Whom the provider sent: their account, by provider and subject and never by a name, and their places in projects, by their groups.</summary>
public sealed class OidcArrival(
    AccountSignIn signIn, UserManager<AccountRecord> users, AccountDesk desk, GroupMemberships memberships, AccountsOptions options, AccountJournal journal, TimeProvider time)
{
    /// <returns>Where to go: the page asked for, or back to sign in with the reason.</returns>
    public async Task<string> WelcomeAsync(string? returnUrl)
    {
        ExternalLoginInfo? arrived = await signIn.GetExternalLoginInfoAsync();
        if (arrived is null)
            return "/account/sign-in?said=provider";
        ClaimsPrincipal person = arrived.Principal;
        await signIn.Context.SignOutAsync(IdentityConstants.ExternalScheme);
        string issuer = person.FindFirstValue("iss") ?? options.Oidc!.Authority.ToString();
        AccountRecord? account = await users.FindByLoginAsync(issuer, arrived.ProviderKey) ?? await FirstTimeAsync(person, issuer, arrived.ProviderKey);
        if (account is null || !await signIn.CanSignInAsync(account))
        {
            await journal.AddFailureAsync(account, account is null ? "through the provider: no account here" : "through the provider: disabled");
            return "/account/sign-in?said=no-account";
        }
        if (person.FindFirstValue("name") is { Length: > 0 } name)
            account.DisplayName = Short(name);
        await users.UpdateAsync(account);
        await GrantAsync(account, [.. person.FindAll(options.Oidc!.GroupClaim).Select(claim => claim.Value)]);
        await signIn.SignInWithClaimsAsync((await users.FindByIdAsync(account.Id.ToString()))!, isPersistent: false,
            [new Claim(AccountSignIn.Method, AccountSignIn.ByProvider), new Claim(AccountServices.ProviderSessionClaim, Sessions.AtProvider(issuer, person.FindFirstValue("sid")))]);
        return LocalAddress.Of(returnUrl);
    }

    private async Task GrantAsync(AccountRecord account, string[] groups)
    {
        await memberships.ReplaceAsync(account.Id, groups, CancellationToken.None);
        if (options.Oidc!.AdministratorGroup is { } administrators && account.IsAdministrator != groups.Contains(administrators))
        {
            account.IsAdministrator = !account.IsAdministrator;
            await users.UpdateAsync(account);
            await journal.AddAsync(account, AuditAction.Changed, account.IsAdministrator ? "made an administrator by a group of the provider" : "no longer an administrator: left the provider's group");
        }
    }

    /// <summary>An account that was invited under the address that the provider has verified, or else a new one.</summary>
    private async Task<AccountRecord?> FirstTimeAsync(ClaimsPrincipal person, string issuer, string subject)
    {
        string email = person.FindFirstValue("email") ?? "";
        bool isVerified = string.Equals(person.FindFirstValue("email_verified"), "true", StringComparison.OrdinalIgnoreCase);
        AccountRecord? invited = isVerified && email.Length > 0 ? await desk.FindInvitedAsync(email, CancellationToken.None) : null;
        AccountRecord? account = invited is null ? null : await users.FindByIdAsync(invited.Id.ToString());
        if (account is null && options.Oidc!.CreatesAccounts)
        {
            string name = await FreeNameAsync(person.FindFirstValue("preferred_username") ?? (email.Length > 0 ? email : "person"), isVerified ? email : null);
            account = new AccountRecord
            {
                UserName = name, DisplayName = Short(person.FindFirstValue("name") ?? name), Email = email.Length > 0 ? email : null, EmailConfirmed = isVerified, CreatedUtc = time.GetUtcNow().UtcDateTime,
            };
            Require(await users.CreateAsync(account));
            await journal.AddAsync(account, AuditAction.Changed, "account made at the first visit through the provider");
        }
        else if (account is not null)
        {
            account.EmailConfirmed = true;
            Require(await users.UpdateAsync(account));
        }
        if (account is not null)
            Require(await users.AddLoginAsync(account, new UserLoginInfo(issuer, subject, options.Oidc!.Name)));
        return account;
    }

    // The provider may call two people alike, or one like an account of this site or like another's address: neither becomes the other.
    private async Task<string> FreeNameAsync(string wanted, string? verifiedEmail)
    {
        if (!string.Equals(wanted, verifiedEmail, StringComparison.OrdinalIgnoreCase))
            wanted = wanted.Split('@')[0];
        string name = new([.. wanted.Where(letter => char.IsAsciiLetterOrDigit(letter) || "-._@+".Contains(letter)).Take(80)]);
        string free = name.Length > 0 ? name : "person";
        for (int number = 2; await users.FindByNameAsync(free) is not null; number++)
            free = $"{name}-{number}";
        return free;
    }

    private static string Short(string name) => name.Length <= 200 ? name : name[..200];

    private static void Require(IdentityResult result)
    {
        if (!result.Succeeded)
            throw new InvalidOperationException($"The account of a person that the provider sent could not be kept: {string.Join(' ', result.Errors.Select(error => error.Description))}");
    }
}
