using System.ComponentModel.DataAnnotations;
using CellDynamics.Methods.Contract;

namespace CellDynamics.Methods.Validation;

/// <summary>What every run can be told about its own test, whatever the method: set beside the method's parameters, not among them.</summary>
public sealed record ValidationSettings : MethodParameters
{
    private const string Root = "validation";

    [Display(Name = "Test the analysis", ShortName = Root, Description = "Leave out one inner time point at a time, predict it and compare with simple guesses. Off: faster, and nothing says how far to trust the result.")]
    public bool IsOn { get; init; } = true;

    /// <remarks>Three show a spread at a bearable price: every seed is a whole fit per left-out time.</remarks>
    [Display(Name = "Seeds of the test", ShortName = $"{Root}.seeds", Description = "Fits per left-out time point, each with another seed. More: a better known spread, slower.")]
    [Range(1, 20)]
    public int Seeds { get; init; } = 3;

    /// <summary>Whether a name after <c>--set</c> belongs here.</summary>
    public static bool Owns(string name) => name == Root || name.StartsWith($"{Root}.", StringComparison.Ordinal);
}
