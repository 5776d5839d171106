using System.Globalization;
using System.Security.Cryptography;
using CellDynamics.Runs.Storage;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace CellDynamics.Runs.Accounts;

/// <summary>Who is signed in. Kept in the database, so that a session that was ended is over on every node, and a copied cookie opens nothing.</summary>
public sealed class Sessions(Database database, TimeProvider time)
{
    private const string Kind = "session";
    private static readonly TimeSpan BetweenNotes = TimeSpan.FromMinutes(1);

    /// <summary>Begins a session and forgets those of this person that are over.</summary>
    /// <param name="length">It ends after this time, whatever happens.</param>
    /// <returns>Its id, for the cookie.</returns>
    public async Task<string> StartAsync(Guid account, TimeSpan length, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        string id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        await using CellDynamicsDb db = database.CreateDbContext();
        foreach (IdentityUserToken<Guid> old in await Of(db, account).ToListAsync(cancellationToken))
        {
            if (Read(old.Value).Ends <= now)
                db.UserTokens.Remove(old);
        }
        db.UserTokens.Add(new IdentityUserToken<Guid> { UserId = account, LoginProvider = Kind, Name = id, Value = Write(now + length, now) });
        await db.SaveChangesAsync(cancellationToken);
        return id;
    }

    /// <summary>Whether the session is in force: not ended, not too old, not idle, the account neither disabled nor changed since.</summary>
    /// <param name="stamp">Security stamp of the account when the person signed in.</param>
    /// <param name="idle">Longest time without a sign of the person; null: no matter how long.</param>
    /// <param name="isActive">This question is a sign of the person, and is noted.</param>
    public async Task<bool> IsInForceAsync(Guid account, string session, string stamp, TimeSpan? idle, bool isActive, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        await using CellDynamicsDb db = database.CreateDbContext();
        var found = await Of(db, account).Where(t => t.Name == session)
            .Join(db.Users, t => t.UserId, a => a.Id, (t, a) => new { t.Value, a.IsDisabled, a.SecurityStamp }).SingleOrDefaultAsync(cancellationToken);
        if (found is null || found.IsDisabled || found.SecurityStamp != stamp)
            return false;
        (DateTimeOffset ends, DateTimeOffset seen) = Read(found.Value);
        if (ends <= now || now - seen > idle)
            return false;
        if (isActive && now - seen >= BetweenNotes)
            await Of(db, account).Where(t => t.Name == session).ExecuteUpdateAsync(set => set.SetProperty(t => t.Value, Write(ends, now)), cancellationToken);
        return true;
    }

    public async Task EndAsync(Guid account, string session, CancellationToken cancellationToken)
    {
        await using CellDynamicsDb db = database.CreateDbContext();
        await Of(db, account).Where(t => t.Name == session).ExecuteDeleteAsync(cancellationToken);
    }

    /// <summary>Signs the person out everywhere.</summary>
    public async Task EndAllAsync(Guid account, CancellationToken cancellationToken)
    {
        await using CellDynamicsDb db = database.CreateDbContext();
        await Of(db, account).ExecuteDeleteAsync(cancellationToken);
    }

    private static IQueryable<IdentityUserToken<Guid>> Of(CellDynamicsDb db, Guid account) => db.UserTokens.Where(t => t.UserId == account && t.LoginProvider == Kind);

    private static string Write(DateTimeOffset ends, DateTimeOffset seen) => string.Create(CultureInfo.InvariantCulture, $"{ends:O} {seen:O}");

    private static (DateTimeOffset Ends, DateTimeOffset Seen) Read(string? value) =>
        value?.Split(' ') is [{ } ends, { } seen] ? (DateTimeOffset.Parse(ends, CultureInfo.InvariantCulture), DateTimeOffset.Parse(seen, CultureInfo.InvariantCulture)) : default;
}
