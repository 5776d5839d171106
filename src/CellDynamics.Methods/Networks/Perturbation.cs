namespace CellDynamics.Methods.Networks;

/// <summary>What is done to a tissue before it is followed forward. Empty: nothing.</summary>
public sealed record Perturbation
{
    public static Perturbation None { get; } = new();

    /// <summary>Genes held at a level from the start on: index → level in the data's unit. A knock-out holds at 0.</summary>
    public IReadOnlyDictionary<int, double> Held { get; init; } = new Dictionary<int, double>();

    /// <summary>Genes of which less or more is made: index → factor on the level at the start and on all that is made afterwards. A knock-down by 70 % has 0.3.</summary>
    public IReadOnlyDictionary<int, double> Made { get; init; } = new Dictionary<int, double>();

    /// <summary>Ligand–receptor pairs that are blocked, by their index.</summary>
    public IReadOnlySet<int> Blocked { get; init; } = new HashSet<int>();

    public static Perturbation KnockOut(params int[] genes) => new() { Held = genes.ToDictionary(gene => gene, _ => 0.0) };
}
