using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CellDynamics.Runs.Storage;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace CellDynamics.Runs.Accounts;

/// <summary>Who is signed in. Kept in the database, so that a session that was ended is over on every node, and a copied cookie opens nothing.</summary>
public sealed class Sessions(Database database, TimeProvider time)
{
    private const string Kind = "session";

    /// <summary>Between the id of a session and that of the provider's on which it hangs.</summary>
    private const string Hanging = ".";

    /// <summary>How seldom a sign of the person is written down; more often only where the time without one is short.</summary>
    private static readonly TimeSpan BetweenNotes = TimeSpan.FromMinutes(5);

    /// <summary>Begins a session and forgets those of this person that are over.</summary>
    /// <param name="length">It ends after this time, whatever happens.</param>
    /// <param name="address">Network address of the person.</param>
    /// <param name="browser">In words, for the person.</param>
    /// <param name="atProvider">The session on which it hangs, see <see cref="AtProvider"/>; null where the person came without a provider.</param>
    /// <returns>Its id, for the cookie.</returns>
    public async Task<string> StartAsync(Guid account, TimeSpan length, string address, string browser, string? atProvider, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        string id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)) + (atProvider is null ? "" : Hanging + atProvider);
        await using CellDynamicsDb db = database.CreateDbContext();
        // By condition: of two sign-ins at the same moment both find the same ones over.
        string[] over = [.. (await Of(db, account).AsNoTracking().ToListAsync(cancellationToken)).Where(old => Read(old.Value).Ends <= now).Select(old => old.Name)];
        if (over.Length > 0)
            await Of(db, account).Where(old => over.Contains(old.Name)).ExecuteDeleteAsync(cancellationToken);
        db.UserTokens.Add(new IdentityUserToken<Guid> { UserId = account, LoginProvider = Kind, Name = id, Value = new Note(now + length, now, now, address, browser).ToString() });
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
        Note note = Read(found.Value);
        if (!note.IsInForce(now, idle))
            return false;
        if (isActive && now - note.Seen >= (idle / 4 < BetweenNotes ? idle / 4 : BetweenNotes))
            await Of(db, account).Where(t => t.Name == session).ExecuteUpdateAsync(set => set.SetProperty(t => t.Value, (note with { Seen = now }).ToString()), cancellationToken);
        return true;
    }

    /// <summary>The sessions of this person that are in force, the one last seen first.</summary>
    public async Task<IReadOnlyList<SessionView>> ListAsync(Guid account, TimeSpan? idle, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        await using CellDynamicsDb db = database.CreateDbContext();
        List<IdentityUserToken<Guid>> rows = await Of(db, account).AsNoTracking().ToListAsync(cancellationToken);
        return [.. rows.Select(row => (row.Name, Note: Read(row.Value))).Where(row => row.Note.IsInForce(now, idle)).OrderByDescending(row => row.Note.Seen)
            .Select(row => new SessionView(row.Name, row.Note.Since, row.Note.Seen, row.Note.Address, row.Note.Browser))];
    }

    public async Task EndAsync(Guid account, string session, CancellationToken cancellationToken)
    {
        await using CellDynamicsDb db = database.CreateDbContext();
        await Of(db, account).Where(t => t.Name == session).ExecuteDeleteAsync(cancellationToken);
    }

    /// <summary>Signs the person out everywhere but here.</summary>
    public async Task EndOthersAsync(Guid account, string here, CancellationToken cancellationToken)
    {
        await using CellDynamicsDb db = database.CreateDbContext();
        await Of(db, account).Where(t => t.Name != here).ExecuteDeleteAsync(cancellationToken);
    }

    /// <summary>Signs the person out everywhere.</summary>
    public async Task EndAllAsync(Guid account, CancellationToken cancellationToken)
    {
        await using CellDynamicsDb db = database.CreateDbContext();
        await Of(db, account).ExecuteDeleteAsync(cancellationToken);
    }

    /// <summary>Name of a session at a provider, which the database keeps instead of the provider's own: nobody who reads it learns that.</summary>
    /// <param name="session">As the provider calls it (claim <c>sid</c>); null where it does not say.</param>
    public static string AtProvider(string issuer, string? session) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{issuer} {session}")));

    /// <returns>Whose sessions hang on this one of the provider; null: nobody's.</returns>
    public async Task<Guid?> OwnerAsync(string atProvider, CancellationToken cancellationToken)
    {
        await using CellDynamicsDb db = database.CreateDbContext();
        return await db.UserTokens.Where(t => t.LoginProvider == Kind && t.Name.EndsWith(Hanging + atProvider)).Select(t => (Guid?)t.UserId).FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>Ends those of the person's sessions that hang on one of the provider.</summary>
    /// <param name="atProvider">On which; null: on any.</param>
    /// <returns>How many.</returns>
    public async Task<int> EndOfProviderAsync(Guid account, string? atProvider, CancellationToken cancellationToken)
    {
        await using CellDynamicsDb db = database.CreateDbContext();
        return await (atProvider is null ? Of(db, account).Where(t => t.Name.Contains(Hanging)) : Of(db, account).Where(t => t.Name.EndsWith(Hanging + atProvider))).ExecuteDeleteAsync(cancellationToken);
    }

    private static IQueryable<IdentityUserToken<Guid>> Of(CellDynamicsDb db, Guid account) => db.UserTokens.Where(t => t.UserId == account && t.LoginProvider == Kind);

    // A row of an earlier version, or none that can be read, is a session that is over.
    private static Note Read(string? value) => value?.Split(' ', 5) is [{ } ends, { } seen, { } since, { } address, { } browser]
        ? new Note(Moment(ends), Moment(seen), Moment(since), address, browser) : new Note(default, default, default, "", "");

    private static DateTimeOffset Moment(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private sealed record Note(DateTimeOffset Ends, DateTimeOffset Seen, DateTimeOffset Since, string Address, string Browser)
    {
        public bool IsInForce(DateTimeOffset now, TimeSpan? idle) => Ends > now && !(now - Seen > idle);

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Ends:O} {Seen:O} {Since:O} {Address} {Browser}");
    }
}
