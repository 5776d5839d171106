using System.Text.RegularExpressions;

namespace CellDynamics.Architecture.Tests.Audit;

/// <summary>docs/security.md answers every requirement of OWASP ASVS 5.0.0 up to level 2, once, and names only tests that exist.</summary>
public partial class SecurityDocumentTests
{
    private const string Met = "met", NotMet = "not met", NotApplicable = "n/a", Operator = "operator";

    /// <summary>How many requirements of levels 1 and 2 each section has; they come before those of level 3.</summary>
    private static readonly Dictionary<string, int> Sections = new()
    {
        ["1.1"] = 2, ["1.2"] = 9, ["1.3"] = 11, ["1.4"] = 3, ["1.5"] = 2, ["2.1"] = 3, ["2.2"] = 3, ["2.3"] = 4, ["2.4"] = 1, ["3.2"] = 2, ["3.3"] = 4, ["3.4"] = 6, ["3.5"] = 5, ["3.7"] = 2,
        ["4.1"] = 3, ["4.2"] = 1, ["4.3"] = 2, ["4.4"] = 4, ["5.1"] = 1, ["5.2"] = 3, ["5.3"] = 2, ["5.4"] = 3, ["6.1"] = 3, ["6.2"] = 12, ["6.3"] = 4, ["6.4"] = 4, ["6.5"] = 5, ["6.6"] = 3, ["6.8"] = 4,
        ["7.1"] = 3, ["7.2"] = 4, ["7.3"] = 2, ["7.4"] = 5, ["7.5"] = 2, ["7.6"] = 2, ["8.1"] = 2, ["8.2"] = 3, ["8.3"] = 1, ["8.4"] = 1, ["9.1"] = 3, ["9.2"] = 4,
        ["10.1"] = 2, ["10.2"] = 2, ["10.3"] = 4, ["10.4"] = 11, ["10.5"] = 5, ["10.6"] = 2, ["10.7"] = 3, ["11.1"] = 2, ["11.2"] = 3, ["11.3"] = 3, ["11.4"] = 4, ["11.5"] = 1, ["11.6"] = 1,
        ["12.1"] = 3, ["12.2"] = 2, ["12.3"] = 4, ["13.1"] = 1, ["13.2"] = 5, ["13.3"] = 2, ["13.4"] = 5, ["14.1"] = 2, ["14.2"] = 4, ["14.3"] = 3, ["15.1"] = 3, ["15.2"] = 3, ["15.3"] = 7,
        ["16.1"] = 1, ["16.2"] = 5, ["16.3"] = 4, ["16.4"] = 3, ["16.5"] = 3, ["17.1"] = 1, ["17.2"] = 4, ["17.3"] = 2,
    };

    private static readonly string Document = File.ReadAllText(Path.Combine(Repository.Root, "docs", "security.md"));

    private static readonly Requirement[] Rows = [.. Document.Split('\n').Select(line => Row().Match(line)).Where(match => match.Success)
        .Select(match => new Requirement(match.Groups[1].Value, match.Groups[2].Value.Trim(), match.Groups[3].Value.Trim(), match.Groups[4].Value.Trim()))];

    [Fact]
    public void Every_requirement_of_level_1_and_2_is_answered_once()
    {
        Assert.Equal(253, Sections.Values.Sum());
        string[] expected = [.. Sections.SelectMany(section => Enumerable.Range(1, section.Value).Select(number => $"{section.Key}.{number}"))];
        Assert.Equal(expected, Rows.Select(row => row.Number));
    }

    [Fact]
    public void Every_answer_is_one_of_four_and_says_why()
    {
        Assert.All(Rows, row => Assert.True(row.State is Met or NotMet or NotApplicable or Operator, $"{row.Number}: {row.State}"));
        Assert.All(Rows, row => Assert.True(row.Asked.Length > 5 && row.Why.Length > 5, row.Number));
    }

    [Fact]
    public void Every_test_that_is_named_exists()
    {
        HashSet<string> classes = [.. Repository.SourceFiles("*.cs").Where(file => Repository.Relative(file).StartsWith("tests/", StringComparison.Ordinal))
            .SelectMany(file => TestClass().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value))];
        string[] named = [.. NamedTest().Matches(Document).Select(match => match.Groups[1].Value).Distinct()];
        Assert.True(named.Length > 20, $"{named.Length} tests are named.");
        Assert.Empty(named.Except(classes));
    }

    [Fact]
    public void The_count_at_its_head_is_the_count_of_its_rows()
    {
        string counts = string.Join(", ", new[] { Met, Operator, NotApplicable, NotMet }.Select(state => $"{Rows.Count(row => row.State == state)} {state}"));
        Assert.Contains(counts, Document, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^\| (\d+\.\d+\.\d+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|")]
    private static partial Regex Row();

    [GeneratedRegex(@"class (\w+Tests)\b")]
    private static partial Regex TestClass();

    [GeneratedRegex(@"`(\w+Tests)`")]
    private static partial Regex NamedTest();

    private sealed record Requirement(string Number, string Asked, string State, string Why);
}
