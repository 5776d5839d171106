using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Integration;
using CellDynamics.Methods.MetaFlowMatching.Training;
using CellDynamics.Methods.Treatments;

namespace CellDynamics.Methods.MetaFlowMatching;

/// <summary>MFM: a flow from control to treated cells that sees the population it moves. Ref: Atanackovic et al. 2025, ICLR, arXiv 2408.14608.</summary>
public sealed class MetaFlowMatchingMethod : IInferenceMethod
{
    /// <summary>Cells of a step below which threads wait for each other longer than they work; on a busy machine, more than ten times as long.</summary>
    private const int LeastRowsForThreads = 1000;

    public MethodDescriptor Descriptor { get; } = new(
        "mfm", "Response to treatments", "How does a treatment change a population?",
        "Learns from control and treated cells of several donors how a treatment moves a population, and predicts it for donors of whom only control cells exist.",
        "2", "Atanackovic, Zhang, Amos, Blanchette, Lee, Bengio, Tong, Neklyudov 2025, Meta flow matching: integrating vector fields on the Wasserstein manifold, ICLR, arXiv 2408.14608",
        new DataNeeds(MinimumTimePoints: 0, NeedsCondition: true), typeof(MfmParameters));

    public IFittedModel Load(string directory) => MfmFile.Read(directory);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">No donor has control and treated cells, or a value is not finite.</exception>
    public MethodResult Run(PopulationSet populations, MethodParameters parameters, RunContext context)
    {
        var settings = (MfmParameters)parameters;
        string control = populations.Control ?? throw new ArgumentException("Expected the condition that means untreated, found none. Choose the control.", nameof(populations));
        RequireFinite(populations);
        TreatmentPair[] pairs = Wanted(TreatmentPairs.Of(populations, control), settings);
        (MfmModel model, IReadOnlyList<HistoryPoint> history) = Train(pairs, settings, isIdentity: false, context);
        return new MethodResult(Describe(history, settings), model)
        {
            History = history,
            Metrics = new Dictionary<string, double> { ["pairs"] = pairs.Length, ["steps"] = settings.Steps, ["loss"] = history[^1].Value, ["scale"] = model.Weights.Units.Scale },
        };
    }

    /// <summary>A flow trained on pairs, at rest.</summary>
    /// <param name="pairs">What it learns from.</param>
    /// <param name="settings">How.</param>
    /// <param name="isIdentity">In place of the encoder, the one-hot name of each control population: CGFM, a baseline.</param>
    /// <param name="context">Seed, cancellation, progress, checkpoint.</param>
    internal static (MfmModel Model, IReadOnlyList<HistoryPoint> History) Train(IReadOnlyList<TreatmentPair> pairs, MfmParameters settings, bool isIdentity, RunContext context)
    {
        using TorchThreads threads = TorchThreads.UseOneIf(settings.BatchPopulations * settings.BatchCells < LeastRowsForThreads);
        int identities = isIdentity ? pairs.Count : 0, donors = pairs.Select(pair => pair.Donor).Distinct().Count();
        using var flow = new MetaFlow(settings, FlowUnits.Of(pairs), FlowConditions.Of(pairs), identities, donors, context.Seed);
        IReadOnlyList<HistoryPoint> history = FlowTraining.Run(flow, pairs, context);
        KnownPopulation[] known = [.. pairs.DistinctBy(pair => pair.Control.States).Select(pair => KnownPopulation.Of(pair.Donor, pair.Control.States, pair.Control.CellTypes, flow))];
        return (new MfmModel(FlowWeights.Of(flow, identities), known), history);
    }

    private static TreatmentPair[] Wanted(IReadOnlyList<TreatmentPair> pairs, MfmParameters settings)
    {
        if (settings.Coupling == CouplingKind.Paired && pairs.FirstOrDefault(pair => pair.Control.Count != pair.Treated.Count) is { } uneven)
        {
            throw new ArgumentException(
                $"coupling: paired expected as many treated as control cells, row by row, found {uneven.Treated.Count} and {uneven.Control.Count} of donor \"{uneven.Donor}\". Choose minibatch-transport.", nameof(pairs));
        }
        return settings.HighestDoseOnly
            ? [.. pairs.GroupBy(pair => (pair.Donor, pair.Treatment, pair.Treated.Batch)).Select(group => group.MaxBy(pair => pair.Dose ?? double.NegativeInfinity)!)]
            : [.. pairs];
    }

    private static Outcome Describe(IReadOnlyList<HistoryPoint> history, MfmParameters settings)
    {
        double[] late = [.. history.TakeLast(Math.Max(1, history.Count / 10)).Select(point => point.Value)], before = [.. history.SkipLast(late.Length).TakeLast(late.Length).Select(point => point.Value)];
        bool isFalling = before.Length > 0 && settings.Schedule == ScheduleKind.Constant && late.Average() < 0.98 * before.Average();
        return isFalling
            ? new Outcome(false, $"The error was still falling after {settings.Steps} steps.", "Allow more training steps.")
            : new Outcome(true, $"The flow was trained for {settings.Steps} steps.");
    }

    private static void RequireFinite(PopulationSet populations)
    {
        foreach (Population population in populations.Populations)
        {
            int at = Array.FindIndex(population.States.Values, value => !double.IsFinite(value));
            if (at >= 0)
            {
                throw new ArgumentException(
                    $"{populations.Representation}: expected finite numbers, found {population.States.Values[at]} in row {population.Cells[at / populations.Dimensions]}, dimension {at % populations.Dimensions + 1}. Remove that cell or choose another representation.", nameof(populations));
            }
        }
    }
}
