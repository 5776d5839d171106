using System.Globalization;
using CellDynamics.Runs.Storage;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace CellDynamics.Runs.Accounts;

/// <summary>A code of the authenticator app opens once, although its clock would accept it for a minute and a half.</summary>
public sealed class SpentCodes(Database database, TimeProvider time)
{
    private const string Kind = "spent-code";
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(10);

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
