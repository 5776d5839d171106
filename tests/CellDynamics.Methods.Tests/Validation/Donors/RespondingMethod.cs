using System.Collections.Concurrent;
using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Treatments;

namespace CellDynamics.Methods.Tests.Validation.Donors;

/// <summary>A method whose predicted responses a test chooses, and that remembers what it was given.</summary>
/// <param name="respond">The treated cells of a query, from the populations it was fitted on.</param>
internal sealed class RespondingMethod(Func<PopulationSet, TreatmentQuery, DenseMatrix> respond) : IInferenceMethod
{
    /// <summary>In no order: fits run side by side.</summary>
    public ConcurrentQueue<(string[] Donors, RunContext Context)> Fits { get; } = [];

    public ConcurrentQueue<TreatmentQuery> Asked { get; } = [];

    public MethodDescriptor Descriptor { get; } = new("respond", "Respond", "What?", "Responds.", "1", "None 2026", new DataNeeds(1, true, true), typeof(NoParameters));

    public MethodResult Run(PopulationSet populations, MethodParameters parameters, RunContext context)
    {
        context.ThrowIfCancelled();
        Fits.Enqueue(([.. populations.Populations.Select(p => p.Donor!).Distinct()], context));
        context.Report(0.5, "Learning");
        return new MethodResult(new Outcome(true, "Learned."), new Model(populations, this, respond));
    }

    public IFittedModel Load(string directory) => throw new NotSupportedException("Responses are not kept.");

    public sealed record NoParameters : MethodParameters;

    private sealed class Model(PopulationSet populations, RespondingMethod method, Func<PopulationSet, TreatmentQuery, DenseMatrix> respond) : ITreatmentModel
    {
        public IReadOnlyList<string> Treatments => [.. populations.Populations.Select(p => p.Condition!).Where(condition => condition != populations.Control).Distinct()];

        public IReadOnlyList<string> CellTypes => [];

        public DenseMatrix Respond(TreatmentQuery query, CancellationToken cancellation)
        {
            method.Asked.Enqueue(query);
            return respond(populations, query);
        }

        public RangeCheck CheckRange(DenseMatrix control, IReadOnlyList<string?>? cellTypes) => new(control[0, 0], double.PositiveInfinity, populations.Populations[0].Donor!);

        public void Save(string directory) => throw new NotSupportedException("Responses are not kept.");
    }
}
