using System.Numerics.Tensors;
using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Treatments;

namespace CellDynamics.Methods.Baselines.Treatments;

/// <summary>Every cell moves as the mean of the training donors did: treated minus control mean of each donor, donors counting alike. "p0 + train shift" of our measurements.</summary>
public sealed class MeanShift : ITreatmentBaseline
{
    public string Id => "mean-shift";

    public string Name => "the average shift";

    public ITreatmentGuess Fit(TreatmentTraining training) => new Guess(training.Pairs);

    /// <summary>All cells moved alike.</summary>
    public static DenseMatrix Moved(DenseMatrix states, double[] shift)
    {
        var moved = new DenseMatrix(states.Rows, states.Columns);
        for (int i = 0; i < states.Rows; i++)
            TensorPrimitives.Add(states.Row(i), shift, moved.Row(i));
        return moved;
    }

    /// <summary>Mean of the second population minus that of the first, <c>[dims]</c>.</summary>
    public static double[] Shift(DenseMatrix from, DenseMatrix to) =>
        [.. Enumerable.Range(0, from.Columns).Select(k => to.Column(k).Average() - from.Column(k).Average())];

    private static double[] Mean(IEnumerable<double[]> shifts)
    {
        double[][] all = [.. shifts];
        return [.. Enumerable.Range(0, all[0].Length).Select(k => all.Average(shift => shift[k]))];
    }

    private sealed class Guess(IReadOnlyList<TreatmentPair> pairs) : ITreatmentGuess
    {
        public DenseMatrix Respond(TreatmentQuery query, CancellationToken cancellation) => Moved(query.Control, Mean(
            NearestDose.Of(pairs, query.Treatment, query.Dose).GroupBy(pair => pair.Donor)
                .Select(donor => Mean(donor.Select(pair => Shift(pair.Control.States, pair.Treated.States))))));

        public void Dispose() { }
    }
}
