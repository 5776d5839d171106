using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Baselines.Networks;
using CellDynamics.Methods.Staged;

namespace CellDynamics.Cli.Benchmarks.Networks;

/// <summary>What ranks the edges of a network from cells that were each seen once.</summary>
/// <param name="Name">As it stands in the table.</param>
/// <param name="KnowsTime">Track A: it is given the true time of every cell in twenty bins.</param>
/// <param name="Score">Row = target, column = regulator.</param>
internal sealed record BeelineContender(string Name, bool KnowsTime, Func<BeelineSet, CancellationToken, DenseMatrix> Score)
{
    private static readonly Genie3 Forest = new();
    private static readonly GeneCorrelation Correlation = new();
    private static readonly PartialCorrelation Partial = new();

    public static IReadOnlyList<BeelineContender> All { get; } =
    [
        new(Correlation.Id, false, (set, _) => GeneCorrelation.Of(set.Cells)),
        new(Partial.Id, false, (set, _) => PartialCorrelation.Of(set.Cells)),
        new(Forest.Id, false, (set, cancellation) => Genie3.Of(set.Cells, set.Cells.Columns, [set.Seed], cancellation)),
        new(AtRest, false, AtRestOf),
        new($"{Correlation.Id}, time held", true, (set, _) => GeneCorrelation.Of(set.WithoutTime())),
        new($"{Partial.Id}, time held", true, (set, _) => PartialCorrelation.Of(set.WithoutTime())),
        new($"{Forest.Id}, time beside", true, (set, cancellation) => Genie3.Of(set.WithTime(), set.Cells.Columns, [set.Seed], cancellation)),
        new(Judged, true, (set, cancellation) => CellsSeenOnce.Score(set.Paths.Cells, set.Seed, cancellation)),
        .. NetworkContender.All.Where(contender => contender.Name is "ridge" or "forest" or "staged").Select(OnPaths),
    ];

    /// <summary>STAGED of cells of unknown time, taken as at rest.</summary>
    private const string AtRest = "staged at rest";

    /// <summary>The judged one: STAGED of what follows each cell from bin to bin.</summary>
    public const string Judged = "staged from bin to bin";

    /// <summary>A guess without dynamics, or of rates: what the judged one has to reach.</summary>
    public bool IsSimple => !Name.StartsWith("staged", StringComparison.Ordinal);

    private static DenseMatrix AtRestOf(BeelineSet set, CancellationToken cancellation) => CellsSeenOnce.Score(set.Cells, [.. Enumerable.Range(0, set.Cells.Columns).Select(gene => $"gene {gene}")], set.Seed, cancellation);

    /// <summary>A method for cells that are followed, on paths through the bins.</summary>
    private static BeelineContender OnPaths(NetworkContender contender) => new($"{contender.Name} on paths", true, (set, cancellation) => contender.Fit(set.Paths, cancellation).Edges!.Genes[0]);
}
