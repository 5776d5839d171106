using CellDynamics.Runs.Results.Networks;

namespace CellDynamics.Web.Features.Perturbations;

/// <summary>One of two perturbations side by side: what was asked and how the answer stands.</summary>
/// <param name="Letter">A or B.</param>
/// <param name="Parts">What is asked; empty: nothing.</param>
public sealed record PerturbationSlot(string Letter, IReadOnlyList<PerturbationPart> Parts)
{
    public PerturbationAnswer? Answer { get; init; }

    /// <summary>Why there is no answer, in words.</summary>
    public string? Failure { get; init; }

    /// <summary>Which share of the way cells were followed, 0 to 1; null: nobody is on the way.</summary>
    public double? Fraction { get; init; }

    public bool IsRunning => Fraction is not null;

    public string Words => new PerturbationQuestion(Parts).Words;
}
