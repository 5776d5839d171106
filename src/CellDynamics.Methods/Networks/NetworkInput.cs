using CellDynamics.Data.Annotated;

namespace CellDynamics.Methods.Networks;

/// <summary>What a network is learned from.</summary>
/// <param name="Cells">Genes of the same cells through time.</param>
/// <param name="Pairs">Ligand–receptor pairs whose genes are among those of the cells.</param>
public sealed record NetworkInput(CellTrajectories Cells, IReadOnlyList<SignalPair> Pairs)
{
    /// <summary>Edges somebody believes in; learning spares them part of the penalty and may reject them. Empty: none.</summary>
    public IReadOnlyList<PriorEdge> Prior { get; init; } = [];

    /// <summary>Cells to learn from; the others are heard but their changes are not learned. Null: all.</summary>
    public int[]? LearnedCells { get; init; }

    /// <summary>Cell types of the last measured time, by whose means a rolled-out cell is named; empty where those are not known.</summary>
    public string[] FateNames { get; init; } = [];

    /// <summary>Mean level of each gene in those types, <c>[fates, genes]</c>.</summary>
    public DenseMatrix FateMeans { get; init; } = new(0, 0);
}

/// <param name="Regulator">Name of the gene that drives.</param>
/// <param name="Target">Name of the gene that is driven.</param>
public sealed record PriorEdge(string Regulator, string Target)
{
    /// <summary>Cell type it holds in; null: in all.</summary>
    public string? Type { get; init; }
}
