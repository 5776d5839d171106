using CellDynamics.Data.Annotated;

namespace CellDynamics.Methods.Transport.Exact;

/// <summary>The cheapest one-to-one matching of equally many rows and columns: exact transport where every mass is equal, by shortest augmenting paths, O(n³). Faster than the network simplex for the small batches of a training step.</summary>
/// <remarks>Ref: Jonker &amp; Volgenant 1987, doi 10.1007/BF02278710; in the form of Crouse 2016, doi 10.1109/TAES.2016.140952.</remarks>
public static class Assignment
{
    /// <param name="cost"><c>[n, n]</c>, finite.</param>
    /// <returns>Column of each row, <c>[n]</c>.</returns>
    /// <exception cref="ArgumentException">The matrix is not square or not finite.</exception>
    public static int[] Solve(DenseMatrix cost)
    {
        int n = cost.Rows;
        if (cost.Columns != n)
            throw new ArgumentException($"Expected a square matrix, found {n} × {cost.Columns}. Use ExactTransport for unequal sizes.", nameof(cost));
        if (!cost.Values.All(double.IsFinite))
            throw new ArgumentException("The cost matrix must be finite.", nameof(cost));
        double[] u = new double[n], v = new double[n];
        int[] columnOf = new int[n], rowOf = new int[n];
        Array.Fill(columnOf, -1);
        Array.Fill(rowOf, -1);
        var search = new Search(n);
        for (int row = 0; row < n; row++)
        {
            int column = search.Run(cost, row, rowOf, (u, v));
            for (int at = column; at >= 0;)
            {
                int from = search.RowBefore[at];
                rowOf[at] = from;
                (at, columnOf[from]) = (columnOf[from], at);
            }
        }
        return columnOf;
    }

    /// <summary>Dijkstra over reduced costs from one free row to the nearest free column; updates the potentials.</summary>
    private sealed class Search(int n)
    {
        private readonly double[] distance = new double[n];
        private readonly bool[] isRowDone = new bool[n], isColumnDone = new bool[n];
        private readonly int[] open = new int[n];

        /// <summary>Row from which each column was reached, <c>[n]</c>.</summary>
        public int[] RowBefore { get; } = new int[n];

        public int Run(DenseMatrix cost, int start, int[] rowOf, (double[] Row, double[] Column) potentials)
        {
            Array.Fill(distance, double.PositiveInfinity);
            Array.Clear(isRowDone);
            Array.Clear(isColumnDone);
            for (int i = 0; i < n; i++)
                open[i] = i;
            int left = n, row = start, sink = -1;
            double least = 0;
            while (sink < 0)
            {
                isRowDone[row] = true;
                int next = Relax(cost.Row(row), row, least - potentials.Row[row], potentials.Column, left);
                int column = open[next];
                least = distance[column];
                isColumnDone[column] = true;
                open[next] = open[--left];
                if (rowOf[column] < 0)
                    sink = column;
                else
                    row = rowOf[column];
            }
            Update(start, least, rowOf, potentials);
            return sink;
        }

        private int Relax(ReadOnlySpan<double> costs, int row, double offset, double[] columnPotentials, int left)
        {
            int best = 0;
            for (int k = 0; k < left; k++)
            {
                int column = open[k];
                double reached = offset + costs[column] - columnPotentials[column];
                if (reached < distance[column])
                    (distance[column], RowBefore[column]) = (reached, row);
                if (distance[column] < distance[open[best]])
                    best = k;
            }
            return best;
        }

        private void Update(int start, double least, int[] rowOf, (double[] Row, double[] Column) potentials)
        {
            potentials.Row[start] += least;
            for (int column = 0; column < n; column++)
            {
                if (!isColumnDone[column])
                    continue;
                potentials.Column[column] -= least - distance[column];
                int row = rowOf[column];
                if (row >= 0 && row != start)
                    potentials.Row[row] += least - distance[column];
            }
        }
    }
}
