using System.ComponentModel.DataAnnotations;
using System.Data;
using CellDynamics.Runs.Access;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Storage;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace CellDynamics.Runs.Accounts;

/// <summary>What administrators do with accounts, on the pages and at the command line: nobody else may. Every act is on record.</summary>
public sealed class AccountDesk(Database database, AuditLog audit, TimeProvider time)
{
    private static readonly UpperInvariantLookupNormalizer Normalizer = new();

    /// <summary>Adds a person who has no password yet: <see cref="InviteAsync"/> makes the link to set one.</summary>
    /// <param name="name">Unique; letters, digits and <c>-._@+</c>.</param>
    /// <exception cref="AccessDeniedException">The caller is no administrator.</exception>
    /// <exception cref="InvalidOperationException">The name is taken or cannot be used, or the address is none.</exception>
    public async Task<AccountRecord> AddAsync(Caller caller, string name, string email, string displayName, bool isAdministrator, CancellationToken cancellationToken)
    {
        await RequireAsync(caller, cancellationToken);
        if (name.Length is 0 or > 100 || !name.All(letter => char.IsAsciiLetterOrDigit(letter) || "-._@+".Contains(letter)))
            throw new InvalidOperationException($"Name of the account: expected letters, digits and -._@+, found \"{name}\".");
        if (!new EmailAddressAttribute().IsValid(email))
            throw new InvalidOperationException($"E-mail address: expected one such as jane@example.org, found \"{email}\".");
        await using CellDynamicsDb db = database.CreateDbContext();
        string normalized = Normalizer.NormalizeName(name);
        if (await db.Users.AnyAsync(a => a.NormalizedUserName == normalized, cancellationToken))
            throw new InvalidOperationException($"There is already an account named {name}. Choose another name.");
        var account = new AccountRecord
        {
            UserName = name, NormalizedUserName = normalized, Email = email, NormalizedEmail = Normalizer.NormalizeEmail(email), DisplayName = displayName.Length > 0 ? displayName : name,
            IsAdministrator = isAdministrator, LockoutEnabled = true, SecurityStamp = NewStamp(), CreatedUtc = time.GetUtcNow().UtcDateTime,
        };
        db.Users.Add(account);
        await db.SaveChangesAsync(cancellationToken);
        await RecordAsync(caller, account, isAdministrator ? "added as an administrator" : "added", cancellationToken);
        return account;
    }

    /// <summary>By name.</summary>
    /// <exception cref="AccessDeniedException">The caller is no administrator.</exception>
    public async Task<IReadOnlyList<AccountView>> ListAsync(Caller caller, CancellationToken cancellationToken)
    {
        await RequireAsync(caller, cancellationToken);
        DateTimeOffset now = time.GetUtcNow();
        await using CellDynamicsDb db = database.CreateDbContext();
        List<AccountRecord> accounts = await db.Users.AsNoTracking().OrderBy(a => a.NormalizedUserName).ToListAsync(cancellationToken);
        HashSet<Guid> withPasskey = [.. await db.UserPasskeys.Select(p => p.UserId).Distinct().ToListAsync(cancellationToken)], withProvider = [.. await db.UserLogins.Select(l => l.UserId).Distinct().ToListAsync(cancellationToken)];
        return [.. accounts.Select(a => new AccountView(
            a.Id, a.UserName!, a.Email ?? "", a.DisplayName.Length > 0 ? a.DisplayName : a.UserName!, a.IsAdministrator, a.IsDisabled, a.LockoutEnd > now, a.TwoFactorEnabled, withPasskey.Contains(a.Id), withProvider.Contains(a.Id), a.SeenUtc))];
    }

    /// <summary>By name, or by an e-mail address that is this one account's only; null where there is none.</summary>
    public async Task<AccountRecord?> FindAsync(string nameOrEmail, CancellationToken cancellationToken)
    {
        await using CellDynamicsDb db = database.CreateDbContext();
        string normalized = Normalizer.NormalizeName(nameOrEmail.Trim());
        if (await db.Users.AsNoTracking().SingleOrDefaultAsync(a => a.NormalizedUserName == normalized, cancellationToken) is { } named)
            return named;
        List<AccountRecord> reached = await db.Users.AsNoTracking().Where(a => a.NormalizedEmail == normalized).Take(2).ToListAsync(cancellationToken);
        return reached.Count == 1 ? reached[0] : null;
    }

    /// <summary>An account that was invited under this address and was never used: nothing but the address says whose it is.</summary>
    public async Task<AccountRecord?> FindInvitedAsync(string email, CancellationToken cancellationToken)
    {
        await using CellDynamicsDb db = database.CreateDbContext();
        string normalized = Normalizer.NormalizeEmail(email.Trim());
        List<AccountRecord> invited = await db.Users.AsNoTracking().Where(a => a.NormalizedEmail == normalized && a.PasswordHash == null && a.SeenUtc == null && !a.IsAdministrator
            && !db.UserLogins.Any(l => l.UserId == a.Id) && !db.UserPasskeys.Any(p => p.UserId == a.Id)).Take(2).ToListAsync(cancellationToken);
        return invited.Count == 1 ? invited[0] : null;
    }

    /// <summary>Makes the secret of a link by which the person sets a password; an earlier link ends.</summary>
    /// <exception cref="AccessDeniedException">The caller is no administrator.</exception>
    public async Task<string> InviteAsync(Caller caller, Guid account, CancellationToken cancellationToken)
    {
        await RequireAsync(caller, cancellationToken);
        await using CellDynamicsDb db = database.CreateDbContext();
        AccountRecord invited = await GetAsync(db, account, cancellationToken);
        string secret = await new Invitations(database, time).MakeAsync(account, cancellationToken);
        await RecordAsync(caller, invited, "given a link to set a password", cancellationToken);
        return secret;
    }

