using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Integration;
using CellDynamics.Methods.Networks;

namespace CellDynamics.Methods.Baselines.Networks;

/// <summary>Genes that go together when all others are held: partial correlation over cells and times. Ref: Kim 2015, ppcor, doi 10.5351/CSAM.2015.22.6.665.</summary>
public sealed class PartialCorrelation : INetworkBaseline
{
    /// <summary>Added to the diagonal of the correlations, so that genes that are copies of each other can be inverted.</summary>
    private const double Jitter = 1e-8;

    public string Id => "ppcor";

    public string Name => "partial correlation";

    public INetworkGuess Fit(NetworkTraining training, CancellationToken cancellation) => StillNetwork.Of(training, (levels, _) => Of(levels));

    /// <summary>Partial correlation of every two columns given all others, <c>[genes, genes]</c>; 1 of a gene with itself.</summary>
    /// <param name="cells"><c>[cells, genes]</c>.</param>
    public static DenseMatrix Of(DenseMatrix cells)
    {
        int n = cells.Columns;
        DenseMatrix partial = GeneCorrelation.Of(cells), inverse = new(n, n);
        for (int j = 0; j < n; j++)
            partial[j, j] += Jitter;
        double[] factor = new double[n * n];
        SmallMatrix.Cholesky(partial.Values, factor, n);
        for (int j = 0; j < n; j++)
        {
            inverse[j, j] = 1;
            SmallMatrix.SolveLower(factor, inverse.Row(j));
            SmallMatrix.SolveUpper(factor, inverse.Row(j));
        }
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
                partial[i, j] = i == j ? 1 : -inverse[i, j] / Math.Sqrt(inverse[i, i] * inverse[j, j]);
        }
        return partial;
    }
}
