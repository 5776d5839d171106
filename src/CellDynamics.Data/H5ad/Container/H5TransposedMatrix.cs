using CellDynamics.Data.Annotated;
using PureHDF;
using PureHDF.Selections;

namespace CellDynamics.Data.H5ad.Container;

/// <summary>A dense matrix that is stored genes × cells and read as cells × genes, in bands of cells that follow its chunks.</summary>
internal sealed class H5TransposedMatrix(H5Store store, IH5Dataset dataset, string place) : ICellMatrix
{
    private const int MaxEntries = 4 << 20;

    public int Rows { get; } = H5Store.Shape(dataset)[1];

    public int Columns { get; } = H5Store.Shape(dataset)[0];

    public string Kind => "dense";

    public string DType { get; } = H5Numbers.TypeName(dataset.Type) ?? "object";

    public IEnumerable<SparseRows> ReadRowBlocks(int maxRows = 2048, CancellationToken cancellationToken = default)
    {
        int width = BandWidth(maxRows);
        for (int first = 0; first < Rows; first += width)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int cells = Math.Min(width, Rows - first);
            yield return SparseRows.OfDense(first, Columns, Columns == 0 ? [] : Transposed(Part(0, first, Columns, cells), Columns, cells), cells);
        }
    }

    public double[] ReadColumn(int column)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(column, Columns);
        return Rows == 0 ? [] : Part(column, 0, 1, Rows);
    }

    private double[] Part(int gene, int cell, int genes, int cells)
    {
        var part = new HyperslabSelection(2, [(ulong)gene, (ulong)cell], [(ulong)genes, (ulong)cells]);
        return store.Read(place, "a dense matrix", () => H5Numbers.ReadDoubles(dataset, part));
    }

    /// <summary>As many cells as memory allows, whole chunks where possible: a band is read through all genes, so every chunk is unpacked once.</summary>
    private int BandWidth(int maxRows)
    {
        int width = Math.Clamp(MaxEntries / Math.Max(1, Columns), 1, Math.Max(1, maxRows));
        int chunk = dataset.Layout.Class == H5DataLayoutClass.Chunked ? (int)Math.Min(int.MaxValue, dataset.Layout.Chunks[1]) : 1;
        return width > chunk ? width - width % chunk : width;
    }

    private static double[] Transposed(double[] values, int genes, int cells)
    {
        double[] turned = new double[values.Length];
        for (int gene = 0; gene < genes; gene++)
            for (int cell = 0; cell < cells; cell++)
                turned[cell * genes + gene] = values[gene * cells + cell];
        return turned;
    }
}
