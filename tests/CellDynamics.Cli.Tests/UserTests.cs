using System.Text.RegularExpressions;
using CellDynamics.Cli.Tests.Shared;

namespace CellDynamics.Cli.Tests;

/// <summary>The first administrator and the way back in, on a database that no server has made yet.</summary>
public sealed partial class UserTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task The_first_administrator_is_added_listed_reset_disabled_and_enabled()
    {
        Said added = (await RunAsync("add", "ada", "--email", "ada@example.org", "--display-name", "Ada Lovelace", "--administrator", "--address", "https://cells.example.org/")).Succeeded();
        Assert.Matches(Link(), added.Output);
        Assert.Contains("ada\tada@example.org\tadministrator\tnever signed in", (await RunAsync("list")).Succeeded().Output, StringComparison.Ordinal);
        Said reset = (await RunAsync("reset", "ADA@example.org")).Succeeded();
        Assert.Contains("http://127.0.0.1:5080/account/invitation?account=", reset.Output, StringComparison.Ordinal);
        Assert.NotEqual(Secret(added), Secret(reset));
        (await RunAsync("disable", "Ada")).Succeeded();
        Assert.Contains("\tdisabled\t", (await RunAsync("list")).Output, StringComparison.Ordinal);
        (await RunAsync("enable", "ada")).Succeeded();
        Assert.Contains("\tadministrator\t", (await RunAsync("list")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Administrators_are_made_and_unmade_but_for_the_last_one()
    {
        (await RunAsync("add", "ada", "--email", "ada@example.org", "--administrator")).Succeeded();
        (await RunAsync("add", "ben", "--email", "ben@example.org")).Succeeded();
        (await RunAsync("demote", "ada")).Refused(1, "Make another person an administrator first.");
        Assert.Contains("ben is an administrator.", (await RunAsync("promote", "ben")).Succeeded().Output, StringComparison.Ordinal);
        Assert.Contains("ada is no administrator.", (await RunAsync("demote", "ada")).Succeeded().Output, StringComparison.Ordinal);
        string list = (await RunAsync("list")).Output;
        Assert.Contains("ada\tada@example.org\tuser\t", list, StringComparison.Ordinal);
        Assert.Contains("ben\tben@example.org\tadministrator\t", list, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_only_administrators_have_passwords_others_get_no_link()
    {
        var settings = new Dictionary<string, string> { ["Accounts__Local"] = "administrators" };
        Said ben = (await CommandLineProcess.RunAsync(settings, ["user", "add", "ben", "--email", "ben@example.org", "--data-root", scratch.Path])).Succeeded();
        Assert.Equal("ben (ben@example.org) signs in with the identity provider at http://127.0.0.1:5080: passwords of this site are for administrators (Accounts__Local).", ben.Output.Trim());
        Said ada = (await CommandLineProcess.RunAsync(settings, ["user", "add", "ada", "--email", "ada@example.org", "--administrator", "--data-root", scratch.Path])).Succeeded();
        Assert.Contains("/account/invitation?", ada.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_done_is_said_in_a_sentence()
    {
        (await RunAsync("add", "ada", "--email", "ada@example.org")).Succeeded();
        (await RunAsync("add", "ADA", "--email", "other@example.org")).Refused(1, "There is already an account named ADA.");
        (await RunAsync("add", "ada lovelace", "--email", "ada@example.org")).Refused(1, "expected letters, digits and -._@+, found \"ada lovelace\".");
        (await RunAsync("add", "bob", "--email", "bob")).Refused(1, "E-mail address: expected one such as jane@example.org, found \"bob\".");
        (await RunAsync("reset", "eve")).Refused(1, "There is no account named eve.");
    }

    [Fact]
    public async Task Labs_are_added_with_an_owner_and_get_quotas_that_can_be_taken_away_again()
    {
        (await RunAsync("add", "ada", "--email", "ada@example.org")).Succeeded();
        (await ProjectAsync("add", "Stem cells", "--owner", "eve")).Refused(1, "There is no account \"eve\".");
        (await ProjectAsync("add", "Stem cells", "--owner", "ada@example.org")).Succeeded();
        (await ProjectAsync("add", "Stem cells", "--owner", "ada")).Refused(1, "There is already a project named Stem cells.");
        Assert.Contains("Stem cells: 500 GB, 2 at once, any time.", (await ProjectAsync("quota", "Stem cells", "--storage", "500", "--running", "2")).Succeeded().Output, StringComparison.Ordinal);
        Assert.Contains("Stem cells: any storage, 2 at once, 40 h a month.", (await ProjectAsync("quota", "Stem cells", "--storage", "none", "--hours", "40")).Succeeded().Output, StringComparison.Ordinal);
        (await ProjectAsync("quota", "Stem cells", "--hours", "-1")).Refused(1, "--hours: expected a number of 0 or more, or none, found \"-1\".");
        (await ProjectAsync("quota", "Nobody", "--hours", "1")).Refused(1, "There is no project named Nobody.");
        Assert.Matches("Stem cells\tada\t0 bytes stored, no quota\t0 running of 2\t0 h of 40 h until \\d{4}-\\d\\d-01", (await ProjectAsync("list")).Succeeded().Output);
        (await ProjectAsync("quota", "Stem cells", "--storage", "500")).Succeeded();
        Assert.Contains("\t0 bytes stored of 500 GB\t", (await ProjectAsync("list")).Succeeded().Output, StringComparison.Ordinal);
    }

    private Task<Said> RunAsync(params string[] words) => CommandLineProcess.RunAsync(["user", .. words, "--data-root", scratch.Path]);

    private Task<Said> ProjectAsync(params string[] words) => CommandLineProcess.RunAsync(["project", .. words, "--data-root", scratch.Path]);

    private static string Secret(Said said) => SecretPart().Match(said.Output).Groups[1].Value;

    [GeneratedRegex("""^ada \(Ada Lovelace\) sets a password here, once, until \d{4}-\d\d-\d\d:\s+https://cells\.example\.org/account/invitation\?account=[0-9a-f-]{36}&secret=[0-9a-f]{48}\s+$""")]
    private static partial Regex Link();

    [GeneratedRegex("secret=([0-9a-f]+)")]
    private static partial Regex SecretPart();
}
