using System.Security.Claims;
using System.Text.Json;
using CellDynamics.Runs.Accounts;
using CellDynamics.Runs.Model;
using CellDynamics.Web.Access;
using CellDynamics.Web.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace CellDynamics.Web.Accounts;

/// <summary>Every way in and out. Each begins or ends a session, and each is on record.</summary>
public sealed class AccountSignIn(
    UserManager<AccountRecord> users, IHttpContextAccessor accessor, IUserClaimsPrincipalFactory<AccountRecord> claims, IOptions<IdentityOptions> identity, ILogger<SignInManager<AccountRecord>> logger,
    IAuthenticationSchemeProvider schemes, IUserConfirmation<AccountRecord> confirmation, AccountDesk desk, Invitations invitations, Sessions sessions, SpentCodes spent, AccountsOptions options, AccountJournal journal, TimeProvider time)
    : SignInManager<AccountRecord>(users, accessor, claims, identity, logger, schemes, confirmation)
{
    /// <summary>How somebody signed in (RFC 8176).</summary>
    public const string Method = "amr";
    public const string ByProvider = "fed";
    public const string ByPassword = "pwd";
    public const string ByBoth = "mfa";

    private static readonly AccountRecord Nobody = new();

    // By the site's own hasher, so that a name that does not exist takes as long as one that does.
    private static string? nobodysHash;

    public override async Task<bool> CanSignInAsync(AccountRecord user) => !user.IsDisabled && await base.CanSignInAsync(user);

    /// <summary>With name or e-mail address and password. The answer, and the time it takes, are the same whatever was wrong.</summary>
    public async Task<SignInResult> WithPasswordAsync(string name, string password)
    {
        AccountRecord? account = await desk.FindAsync(name, CancellationToken.None) is { } found ? await UserManager.FindByIdAsync(found.Id.ToString()) : null;
        bool isTried = account is { PasswordHash: not null } && MayComeLocally(account);
        SignInResult result = isTried ? await CheckPasswordSignInAsync(account!, password, lockoutOnFailure: true) : SignInResult.Failed;
        if (result.Succeeded && await IsPasskeyNeededAsync(account!))
        {
            // Else whoever knows the password could set up an app of their own beside it.
            await journal.AddFailureAsync(account, "password alone, where a passkey is set up and a second factor is required");
            return SignInResult.NotAllowed;
        }
        if (result.Succeeded)
            return await SignInOrTwoFactorAsync(account!, isPersistent: false);
        if (!isTried || result.IsNotAllowed || result.IsLockedOut)
            UserManager.PasswordHasher.VerifyHashedPassword(Nobody, nobodysHash ??= UserManager.PasswordHasher.HashPassword(Nobody, Guid.NewGuid().ToString()), password);
        await journal.AddFailureAsync(account, Reason(account, isTried, result));
        return SignInResult.Failed;
    }

    /// <summary>Second step: a code of the authenticator app, which opens once.</summary>
    public async Task<SignInResult> WithCodeAsync(string code)
    {
        if (await GetTwoFactorAuthenticationUserAsync() is not { } account)
            return SignInResult.Failed;
        string digits = new([.. code.Where(char.IsAsciiDigit)]);
        string provider = UserManager.Options.Tokens.AuthenticatorTokenProvider;
        bool isReplay = await UserManager.VerifyTwoFactorTokenAsync(account, provider, digits) && !await spent.SpendAsync(account.Id, digits, CancellationToken.None);
        SignInResult result = await TwoFactorAuthenticatorSignInAsync(isReplay ? "" : digits, isPersistent: false, rememberClient: false);
        if (!result.Succeeded)
            await journal.AddFailureAsync(account, isReplay ? "code of the app used before" : result.IsLockedOut ? "locked after too many tries" : "wrong code of the app");
        return result;
    }

    /// <summary>Second step for a person without their app: one of the recovery codes, which ends with it.</summary>
    public async Task<SignInResult> WithRecoveryCodeAsync(string code)
    {
        if (await GetTwoFactorAuthenticationUserAsync() is not { } account)
            return SignInResult.Failed;
        SignInResult result = await TwoFactorRecoveryCodeSignInAsync(code.Trim());
        if (!result.Succeeded)
            await journal.AddFailureAsync(account, "wrong recovery code");
        return result;
    }

    /// <summary>With a passkey: what the browser answered to the options made just before.</summary>
    public async Task<SignInResult> WithPasskeyAsync(string credential)
    {
        PasskeyAssertionResult<AccountRecord>? assertion = await AssertAsync(credential);
        if (assertion is not { Succeeded: true })
        {
            await journal.AddFailureAsync(null, "a passkey that is not known here");
            return SignInResult.Failed;
        }
        AccountRecord account = assertion.User;
        // A device cannot be guessed: wrong passwords, which any stranger can type, close the password only.
        if (!MayComeLocally(account) || !await CanSignInAsync(account))
        {
            await journal.AddFailureAsync(account, "passkey of an account that may not sign in");
            return SignInResult.Failed;
        }
        await UserManager.AddOrUpdatePasskeyAsync(account, assertion.Passkey);
        await SignInWithClaimsAsync(account, isPersistent: false, [new Claim(Method, "pop")]);
        return SignInResult.Success;
    }

    /// <summary>Begins a session; the ways above end here.</summary>
    public override async Task SignInWithClaimsAsync(AccountRecord user, AuthenticationProperties? authenticationProperties, IEnumerable<Claim> additionalClaims)
    {
        Claim[] more = [.. additionalClaims];
        string session = await sessions.StartAsync(user.Id, options.SessionLength, Context.Connection.RemoteIpAddress is { } from ? (from.IsIPv4MappedToIPv6 ? from.MapToIPv4() : from).ToString() : "", BrowserName.Of(Context.Request.Headers.UserAgent.ToString()),
            more.FirstOrDefault(claim => claim.Type == AccountServices.ProviderSessionClaim)?.Value, CancellationToken.None);
        await invitations.EndAsync(user.Id, CancellationToken.None); // who is in needs no link, and nobody else may use it
        user.SeenUtc = time.GetUtcNow().UtcDateTime;
        await UserManager.UpdateAsync(user);
        await journal.AddAsync(user, AuditAction.SignedIn, string.Join(", ", more.Where(claim => claim.Type == Method).Select(claim => Word(claim.Value))));
        await base.SignInWithClaimsAsync(user, authenticationProperties, [.. more, new Claim(AccountServices.SessionClaim, session)]);
    }

    /// <summary>Ends the session, also for whoever copied its cookie.</summary>
    public override async Task SignOutAsync()
    {
        ClaimsPrincipal person = Context.User;
        if (Guid.TryParse(person.FindFirstValue(ClaimTypes.NameIdentifier), out Guid account) && person.FindFirstValue(AccountServices.SessionClaim) is { } session)
        {
            await sessions.EndAsync(account, session, CancellationToken.None);
            await journal.AddSignOutAsync(person);
        }
        await base.SignOutAsync();
    }

    /// <summary>After a change of the password or of a factor: every other session ends, this one goes on as a new one.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="method">What the person has shown by now; null: the same as at the beginning of this session.</param>
    public async Task GoOnAloneAsync(AccountRecord account, string? method = null)
    {
        method ??= Context.User.FindFirstValue(Method) ?? ByPassword;
        await sessions.EndAllAsync(account.Id, CancellationToken.None);
        // Where it hung on one of the provider it still does: it ends with that.
        await SignInWithClaimsAsync(account, isPersistent: false, [new Claim(Method, method), .. Context.User.FindAll(AccountServices.ProviderSessionClaim)]);
    }

    /// <summary>Whether passwords and passkeys of this site are for this person.</summary>
    public bool MayComeLocally(AccountRecord account) => options.MayComeLocally(account.IsAdministrator);

    private async Task<bool> IsPasskeyNeededAsync(AccountRecord account) => !account.TwoFactorEnabled
        && (options.SecondFactor == FactorRule.Everybody || (options.SecondFactor == FactorRule.Administrators && account.IsAdministrator))
        && (await UserManager.GetPasskeysAsync(account)).Count > 0;

    private async Task<PasskeyAssertionResult<AccountRecord>?> AssertAsync(string credential)
    {
        try
        {
            return await PerformPasskeyAssertionAsync(credential);
        }
        catch (Exception failure) when (failure is InvalidOperationException or ArgumentException or JsonException)
        {
            return null; // No options were made for this browser, or too long ago; or what came is no credential: anybody can send anything.
        }
    }

    private static string Reason(AccountRecord? account, bool isTried, SignInResult result)
    {
        if (account is null)
            return "a name that is not known here";
        if (!isTried)
            return account.PasswordHash is null ? "no password of this site" : "signs in through the provider only";
        return result.IsLockedOut ? "locked after too many tries" : result.IsNotAllowed ? "disabled" : "wrong password";
    }

    private static string Word(string method) => method switch { ByPassword => "password", ByBoth => "password and second factor", "pop" => "passkey", ByProvider => "the provider", _ => method };
}
