using System.Globalization;
using CellDynamics.Runs.Storage;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace CellDynamics.Runs.Accounts;

/// <summary>What holds for minutes and still only once: a code of the authenticator app, a provider's word that somebody left.</summary>
public sealed class SpentCodes(Database database, TimeProvider time)
{
    private const string Kind = "spent-code";

    /// <summary>What is accepted for longer than this could be used again.</summary>
    public static readonly TimeSpan Remembered = TimeSpan.FromMinutes(10);

    /// <summary>Whether anybody has spent it: for what does not always say whose it is.</summary>
    public async Task<bool> IsSpentAsync(string code, CancellationToken cancellationToken)
    {
        await using CellDynamicsDb db = database.CreateDbContext();
        return await db.UserTokens.AnyAsync(t => t.LoginProvider == Kind && t.Name == code, cancellationToken);
    }

    /// <summary>Spends a code that was found right. False where it was spent before.</summary>
    public async Task<bool> SpendAsync(Guid account, string code, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        await using CellDynamicsDb db = database.CreateDbContext();
        List<IdentityUserToken<Guid>> spent = await db.UserTokens.Where(t => t.UserId == account && t.LoginProvider == Kind).ToListAsync(cancellationToken);
        if (spent.Any(t => t.Name == code))
            return false;
        db.UserTokens.RemoveRange(spent.Where(t => now - DateTimeOffset.Parse(t.Value!, CultureInfo.InvariantCulture) > Remembered));
        db.UserTokens.Add(new IdentityUserToken<Guid> { UserId = account, LoginProvider = Kind, Name = code, Value = now.ToString("O", CultureInfo.InvariantCulture) });
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return true;
        }
        catch (DbUpdateException)
        {
            return false; // The same code at the same moment: the key lets one of them in.
        }
    }
}
