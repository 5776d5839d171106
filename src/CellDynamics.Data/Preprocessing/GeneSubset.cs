using CellDynamics.Data.Annotated;

namespace CellDynamics.Data.Preprocessing;

/// <summary>Row blocks of a matrix in the common scale, cut down to chosen genes in a chosen order.</summary>
internal sealed class GeneSubset
{
    private readonly ICellMatrix matrix;
    private readonly MatrixScale scale;
    private readonly int[] placeOf;
    private readonly int count;
    private readonly bool isAscending;

    /// <param name="matrix">The matrix as stored.</param>
    /// <param name="scale">Its scale; cells are normalised over all genes before the cut.</param>
    /// <param name="genes">Column of each wanted gene, −1 where the matrix lacks it, <c>[wanted]</c>.</param>
    public GeneSubset(ICellMatrix matrix, MatrixScale scale, IReadOnlyList<int> genes)
    {
        (this.matrix, this.scale, count) = (matrix, scale, genes.Count);
        placeOf = new int[matrix.Columns];
        Array.Fill(placeOf, -1);
        for (int place = 0; place < genes.Count; place++)
            if (genes[place] >= 0)
                placeOf[genes[place]] = place;
        int[] present = [.. genes.Where(g => g >= 0)];
        isAscending = present.SequenceEqual(present.Order());
    }

    /// <param name="isTaken">Cells to keep, <c>[cells]</c>; null for all. Kept rows move together, but <see cref="SparseRows.FirstRow"/> still counts stored rows.</param>
    /// <param name="cancellationToken">Stops between blocks.</param>
    public IEnumerable<SparseRows> Blocks(bool[]? isTaken = null, CancellationToken cancellationToken = default)
    {
        foreach (SparseRows block in matrix.ReadRowBlocks(cancellationToken: cancellationToken))
            yield return Cut(block, isTaken);
    }

    private SparseRows Cut(SparseRows block, bool[]? isTaken)
    {
        var pointers = new List<int>(block.Rows + 1) { 0 };
        int[] indices = GC.AllocateUninitializedArray<int>(block.Indices.Length);
        double[] values = GC.AllocateUninitializedArray<double>(block.Values.Length);
        int kept = 0;
        for (int row = 0; row < block.Rows; row++)
        {
            if (isTaken is not null && !isTaken[block.FirstRow + row])
                continue;
            int start = kept;
            double factor = Normalization.SizeFactor(block.Values.AsSpan(block.Pointers[row]..block.Pointers[row + 1]), scale);
            for (int i = block.Pointers[row]; i < block.Pointers[row + 1]; i++)
                if (placeOf[block.Indices[i]] is >= 0 and var place)
                    (indices[kept], values[kept++]) = (place, Normalization.Of(block.Values[i], factor, scale));
            if (!isAscending)
                Array.Sort(indices, values, start, kept - start);
            pointers.Add(kept);
        }
        return new SparseRows(block.FirstRow, count, [.. pointers], indices[..kept], values[..kept]);
    }
}
