using CellDynamics.Data.Annotated;

namespace CellDynamics.Methods.Transport;

/// <summary>Costs of moving every source cell onto every target cell, <c>[sources, targets]</c>.</summary>
/// <remarks>Differences are squared directly, not expanded into norms and a product, so that near duplicates keep all digits.</remarks>
public static class CostMatrix
{
    /// <summary>‖x − y‖ for every pair.</summary>
    /// <param name="source">States <c>[sources, dims]</c>.</param>
    /// <param name="target">States <c>[targets, dims]</c>.</param>
    /// <exception cref="ArgumentException">The two have different numbers of dimensions.</exception>
    public static DenseMatrix Euclidean(DenseMatrix source, DenseMatrix target)
    {
        DenseMatrix cost = SquaredEuclidean(source, target);
        RowBlocks.ForEach(cost.Rows, cost.Columns, (_, first, end) =>
        {
            Span<double> rows = cost.Values.AsSpan(first * cost.Columns, (end - first) * cost.Columns);
            System.Numerics.Tensors.TensorPrimitives.Sqrt(rows, rows);
        });
        return cost;
    }

    /// <summary>‖x − y‖² for every pair.</summary>
    /// <inheritdoc cref="Euclidean"/>
    public static DenseMatrix SquaredEuclidean(DenseMatrix source, DenseMatrix target)
    {
        var cost = new DenseMatrix(source.Rows, target.Rows);
        var tiles = new DistanceTiles(target, source.Columns);
        RowBlocks.ForEach(cost.Rows, cost.Columns, (_, first, end) =>
        {
            for (int tile = 0; tile < tiles.Count; tile++)
            {
                (int start, int width) = tiles.Range(tile);
                for (int i = first; i < end; i++)
                    tiles.Squared(source.Row(i), tile, cost.Row(i).Slice(start, width));
            }
        });
        return cost;
    }
}
