using CellDynamics.Methods.MetaFlowMatching;

namespace CellDynamics.Methods.Baselines.Treatments;

/// <summary>Flow matching that does not see the population: the same work as the analysis, without its encoder. Ref: Lipman et al. 2023, arXiv 2210.02747; Tong et al. 2024, arXiv 2302.00482.</summary>
public sealed class FlowWithoutCode : ITreatmentBaseline
{
    public string Id => "flow-without-code";

    public string Name => "a population-blind flow";

    public bool IsSeeded => true;

    public ITreatmentGuess Fit(TreatmentTraining training) =>
        new ModelGuess(MetaFlowMatchingMethod.Train(training.Pairs, training.Analysis with { Encoder = EncoderKind.Off }, isIdentity: false, training.Context).Model);
}
