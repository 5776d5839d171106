using System.ComponentModel.DataAnnotations;
using CellDynamics.Methods.Contract;

namespace CellDynamics.Methods.Validation;

/// <summary>What every run can be told about its own test, whatever the method: set beside the method's parameters, not among them.</summary>
public sealed record ValidationSettings : MethodParameters
{
    private const string Root = "validation";
    private const string SeedsName = $"{Root}.seeds";

    [Display(Name = "Test the analysis", ShortName = Root, Description = "Leave out one inner time point, or one donor, at a time, or a fifth of the cells, predict them and compare with simple guesses. Off: faster, and nothing says how far to trust the result.")]
    public bool IsOn { get; init; } = true;

    /// <remarks>Three show a spread at a bearable price: every seed is a whole fit per left-out time. With donors there are many left-out ones, and the spread over them is what counts; a network is an ensemble already.</remarks>
    [Display(Name = "Seeds of the test", ShortName = SeedsName, Description = "Fits per left-out time point or donor, each with another seed. More: a better known spread, slower. Where donors or cells are left out the default is 1.")]
    [Range(1, 20)]
    public int Seeds { get; init; } = 3;

    /// <summary>What a method is tested with where nobody said otherwise.</summary>
    public static int DefaultSeeds(DataNeeds needs) => needs.NeedsCondition || needs.NeedsTracks ? 1 : new ValidationSettings().Seeds;

    /// <summary>The settings with the given values over the defaults of a method.</summary>
    /// <exception cref="ParameterException">An unknown name or a value out of range.</exception>
    public static ValidationSettings Parse(IReadOnlyDictionary<string, string> values, DataNeeds needs)
    {
        var settings = (ValidationSettings)ParameterSchema.Of<ValidationSettings>().Parse(values);
        return values.ContainsKey(SeedsName) ? settings : settings with { Seeds = DefaultSeeds(needs) };
    }

    /// <summary>Whether a name after <c>--set</c> belongs here.</summary>
    public static bool Owns(string name) => name == Root || name.StartsWith($"{Root}.", StringComparison.Ordinal);
}
