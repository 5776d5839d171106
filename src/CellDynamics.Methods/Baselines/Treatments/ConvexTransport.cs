using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Treatments;

namespace CellDynamics.Methods.Baselines.Treatments;

/// <summary>Optimal transport by input-convex networks, CellOT, from the control to the treated cells of all training donors. Ref: Bunne et al. 2023, doi 10.1038/s41592-023-01969-x.</summary>
/// <remarks>One map for each treatment and dose, made when it is first asked for: the one that the paper compares with is a single map for all of them, and could not tell treatments apart.</remarks>
public sealed class ConvexTransport : ITreatmentBaseline
{
    public string Id => "convex-transport";

    public string Name => "optimal transport (CellOT)";

    public bool IsSeeded => true;

    public ITreatmentGuess Fit(TreatmentTraining training) => new Guess(training);

    private sealed class Guess(TreatmentTraining training) : ITreatmentGuess
    {
        private readonly Dictionary<(string, double?), TransportMap> maps = [];

        public DenseMatrix Respond(TreatmentQuery query, CancellationToken cancellation)
        {
            TorchRuntime.Load();
            IReadOnlyList<TreatmentPair> pairs = NearestDose.Of(training.Pairs, query.Treatment, query.Dose);
            (string, double?) key = (query.Treatment, pairs[0].Dose);
            if (!maps.TryGetValue(key, out TransportMap? map))
                maps[key] = map = TransportMap.Learn(pairs, Math.Min(TransportMap.DefaultSteps, training.Analysis.Steps), training.Context.Seed, cancellation);
            return map.Apply(query.Control, cancellation);
        }

        public void Dispose()
        {
            foreach (TransportMap map in maps.Values)
                map.Dispose();
            maps.Clear();
        }
    }
}
