namespace CellDynamics.Architecture.Tests;

public class DependencyTests
{
    // The picture of docs/architecture: each project may use what stands to its left, and nothing looks right.
    private static readonly Dictionary<string, string[]> AllowedProjects = new()
    {
        ["CellDynamics.Data"] = [],
        ["CellDynamics.Methods"] = ["CellDynamics.Data"],
        ["CellDynamics.Runs"] = ["CellDynamics.Data", "CellDynamics.Methods"],
        ["CellDynamics.Web"] = ["CellDynamics.Data", "CellDynamics.Methods", "CellDynamics.Runs"],
        ["CellDynamics.Cli"] = ["CellDynamics.Data", "CellDynamics.Methods", "CellDynamics.Runs"],
    };

    private static readonly Dictionary<string, string[]> OwnersOfPackages = new()
    {
        ["PureHDF"] = ["CellDynamics.Data"],
        ["TorchSharp"] = ["CellDynamics.Methods"],
        ["Quartz"] = ["CellDynamics.Runs"],
        ["Microsoft.EntityFrameworkCore"] = ["CellDynamics.Runs"],
        ["GraphShape"] = ["CellDynamics.Web"],
        ["MudBlazor"] = ["CellDynamics.Web"],
        ["Plotly.Blazor"] = ["CellDynamics.Web"],
        ["System.CommandLine"] = ["CellDynamics.Cli"],
    };

    [Fact]
    public void There_are_five_projects_and_they_reference_only_what_stands_to_their_left()
    {
        string[] sources = [.. Repository.Projects().Where(project => Repository.Relative(project).StartsWith("src/", StringComparison.Ordinal))];
        Assert.Equal(AllowedProjects.Keys.Order(), sources.Select(Path.GetFileNameWithoutExtension).Order());
        foreach (string project in sources)
        {
            string name = Path.GetFileNameWithoutExtension(project);
            IEnumerable<string> referenced = Repository.References(project, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')));
            Assert.All(referenced, other => Assert.True(AllowedProjects[name].Contains(other), $"{name} references {other}, which stands to its right."));
        }
    }

    [Fact]
    public void A_heavy_package_is_referenced_by_its_one_project()
    {
        foreach (string project in Repository.Projects().Where(p => Repository.Relative(p).StartsWith("src/", StringComparison.Ordinal)))
        {
            string name = Path.GetFileNameWithoutExtension(project);
            foreach (string package in Repository.References(project, "PackageReference"))
            {
                string? owned = OwnersOfPackages.Keys.FirstOrDefault(key => package == key || package.StartsWith(key + ".", StringComparison.Ordinal));
                Assert.True(owned is null || OwnersOfPackages[owned].Contains(name), $"{name} references {package}, which belongs to {string.Join(", ", owned is null ? [] : OwnersOfPackages[owned])}.");
            }
        }
    }

    [Fact]
    public void Pages_and_endpoints_get_the_folder_of_a_run_only_from_who_asks_whether_they_may()
    {
        string[] around = [.. Repository.SourceFiles("*.cs").Concat(Repository.SourceFiles("*.razor")).Where(file => Repository.Relative(file).StartsWith("src/CellDynamics.Web/", StringComparison.Ordinal))
            .Where(file => File.ReadAllText(file) is var text && (text.Contains(".FolderOf(", StringComparison.Ordinal) || text.Contains(".FolderOfDataset(", StringComparison.Ordinal) || text.Contains("CreateDbContext", StringComparison.Ordinal)))
            .Select(Repository.Relative)];
        Assert.Equal(["src/CellDynamics.Web/Hosting/ReadyCheck.cs"], around);
    }

    [Theory]
    [InlineData("PureHDF", "CellDynamics.Data")]
    [InlineData("TorchSharp", "CellDynamics.Methods")]
    [InlineData("Quartz", "CellDynamics.Runs")]
    public void A_heavy_library_is_used_only_behind_its_project(string library, string owner)
    {
        foreach (string file in Repository.SourceFiles("*.cs").Concat(Repository.SourceFiles("*.razor")))
        {
            string path = Repository.Relative(file);
            if (!path.StartsWith("src/", StringComparison.Ordinal) || path.StartsWith($"src/{owner}/", StringComparison.Ordinal))
                continue;
            foreach (string line in File.ReadLines(file))
                Assert.False(
                    line.StartsWith($"using {library}", StringComparison.Ordinal) || line.StartsWith($"using static {library}", StringComparison.Ordinal)
                    || line.StartsWith($"@using {library}", StringComparison.Ordinal),
                    $"{path} uses {library}, which belongs to {owner}.");
        }
    }
}
