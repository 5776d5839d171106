using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Integration;

namespace CellDynamics.Runs.Predictions;

/// <summary>Size of a predicted response with the doubt that comes from the choice of cells.</summary>
internal static class SampleRanking
{
    /// <summary>Cells of a donor looked at: the distance needs all pairs.</summary>
    private const int MostCells = 300;

    private const int Draws = 200;

    public static SampleRank Of(string treatment, PredictedSample sample, CancellationToken cancellation)
    {
        double[][] draws = new double[sample.Donors.Count][];
        double[] sizes = new double[sample.Donors.Count];
        for (int donor = 0; donor < sample.Donors.Count; donor++)
        {
            int[] cells = [.. Enumerable.Range(0, sample.DonorOfCell.Length).Where(cell => (int)sample.DonorOfCell[cell] == donor)];
            int[] some = cells.Length <= MostCells ? cells : [.. Enumerable.Range(0, MostCells).Select(i => cells[(int)((long)i * cells.Length / MostCells)])];
            var pairs = new PairDistances(sample.Control.SelectRows(some), sample.Predicted.SelectRows(some));
            sizes[donor] = pairs.Energy([.. Enumerable.Range(0, some.Length)]);
            draws[donor] = new double[Draws];
            for (int draw = 0; draw < Draws; draw++)
            {
                cancellation.ThrowIfCancellationRequested();
                var random = new RandomStream(1, donor, draw);
                draws[donor][draw] = pairs.Energy([.. Enumerable.Range(0, some.Length).Select(_ => random.NextIndex(some.Length))]);
            }
        }
        double[] means = [.. Enumerable.Range(0, Draws).Select(draw => draws.Average(donor => donor[draw])).Order()];
        return new SampleRank(treatment, sizes.Average(), means[(int)(0.025 * (Draws - 1))], means[(int)Math.Ceiling(0.975 * (Draws - 1))]);
    }

    /// <summary>Distances between all pairs of control and predicted cells, so that a bootstrap only adds them up.</summary>
    private sealed class PairDistances(DenseMatrix control, DenseMatrix predicted)
    {
        private readonly double[,] across = Between(control, predicted), within = Between(control, control), after = Between(predicted, predicted);

        /// <summary>2E‖x − y‖ − E‖x − x'‖ − E‖y − y'‖ over distinct pairs; a control cell and its counterpart are drawn together. Ref: Székely and Rizzo 2013.</summary>
        /// <remarks>Pairs of one cell with itself, drawn twice or not, are left out: they would make every bootstrap larger than the data.</remarks>
        public double Energy(int[] cells)
        {
            double sum = 0;
            long count = 0;
            for (int i = 0; i < cells.Length; i++)
            {
                for (int j = 0; j < cells.Length; j++)
                {
                    if (cells[i] == cells[j])
                        continue;
                    sum += 2 * across[cells[i], cells[j]] - within[cells[i], cells[j]] - after[cells[i], cells[j]];
                    count++;
                }
            }
            return count == 0 ? 0 : Math.Max(0, sum / count);
        }

        private static double[,] Between(DenseMatrix first, DenseMatrix second)
        {
            double[,] distances = new double[first.Rows, second.Rows];
            for (int i = 0; i < first.Rows; i++)
                for (int j = 0; j < second.Rows; j++)
                    distances[i, j] = System.Numerics.Tensors.TensorPrimitives.Distance<double>(first.Row(i), second.Row(j));
            return distances;
        }
    }
}
