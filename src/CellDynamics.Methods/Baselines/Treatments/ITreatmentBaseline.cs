using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.MetaFlowMatching;
using CellDynamics.Methods.Treatments;

namespace CellDynamics.Methods.Baselines.Treatments;

/// <summary>A simpler way to guess how a treatment moves the cells of a donor that was not seen. A method that does not beat these has shown nothing.</summary>
public interface ITreatmentBaseline
{
    /// <summary>As it stands in the table of scores, kebab-case.</summary>
    string Id { get; }

    /// <summary>As a biologist would say it, in lower case: "the average shift".</summary>
    string Name { get; }

    /// <summary>A seed changes what it predicts; one that only averages needs no repeats.</summary>
    bool IsSeeded => false;

    /// <summary>Why a study is too large for it, as a sentence that follows "was not computed: "; null: it is computed.</summary>
    /// <param name="pairs">All of the study, also of donors that are left out, so that one answer holds for all fits.</param>
    string? ReasonToOmit(IReadOnlyList<TreatmentPair> pairs) => null;

    /// <summary>Fits it to the donors of the training.</summary>
    ITreatmentGuess Fit(TreatmentTraining training);
}

/// <summary>What a baseline may learn from.</summary>
/// <param name="Pairs">Of the donors of the training.</param>
/// <param name="Analysis">Settings of the analysis it stands beside: baselines that are flows are given the same work.</param>
/// <param name="Context">Seed, cancellation.</param>
public sealed record TreatmentTraining(IReadOnlyList<TreatmentPair> Pairs, MfmParameters Analysis, RunContext Context);

/// <summary>A fitted baseline.</summary>
public interface ITreatmentGuess : IDisposable
{
    /// <returns>States of guessed treated cells, <c>[any number, dims]</c>.</returns>
    DenseMatrix Respond(TreatmentQuery query, CancellationToken cancellation);
}
