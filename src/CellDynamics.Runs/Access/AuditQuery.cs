using CellDynamics.Runs.Model;
using Microsoft.EntityFrameworkCore;

namespace CellDynamics.Runs.Access;

/// <summary>Which lines of the audit log are asked for; what is not set asks nothing.</summary>
public sealed record AuditQuery
{
    /// <summary>First moment, included.</summary>
    public DateTime? FromUtc { get; init; }

    /// <summary>Last moment, excluded.</summary>
    public DateTime? ToUtc { get; init; }

    /// <summary>Who did it, whatever the person is or was called.</summary>
    public Guid? Account { get; init; }

    /// <summary>Part of the name of who did it, in any case.</summary>
    public string Person { get; init; } = "";

    /// <summary>Part of a name, a detail or a network address, in any case.</summary>
    public string Text { get; init; } = "";

    public AuditAction? Action { get; init; }

    public Guid? Project { get; init; }

    internal IQueryable<AuditRecord> On(IQueryable<AuditRecord> lines)
    {
        if (FromUtc is { } first)
            lines = lines.Where(line => line.AtUtc >= first);
        if (ToUtc is { } last)
            lines = lines.Where(line => line.AtUtc < last);
        if (Action is { } one)
            lines = lines.Where(line => line.Action == one);
        if (Project is { } place)
            lines = lines.Where(line => line.ProjectId == place);
        if (Account is { } account)
            lines = lines.Where(line => line.AccountId == account);
        if (PatternOf(Person) is { } who)
        {
            string asWritten = Pattern(Person.Trim());
            lines = lines.Where(line => EF.Functions.Like(line.Account.ToLower(), who, @"\") || EF.Functions.Like(line.Account, asWritten, @"\"));
        }
        if (PatternOf(Text) is { } what)
        {
            string asWritten = Pattern(Text.Trim());
            lines = lines.Where(line => EF.Functions.Like(line.Account.ToLower(), what, @"\") || EF.Functions.Like(line.Detail.ToLower(), what, @"\")
                || EF.Functions.Like(line.Account, asWritten, @"\") || EF.Functions.Like(line.Detail, asWritten, @"\") || EF.Functions.Like(line.Address, what, @"\"));
        }
        return lines;
    }

    private static string? PatternOf(string part) => part.Trim().ToLowerInvariant() is { Length: > 0 } letters ? Pattern(letters) : null;

    // Also asked for as it was written: SQLite lowers ASCII only, and "özge" would find nobody called Özge, not even by her whole name.
    private static string Pattern(string letters) => $"%{letters.Replace(@"\", @"\\").Replace("%", @"\%").Replace("_", @"\_")}%";
}
