using System.Globalization;
using CellDynamics.Runs.Access;
using CellDynamics.Runs.Model;
using Microsoft.AspNetCore.WebUtilities;

namespace CellDynamics.Web.Features.Audit;

/// <summary>What somebody looks for in the audit log, as a form and as a part of an address.</summary>
public sealed record AuditFilter
{
    /// <summary>Who did it, where a link asks for one person; <see cref="Person"/> only tells then who that is.</summary>
    public Guid? Account { get; set; }

    /// <summary>Part of the name of who did it.</summary>
    public string? Person { get; set; }

    /// <summary>Part of a name, a detail or a network address.</summary>
    public string? Text { get; set; }

    public AuditAction? Action { get; set; }

    public Guid? Project { get; set; }

    /// <summary>First day (UTC).</summary>
    public DateOnly? From { get; set; }

    /// <summary>Last day (UTC), included.</summary>
    public DateOnly? To { get; set; }

    internal AuditQuery Query => new()
    {
        Account = Account, Person = Account is null ? Person ?? "" : "", Text = Text ?? "", Action = Action, Project = Project, FromUtc = StartOf(From), ToUtc = StartOf(To is { } last && last < DateOnly.MaxValue ? last.AddDays(1) : null),
    };

    /// <summary>Where all that is found is downloaded.</summary>
    internal string DownloadAddress => QueryHelpers.AddQueryString("api/admin/audit.csv", new Dictionary<string, string?>
    {
        ["account"] = Account?.ToString(), ["person"] = OrNull(Person), ["text"] = OrNull(Text), ["action"] = Action?.ToString(), ["project"] = Project?.ToString(), ["from"] = Written(From), ["to"] = Written(To),
    }.Where(part => part.Value is not null));

    /// <summary>An action in words: <c>Sign in failed</c>.</summary>
    internal static string Words(AuditAction action) => string.Concat(action.ToString().Select((letter, index) => index > 0 && char.IsUpper(letter) ? $" {char.ToLowerInvariant(letter)}" : $"{letter}"));

    /// <summary>What it was done to, as the pages call it.</summary>
    internal static string KindOf(AuditRecord line) => line.Kind == "run" ? "analysis" : line.Kind;

    private static DateTime? StartOf(DateOnly? day) => day?.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);

    private static string? OrNull(string? text) => text?.Trim() is { Length: > 0 } written ? written : null;

    private static string? Written(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
