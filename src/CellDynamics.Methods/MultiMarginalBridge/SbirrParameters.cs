using System.ComponentModel.DataAnnotations;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.MultiMarginalBridge.References;

namespace CellDynamics.Methods.MultiMarginalBridge;

/// <summary>How the bridges are computed.</summary>
public enum BridgeSolver
{
    /// <summary>The KL bridge itself: pinned reference processes, coupled by entropic transport.</summary>
    Pinned,

    /// <summary>The published approximation: drifts regressed by Gaussian processes in turn. Slow; for comparison.</summary>
    GpIpfp,
}

/// <summary>Settings of SBIRR. Defaults follow the published experiments where those exist (Shen et al. 2025, arXiv 2408.06277).</summary>
public sealed record SbirrParameters : MethodParameters
{
    [Display(Name = "Noise", Description =
        "How much chance moves a cell, as a share of the spread of all cells between two neighbouring time points. Higher: straighter, more blurred trajectories. Auto: the value that predicts left-out time points best. For a named system: in the data's own units, 0.1 when auto.")]
    [Range(0.001, 10.0)]
    public double? Sigma { get; init; }

    [Display(Name = "Shared dynamics", Description =
        "What all intervals have in common. Gradient field: a learned landscape, for most data. Linear: one pull towards a centre. Brownian: none. The named systems are for data that measure exactly their quantities.")]
    public ReferenceFamily Reference { get; init; } = ReferenceFamily.GradientField;

    [Display(Name = "Rounds", GroupName = "Method", Description = "Most rounds of bridging and refining; it stops earlier once nothing changes. More rounds: slower, and with few cells closer to their noise. Auto: as many as predict left-out time points best; 60 for a named system.")]
    [Range(1, 500)]
    public int? Rounds { get; init; }

    [Display(Name = "Steps per interval", GroupName = "Method", Description = "Time steps between two measured times. More steps: finer in time, slower. Auto: 10; 100 for a named system.")]
    [Range(2, 1000)]
    public int? Steps { get; init; }

    [Display(Name = "Solver", GroupName = "Method", Description = "Pinned computes the bridge itself. Gp-ipfp is the published approximation with Gaussian processes, where auto means the published noise, rounds and steps: much slower, for comparison.")]
    public BridgeSolver Solver { get; init; } = BridgeSolver.Pinned;
}
