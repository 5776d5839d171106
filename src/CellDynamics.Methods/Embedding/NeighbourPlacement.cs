using CellDynamics.Data.Annotated;

namespace CellDynamics.Methods.Embedding;

/// <summary>Places cells in a view that has no formula: at the mean of their nearest placed cells, the nearer the heavier.</summary>
public static class NeighbourPlacement
{
    /// <summary>Neighbours that share in the place of a cell.</summary>
    public const int Neighbours = 5;

    /// <param name="states">Cells to place, <c>[cells, dims]</c>.</param>
    /// <param name="reference">Cells that have a place, in the same representation, <c>[placed, dims]</c>.</param>
    /// <param name="view">Their places, <c>[placed, 2]</c>.</param>
    /// <param name="cancellationToken">Stops between cells.</param>
    /// <returns>Places <c>[cells, 2]</c>; a cell that equals a placed one gets exactly its place.</returns>
    public static DenseMatrix Place(DenseMatrix states, DenseMatrix reference, DenseMatrix view, CancellationToken cancellationToken = default)
    {
        int count = Math.Min(Neighbours, reference.Rows);
        NearestNeighbours nearest = NearestNeighbours.Of(states, reference, count, cancellationToken: cancellationToken);
        var placed = new DenseMatrix(states.Rows, 2);
        for (int i = 0; i < states.Rows; i++)
        {
            ReadOnlySpan<double> distances = nearest.Distances.AsSpan(i * count, count);
            double total = 0;
            for (int j = 0; j < count; j++)
            {
                double weight = distances[0] <= 0 ? (j == 0 ? 1 : 0) : distances[0] * distances[0] / (distances[j] * distances[j]);
                int cell = nearest.Indices[i * count + j];
                placed[i, 0] += weight * view[cell, 0];
                placed[i, 1] += weight * view[cell, 1];
                total += weight;
            }
            placed[i, 0] /= total;
            placed[i, 1] /= total;
        }
        return placed;
    }
}
