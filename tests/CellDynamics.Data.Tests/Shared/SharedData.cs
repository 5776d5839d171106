using System.Runtime.CompilerServices;

namespace CellDynamics.Data.Tests.Shared;

/// <summary>Real and constructed files that stand beside the repository; tests skip where they are absent.</summary>
public static class SharedData
{
    private static readonly string Root = Path.GetFullPath(Path.Combine(RepositoryRoot(), "..", "shared", "data"));

    public static string Require(string relative)
    {
        string? path = Candidates(relative).FirstOrDefault(File.Exists);
        if (path is null)
            Assert.Skip($"The shared file {relative} is not on this machine.");
        return path!;
    }

    /// <summary>Relative paths of all files with an <c>.expected.json</c> beside them; empty where the folder is absent.</summary>
    public static IEnumerable<string> WithExpectation()
    {
        string? root = Candidates("").FirstOrDefault(Directory.Exists);
        return root is null ? [] : Directory.EnumerateFiles(root, "*.h5ad", SearchOption.AllDirectories)
            .Where(f => File.Exists(Path.ChangeExtension(f, ".expected.json"))).Select(f => Path.GetRelativePath(root, f)).Order(StringComparer.Ordinal);
    }

    /// <summary>Relative paths of all files that say what a file beside them holds; empty where the folder is absent.</summary>
    public static IEnumerable<string> Expectations()
    {
        string? root = Candidates("").FirstOrDefault(Directory.Exists);
        return root is null ? [] : Directory.EnumerateFiles(root, "*expected.json", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(root, f)).Order(StringComparer.Ordinal);
    }

    /// <summary>The file (or the folder of a triplet) that an expectation is about.</summary>
    public static string FileOf(string expectation)
    {
        if (Path.GetFileName(expectation) == "expected.json")
            return Path.GetDirectoryName(expectation)!;
        string stem = expectation[..^".expected.json".Length];
        return new[] { stem, stem + ".h5ad", stem + ".h5mu" }.First(File.Exists);
    }

    public static string RepositoryRoot([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));

    private static IEnumerable<string> Candidates(string relative)
    {
        yield return Path.Combine(Root, relative);
        yield return Path.GetFullPath(Path.Combine(RepositoryRoot(), "..", "..", "shared", "data", relative));
    }
}
