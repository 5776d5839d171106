using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Storage;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace CellDynamics.Runs.Accounts;

/// <summary>Links by which a person sets the first or a new password, once. Made by administrators, so that no mail server is needed.</summary>
public sealed class Invitations(Database database, TimeProvider time)
{
    private const string Kind = "invitation";
    private const string Name = "set-password";

    /// <summary>How long a link works.</summary>
    public static readonly TimeSpan Validity = TimeSpan.FromDays(7);

    /// <summary>The link's part after the address of the site.</summary>
    public static string PathOf(Guid account, string secret) => $"account/invitation?account={account:D}&secret={secret}";

    /// <summary>A new secret; an earlier one ends. Only its SHA-256 is kept: the database alone opens nothing.</summary>
    public async Task<string> MakeAsync(Guid account, CancellationToken cancellationToken)
    {
        string secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        string until = time.GetUtcNow().Add(Validity).ToString("O", CultureInfo.InvariantCulture);
        await using CellDynamicsDb db = database.CreateDbContext();
        await Of(db, account).ExecuteDeleteAsync(cancellationToken);
        db.UserTokens.Add(new IdentityUserToken<Guid> { UserId = account, LoginProvider = Kind, Name = Name, Value = $"{Digest(secret)} {until}" });
        await db.SaveChangesAsync(cancellationToken);
        return secret;
    }

    /// <summary>Whose link this is; null when it is unknown, used or too old, or the account is disabled.</summary>
    public async Task<AccountRecord?> FindAsync(Guid account, string secret, CancellationToken cancellationToken)
    {
        await using CellDynamicsDb db = database.CreateDbContext();
        string? kept = await Of(db, account).Select(t => t.Value).SingleOrDefaultAsync(cancellationToken);
        if (kept?.Split(' ') is not [{ } digest, { } until] || !CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(digest), Encoding.ASCII.GetBytes(Digest(secret))))
            return null;
        if (DateTimeOffset.Parse(until, CultureInfo.InvariantCulture) < time.GetUtcNow())
            return null;
        return await db.Users.AsNoTracking().SingleOrDefaultAsync(a => a.Id == account && !a.IsDisabled, cancellationToken);
    }

    /// <summary>Uses the link up. False where somebody else was faster.</summary>
    public async Task<bool> TakeAsync(Guid account, string secret, CancellationToken cancellationToken)
    {
        await using CellDynamicsDb db = database.CreateDbContext();
        string start = Digest(secret) + " ";
        return await Of(db, account).Where(t => t.Value!.StartsWith(start)).ExecuteDeleteAsync(cancellationToken) == 1;
    }

    /// <summary>The person has joined in another way: a link that is under way opens nothing any more.</summary>
    public async Task EndAsync(Guid account, CancellationToken cancellationToken)
    {
        await using CellDynamicsDb db = database.CreateDbContext();
        await Of(db, account).ExecuteDeleteAsync(cancellationToken);
    }

    private static IQueryable<IdentityUserToken<Guid>> Of(CellDynamicsDb db, Guid account) => db.UserTokens.Where(t => t.UserId == account && t.LoginProvider == Kind && t.Name == Name);

    private static string Digest(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
