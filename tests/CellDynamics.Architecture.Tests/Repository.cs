using System.Runtime.CompilerServices;
using System.Xml.Linq;

namespace CellDynamics.Architecture.Tests;

/// <summary>The sources as they stand on disk.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static IEnumerable<string> SourceFiles(string pattern) =>
        new[] { "src", "tests" }
            .SelectMany(part => Directory.EnumerateFiles(Path.Combine(Root, part), pattern, SearchOption.AllDirectories))
            .Where(file => !Relative(file).Split('/').Any(part => part is "obj" or "bin" or "artifacts"));

    public static IEnumerable<string> Projects() => SourceFiles("*.csproj");

    public static string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    public static string[] References(string project, string kind) =>
        [.. XDocument.Load(project).Descendants(kind).Select(reference => reference.Attribute("Include")!.Value)];

    private static string FindRoot([CallerFilePath] string thisFile = "")
    {
        string? directory = Path.GetDirectoryName(thisFile);
        while (directory is not null && !File.Exists(Path.Combine(directory, "CellDynamics.sln")))
            directory = Path.GetDirectoryName(directory);
        return directory ?? throw new DirectoryNotFoundException($"Expected CellDynamics.sln above {thisFile}, found none.");
    }
}
