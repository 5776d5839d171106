using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CellDynamics.Runs.Telemetry;

/// <summary>How the log is written, and what never gets into it however much detail is asked for.</summary>
public static class LogFormat
{
    /// <summary>Parts of the web framework, which with more detail than warnings name whole addresses: those of links, invitations and resets are secrets.</summary>
    private const string NamesAddresses = "Microsoft.AspNetCore";

    /// <summary>Puts the address of the request around every line that is written in it.</summary>
    private const string AddressAroundAll = "Microsoft.AspNetCore.Hosting.Diagnostics";

    /// <summary>Whose warnings tell an operator nothing; their errors stay.</summary>
    private static readonly string[] Harmless =
    [
        // A node that was lost is cleared from the scheduler's tables; whether its analyses go on is for their leases to say, and is said on their pages.
        "Quartz.Impl.AdoJobStore",
        // A page with a form is never kept by browsers, whatever was said before it was written: meant so, and told for every such page. A form of a lost key ring is an error, and told.
        "Microsoft.AspNetCore.Antiforgery",
    ];

    /// <summary>Key <c>Logging:Format</c>: <c>text</c> (default, for people) or <c>json</c> (one object a line, with what it is about, times in UTC).</summary>
    /// <exception cref="InvalidOperationException">It is neither.</exception>
    public static void AddLogFormat(this ILoggingBuilder logging, IConfiguration configuration)
    {
        foreach (string category in Harmless)
            logging.AddFilter(category, LogLevel.Error);
        switch (configuration["Logging:Format"])
        {
            case null or "" or "text":
                break;
            case "json":
                logging.AddJsonConsole(json => (json.IncludeScopes, json.UseUtcTimestamp, json.TimestampFormat) = (true, true, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'"));
                break;
            case { } other:
                throw new InvalidOperationException($"Logging:Format: expected text or json, found \"{other}\".");
        }
        logging.Services.PostConfigure<LoggerFilterOptions>(Guard);
    }

    // Every rule gets the condition: which of them decides hangs on how it was written, and the answer must not.
    private static void Guard(LoggerFilterOptions filter)
    {
        LoggerFilterRule[] rules = [new(null, null, filter.MinLevel, null), .. filter.Rules];
        filter.Rules.Clear();
        foreach (LoggerFilterRule rule in rules)
        {
            filter.Rules.Add(new LoggerFilterRule(rule.ProviderName, rule.CategoryName, rule.LogLevel, (provider, category, level) =>
                IsHarmless(category, level) && rule.Filter?.Invoke(provider, category, level) != false));
        }
    }

    private static bool IsHarmless(string? category, LogLevel level) => category is null || !category.StartsWith(NamesAddresses, StringComparison.Ordinal)
        || (level >= LogLevel.Warning && !category.Equals(AddressAroundAll, StringComparison.Ordinal));
}
