using CellDynamics.Cli.Benchmarks.Circuits;
using CellDynamics.Runs.Model;

namespace CellDynamics.Cli.Benchmarks.Load;

/// <summary>A page that people go to.</summary>
/// <param name="Path">Below the root of the site.</param>
/// <param name="Heading">What its first heading says.</param>
/// <param name="Run">Whose explorer it is; null for other pages.</param>
internal sealed record SitePlace(string Path, string Heading, Guid? Run = null)
{
    // Not every skeleton: the card of a file that is being checked shows one for as long as that takes.
    private const string Bone = "tj-bone";

    public static readonly IReadOnlyList<SitePlace> Lists =
        [new("", "Datasets"), new("analyses", "Analyses"), new("trajectories", "Trajectories"), new("treatments", "Treatments"), new("networks", "Networks")];

    public bool IsExplorer => Run is not null;

    public static SitePlace Of(DatasetRecord dataset) => new($"datasets/{dataset.Id}", dataset.Name);

    public static SitePlace ExplorerOf(RunRecord run) => new($"trajectories/{run.Id}", run.Name, run.Id);

    /// <summary>It is shown, and nothing on it is still being read.</summary>
    public bool IsShown(PageTree page) => page.Heading.Contains(Heading, StringComparison.Ordinal) && !page.Nodes.Any(IsBone);

    private static bool IsBone(PageNode node) => node.Kind switch
    {
        FrameKind.Element => node["aria-busy"] == "true" || node.HasClass(Bone),
        FrameKind.Markup => node.Content.Contains(Bone, StringComparison.Ordinal),
        _ => false,
    };
}
