using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Integration;
using CellDynamics.Methods.Networks;
using CellDynamics.Methods.Regression;

namespace CellDynamics.Methods.Baselines.Networks;

/// <summary>Genes that go together: Pearson's correlation over cells and times.</summary>
public sealed class GeneCorrelation : INetworkBaseline
{
    public string Id => "pearson";

    public string Name => "correlation";

    public INetworkGuess Fit(NetworkTraining training, CancellationToken cancellation) => StillNetwork.Of(training, (levels, _) => Of(levels));

    /// <summary>Correlation of every two columns, <c>[genes, genes]</c>; 0 with a gene that never varies, and 1 of a gene with itself.</summary>
    /// <param name="cells"><c>[cells, genes]</c>.</param>
    public static DenseMatrix Of(DenseMatrix cells)
    {
        double[] means = RidgeRegression.ColumnMeans(cells), deviations = RidgeRegression.Spread(cells, means), row = new double[cells.Columns];
        var correlation = new DenseMatrix(cells.Columns, cells.Columns);
        for (int i = 0; i < cells.Rows; i++)
        {
            for (int j = 0; j < row.Length; j++)
                row[j] = deviations[j] > 0 ? (cells[i, j] - means[j]) / deviations[j] : 0;
            for (int j = 0; j < row.Length; j++)
                SmallMatrix.AddScaled(correlation.Row(j), row[j] / cells.Rows, row);
        }
        for (int j = 0; j < row.Length; j++)
            correlation[j, j] = 1;
        return correlation;
    }
}
