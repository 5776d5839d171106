using CellDynamics.Methods.Integration;
using CellDynamics.Methods.Networks;
using CellDynamics.Methods.Simulators;

namespace CellDynamics.Cli.Benchmarks.Networks;

/// <summary>A prior network that it would be wrong to believe: of the true edges three tenths are missing, and as many false ones are in their place.</summary>
internal sealed class WrongPrior
{
    private const double Share = 0.3;
    private const int Stream = 91;

    private readonly (int Type, int Source, int Target)[] missing, invented;
    private readonly int truth;

    public WrongPrior(SpatialHillSystem system, int seed)
    {
        (int Type, int Source, int Target)[] all =
        [
            .. from type in Enumerable.Range(0, SpatialHillSystem.Types) from source in Enumerable.Range(0, SpatialHillSystem.Genes) from target in Enumerable.Range(0, SpatialHillSystem.Genes) where source != target select (type, source, target),
        ];
        ILookup<bool, (int Type, int Source, int Target)> isTrue = all.ToLookup(edge => system.Network(edge.Type)[edge.Target, edge.Source] != 0);
        (int, int, int)[] known = [.. isTrue[true]], others = [.. isTrue[false]];
        int wrong = (int)Math.Round(Share * known.Length);
        var random = new RandomStream(seed, Stream);
        (missing, invented, truth) = ([.. random.Choose(wrong, known.Length).Select(i => known[i])], [.. random.Choose(wrong, others.Length).Select(i => others[i])], known.Length);
        Edges = [.. known.Except(missing).Concat(invented).Select(edge => Named(edge))];
    }

    public IReadOnlyList<PriorEdge> Edges { get; }

    /// <summary>Share of the invented edges that do not rank among as many strongest as there are true ones.</summary>
    public double Rejected(EdgeScores found) => 1 - ShareAmongStrongest(found, invented);

    /// <summary>Share of the missing edges that do.</summary>
    public double Recovered(EdgeScores found) => ShareAmongStrongest(found, missing);

    private double ShareAmongStrongest(EdgeScores found, (int Type, int Source, int Target)[] edges)
    {
        double least = found.Genes.SelectMany(type => type.Values.Where((_, i) => i / type.Columns != i % type.Columns)).Select(Math.Abs).OrderDescending().ElementAt(truth - 1);
        return edges.Count(edge => Math.Abs(found.Genes[edge.Type][edge.Target, edge.Source]) >= least) / (double)edges.Length;
    }

    private static PriorEdge Named((int Type, int Source, int Target) edge) =>
        new(SpatialHillSystem.GeneNames[edge.Source], SpatialHillSystem.GeneNames[edge.Target]) { Type = SpatialHillSystem.TypeNames[edge.Type] };
}
