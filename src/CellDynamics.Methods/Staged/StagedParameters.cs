using System.ComponentModel.DataAnnotations;
using CellDynamics.Methods.Contract;

namespace CellDynamics.Methods.Staged;

/// <summary>Settings of STAGED as it is built here (R1 of staged 5.2). Defaults from the benchmark <c>spatial-hill</c>; the remarks say where a choice needs a reason.</summary>
public sealed record StagedParameters : MethodParameters
{
    /// <remarks>A field that is the mean of several fits is nearer to the truth than any of them, and their spread says which edges to believe.</remarks>
    [Display(Name = "Fits", Description = "How many times the network is learned, each from another start. More: steadier, slower.")]
    [Range(1, 20)]
    public int Members { get; init; } = 4;

    [Display(Name = "Most genes", Description = "Genes that enter the network. More: slower, and edges are told apart less well.")]
    [Range(3, 500)]
    public int MostGenes { get; init; } = 100;

    [Display(Name = "Most cells", Description = "Paths of cells that are learned from, drawn at random.")]
    [Range(10, 2000)]
    public int MostCells { get; init; } = 200;

    [Display(Name = "Times", GroupName = "Method", Description = "Times along inferred paths that are learned from. Measured trajectories are used with all of theirs.")]
    [Range(3, 101)]
    public int Times { get; init; } = 20;

    [Display(Name = "Reach of a signal", Description = "Distance within which cells hear each other, in the unit of the positions. 0: as far as six neighbours on average.")]
    [Range(0, 1e9)]
    public double Reach { get; init; }

    /// <remarks>A protein must be made before a gene acts; <see cref="GeneMemory"/>. None by default: it cannot be told from slow genes unless times lie closer than it.</remarks>
    [Display(Name = "Delay", GroupName = "Method", Description = "Mean time from a gene's message to its effect on other genes and cells, in the unit of the times. 0: at once.")]
    [Range(0, 1e9)]
    public double Delay { get; init; }

    /// <remarks>On the simulated tissues, whose strengths are constant, each rank cost accuracy; real cells may want one.</remarks>
    [Display(Name = "Ways to modulate", GroupName = "Method", Description = "In how many ways the state of a cell changes all strengths. 0: strengths are constant within a cell type.")]
    [Range(0, 8)]
    public int Modulation { get; init; }

    [Display(Name = "Steps on slopes", GroupName = "Method", Description = "First steps of learning, on rates of change alone.")]
    [Range(0, 100_000)]
    public int SlopeSteps { get; init; } = 1000;

    [Display(Name = "Steps on paths", GroupName = "Method", Description = "Later steps, on what follows from many starts over a growing horizon.")]
    [Range(0, 100_000)]
    public int PathSteps { get; init; } = 400;

    [Display(Name = "Longest horizon", GroupName = "Method", Description = "How many times ahead a path is followed while learning.")]
    [Range(1, 100)]
    public int Horizon { get; init; } = 10;

    /// <remarks>A tissue at rest tells little but its noise: of the starts, this share is drawn by how much moves there.</remarks>
    [Display(Name = "Focus on change", GroupName = "Method", Description = "Share of starts drawn where much changes.")]
    [Range(0, 1)]
    public double Focus { get; init; } = 0.7;

    [Display(Name = "Sparsity", GroupName = "Method", Description = "Penalty on the size of every strength. Larger: fewer edges.")]
    [Range(0, 10)]
    public double Sparsity { get; init; } = 0.00025;

    [Display(Name = "Trust in the prior network", GroupName = "Method", Description = "How much of the penalty edges of the prior network are spared. 0: the prior is not used, 1: its edges cost nothing.")]
    [Range(0, 1)]
    public double PriorTrust { get; init; } = 0.8;

    /// <remarks>Large, because the penalty keeps strengths small and the rate falls: with 0.01 the same steps reached a one-step gain of .89 where 0.1 reaches .95 (spatial-hill, two draws of 1,500 and 600 steps).</remarks>
    [Display(Name = "Learning rate", GroupName = "Method", Description = "Length of a step at the start, for up to twelve genes; in proportion shorter with more. Falls to a thirtieth.")]
    [Range(1e-6, 1)]
    public double LearningRate { get; init; } = 0.1;

    /// <remarks>Pal, Edelman, Rackauckas 2023, arXiv 2303.02262: the error that the solver estimates on a step drawn at random is added to the loss.</remarks>
    [Display(Name = "Cost of solving", GroupName = "Method", Description = "Penalty on what makes the equations costly to follow. 0: none.")]
    [Range(0, 1e6)]
    public double SolverCost { get; init; }
}
