using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Treatments;

namespace CellDynamics.Methods.MetaFlowMatching;

/// <summary>A trained flow at rest: arrays only, so that nothing has to be disposed; networks are built when a question is asked.</summary>
internal sealed class MfmModel(FlowWeights weights, IReadOnlyList<KnownPopulation> known) : ITreatmentModel
{
    public FlowWeights Weights => weights;

    /// <summary>Control populations of the training as the range check sees them.</summary>
    public IReadOnlyList<KnownPopulation> Known => known;

    public IReadOnlyList<string> Treatments => weights.Conditions.Treatments;

    public IReadOnlyList<string> CellTypes => weights.Conditions.CellTypes;

    public DenseMatrix Respond(TreatmentQuery query, CancellationToken cancellation)
    {
        Require(query.Control);
        using MetaFlow flow = weights.Build();
        return flow.Move(query.Control, query.Treatment, query.Dose, query.CellTypes, cancellation);
    }

    public RangeCheck CheckRange(DenseMatrix control, IReadOnlyList<string?>? cellTypes)
    {
        Require(control);
        using MetaFlow flow = weights.Build();
        return KnownPopulation.Check(KnownPopulation.Of("", control, cellTypes, flow), known);
    }

    public void Save(string directory) => MfmFile.Write(directory, this);

    private void Require(DenseMatrix control)
    {
        if (control.Columns != weights.Units.Mean.Length)
            throw new ArgumentException($"Expected cells with the {weights.Units.Mean.Length} coordinates of the training, found {control.Columns}.", nameof(control));
        if (control.Rows == 0)
            throw new ArgumentException("Expected at least one control cell, found none.", nameof(control));
    }
}
