namespace CellDynamics.Methods.Networks;

/// <summary>A simpler way to guess how genes go on, or which drives which. A method that does not beat these has shown nothing.</summary>
public interface INetworkBaseline
{
    /// <summary>As it stands in tables, kebab-case.</summary>
    string Id { get; }

    /// <summary>As a biologist would say it, in lower case.</summary>
    string Name { get; }

    INetworkGuess Fit(NetworkTraining training, CancellationToken cancellation);
}

/// <summary>What may be learned from.</summary>
/// <param name="Cells">Genes of the same cells through time.</param>
/// <param name="Around">Who hears whom among them.</param>
/// <param name="Pairs">Ligand–receptor pairs that may signal.</param>
/// <param name="Seed">Same seed, same answer.</param>
public sealed record NetworkTraining(CellTrajectories Cells, Neighbourhood Around, IReadOnlyList<SignalPair> Pairs, int Seed)
{
    /// <summary>Cells to learn from, <c>[any number]</c>; the others are heard by their neighbours but their changes are not learned. Null: all.</summary>
    public int[]? LearnedCells { get; init; }
}

/// <summary>What was learned.</summary>
public interface INetworkGuess
{
    /// <summary>Null: it says nothing of how genes go on.</summary>
    IGeneDynamics? Dynamics { get; }

    /// <summary>Null: it says nothing of which gene drives which.</summary>
    EdgeScores? Edges { get; }
}