    /// <summary>For a person who lost the password or the second factor: both go, with all passkeys and sessions, and a new link is made.</summary>
    /// <exception cref="AccessDeniedException">The caller is no administrator.</exception>
    public async Task<string> ResetAsync(Caller caller, Guid account, CancellationToken cancellationToken)
    {
        await RequireAsync(caller, cancellationToken);
        await using CellDynamicsDb db = database.CreateDbContext();
        AccountRecord reset = await GetAsync(db, account, cancellationToken);
        (reset.PasswordHash, reset.TwoFactorEnabled, reset.LockoutEnd, reset.AccessFailedCount) = (null, false, null, 0);
        Renew(reset);
        db.UserTokens.RemoveRange(await db.UserTokens.Where(t => t.UserId == account).ToListAsync(cancellationToken));
        db.UserPasskeys.RemoveRange(await db.UserPasskeys.Where(p => p.UserId == account).ToListAsync(cancellationToken));
        await db.SaveChangesAsync(cancellationToken);
        await RecordAsync(caller, reset, "password, second factor and passkeys removed", cancellationToken);
        return await InviteAsync(caller, account, cancellationToken);
    }

    /// <summary>Lets the person sign in no more, or again. Disabling ends every session at once.</summary>
    /// <exception cref="AccessDeniedException">The caller is no administrator.</exception>
    /// <exception cref="InvalidOperationException">No administrator would be left.</exception>
    public async Task SetDisabledAsync(Caller caller, Guid account, bool isDisabled, CancellationToken cancellationToken)
    {
        await RequireAsync(caller, cancellationToken);
        await using CellDynamicsDb db = database.CreateDbContext();
        await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.Serializable, cancellationToken);
        AccountRecord changed = await GetAsync(db, account, cancellationToken);
        changed.IsDisabled = isDisabled;
        Renew(changed);
        await db.SaveChangesAsync(cancellationToken);
        // Whoever is at the command line lets the person sign in again as easily; on the pages nobody could any more.
        if (!caller.IsTrusted)
            await KeepAdministratorAsync(db, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await new Sessions(database, time).EndAllAsync(account, cancellationToken);
        await RecordAsync(caller, changed, isDisabled ? "disabled" : "enabled", cancellationToken);
    }

    /// <summary>Gives or takes the right to manage the instance.</summary>
    /// <exception cref="AccessDeniedException">The caller is no administrator.</exception>
    /// <exception cref="InvalidOperationException">No administrator would be left.</exception>
    public async Task SetAdministratorAsync(Caller caller, Guid account, bool isAdministrator, CancellationToken cancellationToken)
    {
        await RequireAsync(caller, cancellationToken);
        await using CellDynamicsDb db = database.CreateDbContext();
        await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.Serializable, cancellationToken);
        AccountRecord changed = await GetAsync(db, account, cancellationToken);
        if (changed.IsAdministrator == isAdministrator)
            return;
        changed.IsAdministrator = isAdministrator;
        changed.ConcurrencyStamp = NewStamp();
        await db.SaveChangesAsync(cancellationToken);
        await KeepAdministratorAsync(db, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await RecordAsync(caller, changed, isAdministrator ? "made an administrator" : "no longer an administrator", cancellationToken);
    }

    /// <summary>Signs the person out everywhere; signing in again is possible at once.</summary>
    /// <exception cref="AccessDeniedException">The caller is no administrator.</exception>
    public async Task EndSessionsAsync(Caller caller, Guid account, CancellationToken cancellationToken)
    {
        await RequireAsync(caller, cancellationToken);
        await using CellDynamicsDb db = database.CreateDbContext();
        AccountRecord signedOut = await GetAsync(db, account, cancellationToken);
        await new Sessions(database, time).EndAllAsync(account, cancellationToken);
        await RecordAsync(caller, signedOut, "signed out everywhere", cancellationToken);
    }

    private Task RequireAsync(Caller caller, CancellationToken cancellationToken) => new AccessDesk(database, time).RequireAdministratorAsync(caller, cancellationToken);

    private static async Task KeepAdministratorAsync(CellDynamicsDb db, CancellationToken cancellationToken)
    {
        if (!await db.Users.AnyAsync(a => a.IsAdministrator && !a.IsDisabled, cancellationToken))
            throw new InvalidOperationException("Expected an administrator who can sign in to be left, found that this would take the last one away. Make another person an administrator first.");
    }

    private static async Task<AccountRecord> GetAsync(CellDynamicsDb db, Guid account, CancellationToken cancellationToken) =>
        await db.Users.SingleOrDefaultAsync(a => a.Id == account, cancellationToken) ?? throw new InvalidOperationException($"There is no account {account}.");

    // Whoever holds a cookie from before is asked to sign in again.
    private static void Renew(AccountRecord account) => (account.SecurityStamp, account.ConcurrencyStamp) = (NewStamp(), NewStamp());

    private static string NewStamp() => Guid.NewGuid().ToString("N");

    private Task RecordAsync(Caller caller, AccountRecord account, string what, CancellationToken cancellationToken) =>
        audit.AddAsync(caller, AuditAction.Changed, "account", account.Id, $"{account.UserName}: {what}", null, cancellationToken);
}
