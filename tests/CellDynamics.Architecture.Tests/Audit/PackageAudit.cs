using System.Text.Json;
using System.Text.RegularExpressions;

namespace CellDynamics.Architecture.Tests.Audit;

/// <summary>What a restore found out about the packages of the projects, read from the <c>project.assets.json</c> that it writes.</summary>
/// <param name="NotChecked">Why it could not find out; null: it could.</param>
/// <param name="Findings">Known vulnerabilities, the worst first, each once.</param>
public sealed partial record PackageAudit(string? NotChecked, IReadOnlyList<Finding> Findings)
{
    /// <summary>NU1900: the database did not answer. NU1905: there is none at any source.</summary>
    private static readonly string[] Unreachable = ["NU1900", "NU1905"];

    private static readonly Dictionary<string, Severity> Severities = new() { ["NU1901"] = Severity.Low, ["NU1902"] = Severity.Moderate, ["NU1903"] = Severity.High, ["NU1904"] = Severity.Critical };

    /// <param name="assets">Contents of <c>project.assets.json</c>.</param>
    public static PackageAudit Read(IEnumerable<string> assets)
    {
        List<Finding> findings = [];
        string? reason = null;
        foreach (string text in assets)
        {
            using JsonDocument document = JsonDocument.Parse(text);
            if (!document.RootElement.TryGetProperty("logs", out JsonElement logs))
                continue;
            foreach (JsonElement entry in logs.EnumerateArray())
            {
                string code = entry.GetProperty("code").GetString() ?? "", message = entry.GetProperty("message").GetString() ?? "";
                if (Unreachable.Contains(code))
                    reason ??= message;
                else if (Severities.TryGetValue(code, out Severity severity))
                    findings.Add(Finding.Of(severity, message, entry.TryGetProperty("libraryId", out JsonElement library) ? library.GetString() : null));
            }
        }
        return new PackageAudit(reason, [.. findings.Distinct().OrderByDescending(finding => finding.Severity).ThenBy(finding => finding.Package, StringComparer.Ordinal)]);
    }

    /// <summary>What must not be shipped.</summary>
    public IReadOnlyList<Finding> Serious => [.. Findings.Where(finding => finding.Severity >= Severity.High)];

    /// <summary>The address in a message of NuGet.</summary>
    [GeneratedRegex("https://[^ ,\"]+")]
    internal static partial Regex Address();
}

public enum Severity { Low, Moderate, High, Critical }

/// <param name="Advisory">Where the vulnerability is described.</param>
public sealed record Finding(Severity Severity, string Package, string Advisory)
{
    internal static Finding Of(Severity severity, string message, string? package) =>
        new(severity, package ?? message.Split('\'').ElementAtOrDefault(1) ?? "unknown", PackageAudit.Address().Match(message) is { Success: true } address ? address.Value.TrimEnd('.') : message);
}
