using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Networks;

namespace CellDynamics.Methods.Baselines.Networks;

/// <summary>What there is to learn of one cell type.</summary>
/// <param name="Features">One row per learned cell and time, <c>[rows, genes + pairs]</c>.</param>
/// <param name="Rates">Change of each gene per time unit until the next time, <c>[rows, genes]</c>; no rows where no times follow each other.</param>
internal sealed record TypeRows(DenseMatrix Features, DenseMatrix Rates)
{
    /// <summary>Rows with the change that follows, so of all times but the last.</summary>
    public static TypeRows Changing(NetworkTraining training, DenseMatrix[] features, int type)
    {
        int[] cells = Learned(training, type);
        CellTrajectories all = training.Cells;
        int intervals = Math.Max(0, all.Times.Length - 1);
        var rates = new DenseMatrix(cells.Length * intervals, all.GeneCount);
        for (int t = 0; t < intervals; t++)
        {
            double interval = all.Times[t + 1] - all.Times[t];
            for (int i = 0; i < cells.Length; i++)
            {
                ReadOnlySpan<double> now = all.States[t].Row(cells[i]), next = all.States[t + 1].Row(cells[i]);
                Span<double> rate = rates.Row(t * cells.Length + i);
                for (int g = 0; g < rate.Length; g++)
                    rate[g] = (next[g] - now[g]) / interval;
            }
        }
        return new TypeRows(Stacked(features[..intervals], cells, features[0].Columns), rates);
    }

    /// <summary>Features of the type's cells at all times, <c>[cells × times, genes + pairs]</c>.</summary>
    public static DenseMatrix Still(NetworkTraining training, DenseMatrix[] features, int type) => Stacked(features, Learned(training, type), features[0].Columns);

    private static DenseMatrix Stacked(DenseMatrix[] times, int[] cells, int columns) => DenseMatrix.Stack([new DenseMatrix(0, columns), .. times.Select(at => at.SelectRows(cells))]);

    private static int[] Learned(NetworkTraining training, int type) =>
        [.. (training.LearnedCells ?? [.. Enumerable.Range(0, training.Cells.CellCount)]).Where(cell => training.Around.Types[cell] == type)];
}
