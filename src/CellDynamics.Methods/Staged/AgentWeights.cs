using CellDynamics.Data.Annotated;

namespace CellDynamics.Methods.Staged;

/// <summary>Everything a fitted agent is made of, as plain numbers. Levels are in units of <see cref="AgentUnits"/>.</summary>
/// <remarks>
/// Of type k, gene g, pair p = (ligand l, receptor r), cell i that hears the cells j:
/// z_p = x_r · Σ_j a_j x_jl, a = softmax_j(attention_p x_jl); h(x) = 1 / (1 + (half / x)^slope);
/// m_g = bias + Σ_s W_sg h(x_s) (1 + Σ_q c_q Source_qs Out_qg) + Σ_p V_pg gate_p h(z_p), c = tanh(h In): the state of the cell changes the strengths;
/// dx_g/dt = production σ(m_g) − decay x_g; with a delay m sees y for x (<see cref="GeneMemory"/>). Design R1 of staged 5.2 with the deviations that docs/methods/staged.md lists.
/// </remarks>
internal sealed record AgentWeights
{
    /// <summary>Gene of the ligand and of the receptor of each pair, <c>[pairs]</c>.</summary>
    public required int[] Ligands { get; init; }

    public required int[] Receptors { get; init; }

    /// <summary>W per type, row = regulator, column = target, <c>[types][genes, genes]</c>; the diagonal is 0.</summary>
    public required DenseMatrix[] Genes { get; init; }

    /// <summary>V · gate per type, <c>[types][pairs, genes]</c>.</summary>
    public required DenseMatrix[] Signals { get; init; }

    /// <summary><c>[types, genes]</c>.</summary>
    public required DenseMatrix Bias { get; init; }

    public required DenseMatrix Production { get; init; }

    public required DenseMatrix Decay { get; init; }

    /// <summary>Level of each gene at which it acts by half, and how steeply, <c>[genes]</c>.</summary>
    public required double[] GeneHalf { get; init; }

    public required double[] GeneSlope { get; init; }

    /// <summary>The same of the product that a pair makes, <c>[pairs]</c>.</summary>
    public required double[] PairHalf { get; init; }

    public required double[] PairSlope { get; init; }

    /// <summary>How much more a cell listens to those that show more of the ligand, <c>[pairs]</c>; 0: to all alike.</summary>
    public required double[] Attention { get; init; }

    /// <summary>In of the modulation per type, <c>[types][genes, rank]</c>; rank 0: strengths do not depend on the state.</summary>
    public required DenseMatrix[] ContextIn { get; init; }

    /// <summary>Source of the modulation per type, <c>[types][rank, genes]</c>.</summary>
    public required DenseMatrix[] ContextSource { get; init; }

    /// <summary>Out of the modulation per type, <c>[types][rank, genes]</c>.</summary>
    public required DenseMatrix[] ContextOut { get; init; }

    /// <summary>Mean time from a message to its effect, in units of the agent; 0: at once.</summary>
    public double Delay { get; init; }

    public int GeneCount => Bias.Columns;

    public int PairCount => Ligands.Length;

    public int Rank => ContextIn[0].Columns;
}

/// <summary>What an agent's numbers are measured in.</summary>
/// <param name="Level">Of each gene, in the unit of the input, <c>[genes]</c>: its 95 % quantile.</param>
/// <param name="Time">In the data's unit: ten median intervals between times.</param>
internal sealed record AgentUnits(double[] Level, double Time)
{
    /// <summary>Levels in these units, <c>[cells, genes]</c>.</summary>
    public DenseMatrix Scale(DenseMatrix states) => new(states.Rows, states.Columns, [.. states.Values.Select((value, i) => value / Level[i % Level.Length])]);

    /// <summary>Levels in the unit of the input, <c>[cells, genes]</c>.</summary>
    public DenseMatrix Unscale(DenseMatrix states) => new(states.Rows, states.Columns, [.. states.Values.Select((value, i) => value * Level[i % Level.Length])]);
}
