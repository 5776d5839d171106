using CellDynamics.Data.Annotated;
using CellDynamics.Methods.MetaFlowMatching;
using CellDynamics.Methods.Treatments;

namespace CellDynamics.Methods.Baselines.Treatments;

/// <summary>Flow matching that does not see the population: the same work as the analysis, without its encoder. Ref: Lipman et al. 2023, arXiv 2210.02747; Tong et al. 2024, arXiv 2302.00482.</summary>
public sealed class FlowWithoutCode : ITreatmentBaseline
{
    public string Id => "flow-without-code";

    public string Name => "a flow that does not see the population";

    public bool IsSeeded => true;

    public ITreatmentGuess Fit(TreatmentTraining training) =>
        new FlowGuess(MetaFlowMatchingMethod.Train(training.Pairs, training.Analysis with { Encoder = EncoderKind.Off }, isIdentity: false, training.Context).Model);
}

/// <summary>Flow matching that is told the name of the population in place of what it looks like; a new donor is the average name. "CGFM" in Atanackovic et al. 2025, arXiv 2408.14608.</summary>
public sealed class OneHotFlow : ITreatmentBaseline
{
    public string Id => "one-hot-flow";

    public string Name => "a flow that knows donors by name only";

    public bool IsSeeded => true;

    public ITreatmentGuess Fit(TreatmentTraining training) =>
        new FlowGuess(MetaFlowMatchingMethod.Train(training.Pairs, training.Analysis with { Encoder = EncoderKind.Off }, isIdentity: true, training.Context).Model);
}

/// <summary>A trained flow as a guess.</summary>
internal sealed class FlowGuess(ITreatmentModel model) : ITreatmentGuess
{
    public DenseMatrix Respond(TreatmentQuery query, CancellationToken cancellation) => model.Respond(query, cancellation);

    public void Dispose()
    {
        // The model holds arrays only.
    }
}
