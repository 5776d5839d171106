using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Integration;
using CellDynamics.Methods.Treatments;

namespace CellDynamics.Methods.Baselines.Treatments;

/// <summary>The new donor will look like the treated cells of the others, whatever its control cells: as many of each donor, so that none counts more.</summary>
public sealed class PooledTreated : ITreatmentBaseline
{
    /// <summary>Cells in all; distances are computed on fewer.</summary>
    private const int MostCells = 4000;

    public string Id => "pooled-treated";

    public string Name => "the pool of treated cells";

    public ITreatmentGuess Fit(TreatmentTraining training) => new Guess(training);

    private sealed class Guess(TreatmentTraining training) : ITreatmentGuess
    {
        public DenseMatrix Respond(TreatmentQuery query, CancellationToken cancellation)
        {
            DenseMatrix[] donors =
            [
                .. NearestDose.Of(training.Pairs, query.Treatment, query.Dose).GroupBy(pair => pair.Donor)
                    .Select(donor => DenseMatrix.Stack([.. donor.Select(pair => pair.Treated.States)])),
            ];
            int each = Math.Max(1, Math.Min(MostCells / donors.Length, donors.Max(states => states.Rows)));
            return DenseMatrix.Stack([.. donors.Select((states, donor) => Draw(states, each, new RandomStream(training.Context.Seed, donor, each)))]);
        }

        public void Dispose() { }
    }

    /// <summary>Cells of one donor in random order; those of a small donor come again until there are enough.</summary>
    private static DenseMatrix Draw(DenseMatrix states, int count, RandomStream random)
    {
        int[] rows = random.Choose(count, states.Rows);
        return states.SelectRows([.. Enumerable.Range(0, count).Select(i => rows[i % rows.Length])]);
    }
}
