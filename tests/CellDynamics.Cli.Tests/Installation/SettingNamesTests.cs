using System.Text.RegularExpressions;
using CellDynamics.Cli.Tests.Shared;
using CellDynamics.Runs;
using Microsoft.Extensions.Configuration;

namespace CellDynamics.Cli.Tests.Installation;

/// <summary>A setting is known, documented and, with a slip of the pen, noticed.</summary>
public partial class SettingNamesTests
{
    [Fact]
    public void Every_key_in_the_code_is_a_known_setting_and_every_known_setting_stands_in_the_code_and_in_the_documents()
    {
        string code = string.Concat(Directory.EnumerateFiles(Repository.PathOf("src"), "*.cs", SearchOption.AllDirectories).Where(path => Path.GetFileName(path) != "SettingNames.cs").Select(File.ReadAllText));
        string[] used = [.. Keys().Matches(code).Select(match => match.Groups[1].Value).Where(key => key != "Accounts:Oidc").Distinct()];
        Assert.True(used.Length > 30, $"Expected the keys of all settings, found {used.Length}.");
        Assert.Empty(used.Except(SettingNames.All));
        string documents = File.ReadAllText(Repository.PathOf("docs", "operations.md"));
        Assert.All(SettingNames.All, key => Assert.Contains($"\"{(key.StartsWith("Accounts:Oidc:", StringComparison.Ordinal) ? key.Split(':')[^1] : key)}\"", code, StringComparison.Ordinal));
        Assert.All(SettingNames.All, key => Assert.Contains(key.Replace(":", "__", StringComparison.Ordinal), documents, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Acounts:RequireSecondFactor", "Acounts__RequireSecondFactor: there is no such setting, so it does nothing. Did you mean Accounts__RequireSecondFactor?")]
    [InlineData("Accounts:RequireSecondFacter", "Accounts__RequireSecondFacter: there is no such setting, so it does nothing. Did you mean Accounts__RequireSecondFactor?")]
    [InlineData("Accounts:Oidc:ClientID2", "Accounts__Oidc__ClientID2: there is no such setting, so it does nothing. Did you mean Accounts__Oidc__ClientId?")]
    [InlineData("Queue:Nonsense", "Queue__Nonsense: there is no such setting, so it does nothing. docs/operations.md lists all settings.")]
    [InlineData("DataRoots", "DataRoots: there is no such setting, so it does nothing. Did you mean DataRoot?")]
    public void A_slip_of_the_pen_is_told(string key, string expected) => Assert.Equal([expected], SettingNames.Strangers(Configuration(key)));

    [Theory]
    [InlineData("accounts:mode")]
    [InlineData("Logging:LogLevel:Default")]
    [InlineData("Kestrel:Endpoints:Https:Url")]
    [InlineData("Metrics:EnabledMetrics:Default")]
    [InlineData("PATH")]
    [InlineData("DATABASE_URL")]
    [InlineData("urls")]
    [InlineData("Serilog:MinimumLevel")]
    public void What_is_right_or_not_ours_is_not(string key) => Assert.Empty(SettingNames.Strangers(Configuration(key)));

    private static IConfigurationRoot Configuration(string key) => new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { [key] = "x" }).Build();

    [GeneratedRegex("\"((?:Accounts|Database|DataProtection|Execution|Limits|Metrics|Queue|Site|Uploads|Worker):[A-Z][A-Za-z]+)\"")]
    private static partial Regex Keys();
}
