namespace CellDynamics.Methods.Networks;

/// <summary>The network that a STAGED run found, as it is stored and shown. Numbers are means over an ensemble of fits that differ by their seed.</summary>
/// <remarks>Strength of an edge: mean over cells of the change that one more standard deviation of the regulator makes to the target's rate, in standard deviations of the target per time unit; signed.</remarks>
public sealed record NetworkFindings
{
    /// <summary><c>[genes]</c>, symbols where the file has them.</summary>
    public required string[] Genes { get; init; }

    /// <summary>Why each gene is in, in a few words: "varies much; ligand", <c>[genes]</c>.</summary>
    public required string[] Reasons { get; init; }

    /// <summary><c>[types]</c>; a single one where the data names none.</summary>
    public required string[] TypeNames { get; init; }

    /// <summary>Cells of each type, <c>[types]</c>.</summary>
    public required int[] TypeSizes { get; init; }

    /// <summary>Fewer cells than so many say little of a network of their own.</summary>
    public const int FewCells = 20;

    /// <summary>Whether a type has so few cells that its links are hardly more than guesses.</summary>
    public bool IsFew(int type) => TypeSizes[type] < FewCells;

    /// <summary>What a reader should know of types with few cells; null where there are none.</summary>
    public string? FewNote => Enumerable.Range(0, TypeNames.Length).Where(IsFew).Select(type => $"{TypeNames[type]} ({TypeSizes[type]})").ToArray() is { Length: > 0 } few
        ? $"Fewer than {FewCells} cells of {string.Join(", ", few)}: too few to learn links of their own from. Do not read anything into them." : null;

    /// <summary>Times at which levels, edges and signals are given, <c>[times]</c>, in the data's unit.</summary>
    public required double[] Times { get; init; }

    public required IReadOnlyList<SignalPair> Pairs { get; init; }

    /// <summary>Members of the ensemble.</summary>
    public required int Members { get; init; }

    /// <summary>True: positions say who hears whom; false: well mixed.</summary>
    public required bool IsSpatial { get; init; }

    /// <summary>Mean level of each gene, row-major <c>[types, times, genes]</c>, in the unit of the input.</summary>
    public required float[] Levels { get; init; }

    /// <summary>How far each gene acts as a regulator, between 0 and 1, row-major <c>[types, times, genes]</c>.</summary>
    public required float[] Activity { get; init; }

    /// <summary>The strongest edges within cells, strongest first.</summary>
    public required IReadOnlyList<NetworkEdge> Edges { get; init; }

    /// <summary>What signals do to genes, strongest first.</summary>
    public required IReadOnlyList<SignalEffect> Effects { get; init; }

    /// <summary>Which type sends to which.</summary>
    public required IReadOnlyList<SignalFlow> Flows { get; init; }

    /// <summary>How well the agents and simple guesses say what comes next, on cells that none of them learned from.</summary>
    public required IReadOnlyList<DynamicsScore> Scores { get; init; }

    /// <summary>Whether to trust it, in words.</summary>
    public required Validation.Verdict Verdict { get; init; }

    /// <summary>How the paths of cells came to be, in a sentence: measured, or inferred.</summary>
    public required string Origin { get; init; }

    /// <summary>What a reader should know: genes left out by the limit, pairs whose genes are missing, …</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <param name="Type">Index of the cell type.</param>
/// <param name="Regulator">Index of the gene that drives.</param>
/// <param name="Target">Index of the gene that is driven.</param>
/// <param name="Strength">Mean over time; positive activates.</param>
/// <param name="Low">Smallest over the members of the ensemble.</param>
/// <param name="High">Largest.</param>
/// <param name="Agreement">Share of members that give it this sign and at least half this strength; below 1 it is drawn dashed.</param>
/// <param name="OverTime"><c>[times]</c>.</param>
public sealed record NetworkEdge(int Type, int Regulator, int Target, float Strength, float Low, float High, float Agreement, float[] OverTime);

/// <summary>What a signal does to a gene of the cell that receives it.</summary>
/// <param name="Pair">Index of the ligand–receptor pair.</param>
/// <param name="Receiver">Index of the receiving type.</param>
/// <param name="Target">Index of the gene.</param>
/// <param name="Strength">As of <see cref="NetworkEdge"/>, the regulator being the signal.</param>
public sealed record SignalEffect(int Pair, int Receiver, int Target, float Strength, float Low, float High, float Agreement, float[] OverTime);

/// <summary>How much of what a type hears through a pair comes from another, weighted by what it does there.</summary>
/// <param name="Pair">Index of the pair.</param>
/// <param name="Sender">Index of the type that shows the ligand.</param>
/// <param name="Receiver">Index of the type with the receptor.</param>
/// <param name="Strength">Mean over time, not negative.</param>
/// <param name="OverTime"><c>[times]</c>.</param>
public sealed record SignalFlow(int Pair, int Sender, int Receiver, float Strength, float[] OverTime);

/// <summary>One predictor on left-out cells.</summary>
/// <param name="Predictor">Id: <c>this-analysis</c> or a baseline.</param>
/// <param name="Name">As a biologist would say it.</param>
/// <param name="Seed">Of the fit.</param>
/// <param name="Gain">One step ahead, 1 − squared error / that of "nothing changes"; 1 at best.</param>
/// <param name="PathError">Mean squared error of a rollout from the first time over all later ones, in variances of the genes.</param>
public sealed record DynamicsScore(string Predictor, string Name, int Seed, double Gain, double PathError);
