using System.Text.RegularExpressions;

namespace CellDynamics.Architecture.Tests;

public partial class HouseLimitTests
{
    [Theory]
    [InlineData("*.cs", 300)]
    [InlineData("*.razor", 150)]
    public void A_file_is_one_idea(string pattern, int limit)
    {
        string[] tooLong = [.. Repository.SourceFiles(pattern)
            .Where(file => !Repository.Relative(file).Contains("/Migrations/", StringComparison.Ordinal))
            .Select(file => (Path: Repository.Relative(file), Lines: File.ReadLines(file).Count()))
            .Where(file => file.Lines > limit)
            .Select(file => $"{file.Path}: {file.Lines} lines")];
        Assert.True(tooLong.Length == 0, $"Expected at most {limit} lines, found {string.Join(", ", tooLong)}. Split where a second idea begins.");
    }

    [Fact]
    public void A_folder_holds_at_most_fifteen_files_and_lies_at_most_two_folders_below_its_project()
    {
        foreach (IGrouping<string, string> folder in Repository.SourceFiles("*.*").GroupBy(file => Repository.Relative(Path.GetDirectoryName(file)!)))
        {
            string[] parts = folder.Key.Split('/');
            if (parts.Contains("Migrations") || parts.Contains("Golden"))
                continue;
            string[] code = [.. folder.Where(file => Path.GetExtension(file) is ".cs" or ".razor")];
            Assert.True(code.Length <= 15, $"{folder.Key} holds {code.Length} files; expected at most 15.");
            Assert.True(code.Length == 0 || parts.Length <= 4, $"{folder.Key} lies {parts.Length - 2} folders below its project; expected at most 2.");
        }
    }

    [Fact]
    public void No_type_hides_behind_a_name_that_says_nothing()
    {
        string[] vague = [.. Repository.SourceFiles("*.cs").Concat(Repository.SourceFiles("*.razor"))
            .Where(file => VagueName().IsMatch(Path.GetFileNameWithoutExtension(file)))
            .Select(Repository.Relative)];
        Assert.True(vague.Length == 0, $"Utils, Helper, Manager, Common and Processor say nothing: {string.Join(", ", vague)}.");
    }

    [Fact]
    public void A_namespace_is_the_folder()
    {
        foreach (string file in Repository.SourceFiles("*.cs"))
        {
            string? declared = File.ReadLines(file).FirstOrDefault(line => line.StartsWith("namespace ", StringComparison.Ordinal))?["namespace ".Length..].TrimEnd(';').Trim();
            string path = Repository.Relative(file);
            if (declared is null || path.Contains("/Migrations/", StringComparison.Ordinal))
                continue;
            string expected = string.Join('.', Path.GetDirectoryName(path)!.Replace('\\', '/').Split('/').Skip(1));
            Assert.True(declared == expected, $"{path}: expected namespace {expected}, found {declared}.");
        }
    }

    [GeneratedRegex("(Utils?|Helpers?|Manager|Common|Processor)$")]
    private static partial Regex VagueName();
}
