using CellDynamics.Methods.Baselines.Treatments;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.MetaFlowMatching;

namespace CellDynamics.Cli.Benchmarks.Treatments;

/// <summary>What is trained and asked in a benchmark of treatments.</summary>
/// <param name="Name">As it stands in the table.</param>
/// <param name="IsSeeded">Chance has a part in it.</param>
/// <param name="Fit">Trains it.</param>
internal sealed record Contender(string Name, bool IsSeeded, Func<TreatmentTraining, ITreatmentGuess> Fit)
{
    /// <summary>Rows that know the answer: shown, never counted as a baseline.</summary>
    public const string Oracle = "oracle mean shift", Ceiling = "split-half of the truth";

    public static Contender Of(ITreatmentBaseline baseline) => new(baseline.Id, baseline.IsSeeded, baseline.Fit);

    /// <summary>Every baseline of the product.</summary>
    public static IReadOnlyList<Contender> Baselines => [.. TreatmentBaselineCatalog.All.Select(Of)];

    /// <summary>Meta flow matching with settings of its own.</summary>
    public static Contender Mfm(string name, MfmParameters settings) => new(name, true, training => new ModelGuess(
        (Methods.Treatments.ITreatmentModel)new MetaFlowMatchingMethod().Run(SetOf(training), settings, training.Context).Model));

    private static PopulationSet SetOf(TreatmentTraining training) => new(
        [.. training.Pairs.SelectMany(pair => new[] { pair.Control, pair.Treated }).Distinct()], "", "X") { Control = training.Pairs[0].Control.Condition };
}
