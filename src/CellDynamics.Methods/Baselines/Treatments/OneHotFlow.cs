using CellDynamics.Methods.MetaFlowMatching;

namespace CellDynamics.Methods.Baselines.Treatments;

/// <summary>Flow matching that is told the name of the population in place of what it looks like; a new donor is the average name. "CGFM" in Atanackovic et al. 2025, arXiv 2408.14608.</summary>
public sealed class OneHotFlow : ITreatmentBaseline
{
    public string Id => "one-hot-flow";

    public string Name => "a flow by donor name";

    public bool IsSeeded => true;

    public ITreatmentGuess Fit(TreatmentTraining training) =>
        new ModelGuess(MetaFlowMatchingMethod.Train(training.Pairs, training.Analysis with { Encoder = EncoderKind.Off }, isIdentity: true, training.Context).Model);
}
