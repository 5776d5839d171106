using CellDynamics.Data.Annotated;
using Microsoft.Extensions.Configuration;

namespace CellDynamics.Runs;

/// <summary>Every setting of an instance, as <c>docs/operations.md</c> lists them, and what in a configuration looks like one and is none.</summary>
public static class SettingNames
{
    /// <summary>Keys with colons, as they stand in the code.</summary>
    public static readonly IReadOnlyList<string> All =
    [
        "DataRoot", "SampleData",
        "Accounts:Mode", "Accounts:Contact", "Accounts:Local", "Accounts:RequireSecondFactor", "Accounts:SessionHours", "Accounts:IdleMinutes", "Accounts:RecheckSeconds",
        "Accounts:Oidc:Authority", "Accounts:Oidc:ClientId", "Accounts:Oidc:ClientSecret", "Accounts:Oidc:ClientSecretFile", "Accounts:Oidc:Issuer", "Accounts:Oidc:Name", "Accounts:Oidc:GroupClaim",
        "Accounts:Oidc:AdministratorGroup", "Accounts:Oidc:Scopes", "Accounts:Oidc:AutoCreate", "Accounts:Oidc:RequiredAcr", "Accounts:Oidc:RequiredAmr",
        "Database:Provider", "Database:ConnectionString",
        "DataProtection:Certificate", "DataProtection:PasswordFile",
        "Execution:Command", "Execution:Kind", "Execution:SlurmOptions", "Execution:SlurmPollSeconds", "Execution:CheckSeconds", "Execution:CpuSeconds", "Execution:LimitBytes", "Execution:FileBytes",
        "Limits:RequestsPerMinute", "Limits:UploadsPerMinute", "Limits:SignInsPerMinute",
        "Logging:Format",
        "Metrics:TokenFile",
        "Queue:ConcurrentRuns", "Queue:ShortSeconds", "Queue:ShortRuns", "Queue:LeaseSeconds", "Queue:ExecutesHere",
        "Site:Address", "Site:Hosts", "Site:Proxies",
        "Uploads:MaximumBytes", "Uploads:KeepFreeBytes", "Uploads:ScanCommand", "Uploads:ScanMinutes",
        "Worker:Name", "Worker:Groups", "Worker:MemoryBytes", "Worker:DrainSeconds",
    ];

    // Not Logging, which .NET has settings of its own under.
    private static readonly string[] Sections = [.. All.Where(key => key.Contains(':', StringComparison.Ordinal)).Select(SectionOf).Where(section => section != "Logging").Distinct()];

    /// <summary>A setting with a slip of the pen does nothing, and whoever wrote it believes that it does.</summary>
    /// <returns>A sentence for each, with the name as the environment has it.</returns>
    public static IReadOnlyList<string> Strangers(IConfiguration configuration) =>
    [
        .. configuration.AsEnumerable().Where(setting => setting.Value is not null && IsStranger(setting.Key)).Select(setting => setting.Key).Order(StringComparer.OrdinalIgnoreCase)
            .Select(key => $"{Written(key)}: there is no such setting, so it does nothing.{(NearestName.Find(key, All) is { } meant ? $" Did you mean {Written(meant)}?" : " docs/operations.md lists all settings.")}"),
    ];

    private static bool IsStranger(string key)
    {
        if (All.Contains(key, StringComparer.OrdinalIgnoreCase) || key.StartsWith("Metrics:EnabledMetrics", StringComparison.OrdinalIgnoreCase)) // one of .NET
            return false;
        if (!key.Contains(':', StringComparison.Ordinal))
            return key.Length > 5 && All.Where(known => !known.Contains(':', StringComparison.Ordinal)).Any(known => NearestName.Find(key, [known]) is not null && key[0] == known[0]);
        string section = SectionOf(key);
        return Sections.Contains(section, StringComparer.OrdinalIgnoreCase) || (section.Length > 5 && NearestName.Find(section, Sections) is not null);
    }

    private static string SectionOf(string key) => key.Split(':')[0];

    private static string Written(string key) => key.Replace(":", "__", StringComparison.Ordinal);
}
