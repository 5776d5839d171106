using CellDynamics.Data.Annotated;
using CellDynamics.Data.H5ad;
using CellDynamics.Data.Unstructured;

namespace CellDynamics.Data.Tests.Shared;

/// <summary>Small contents with every kind of element.</summary>
public static class Samples
{
    public static H5adContent Content(int cells, int genes, string kind)
    {
        var x = new DenseMatrix(cells, genes);
        if (cells > 1 && genes > 1)
            (x[1, 0], x[cells - 1, genes - 1]) = (2.5, -1);
        var counts = new DenseMatrix(cells, genes);
        Array.Fill(counts.Values, 1);
        return new H5adContent
        {
            Obs = Obs(cells),
            Var = DataFrame.Numbered("gene", genes),
            X = kind == "dense" ? new MemoryMatrix(x) : Sparse(x),
            Layers = new Dictionary<string, ICellMatrix> { ["counts"] = new MemoryMatrix(counts) },
            Obsm = new Dictionary<string, DenseMatrix> { ["X_pca"] = new(cells, 2, [.. Enumerable.Range(0, 2 * cells).Select(i => i / 4.0)]) },
            Uns = new UnsGroup(new Dictionary<string, UnsNode> { ["celldynamics"] = Uns() }),
        };
    }

    public static ICellMatrix Sparse(DenseMatrix matrix) => new SparseSample(matrix);

    /// <summary>Every stored value other than zero with its place.</summary>
    public static List<(int Row, int Column, float Value)> Entries(ICellMatrix matrix, int maxRows = 2048)
    {
        var entries = new List<(int, int, float)>();
        foreach (SparseRows block in matrix.ReadRowBlocks(maxRows))
            for (int row = 0; row < block.Rows; row++)
                for (int i = block.Pointers[row]; i < block.Pointers[row + 1]; i++)
                    if (block.Values[i] != 0)
                        entries.Add((block.FirstRow + row, block.Indices[i], (float)block.Values[i]));
        return entries;
    }

    private static DataFrame Obs(int cells)
    {
        int[] n = [.. Enumerable.Range(0, cells)];
        string?[] labels = ["b", "ü", null];
        return new DataFrame("_index", [.. n.Select(i => $"cell {i}")],
        [
            new DataColumn("cat", ColumnKind.Categorical, [.. n.Select(i => labels[i % 3])], Categories: ["b", "ü", "never"], IsOrdered: true),
            DataColumn.OfBooleans("b", [.. n.Select(i => i % 2 == 0)]),
            DataColumn.OfIntegers("i", [.. n.Select(i => (long)i)]),
            DataColumn.OfNumbers("f", [.. n.Select(i => i == 0 ? double.NaN : 0.5)]),
            DataColumn.OfTexts("s", [.. n.Select(i => i == 0 ? "" : "two\nlines")]),
        ]);
    }

    private static UnsGroup Uns() => new(new Dictionary<string, UnsNode>
    {
        ["text"] = new UnsText("day 3 – ß"),
        ["number"] = new UnsNumber(0.5),
        ["whole"] = new UnsNumber(7),
        ["flag"] = new UnsFlag(true),
        ["cube"] = new UnsArray([20, 30, 40], Enumerable.Range(0, 24000).Select(i => (float)i).ToArray()),
        ["ints"] = UnsArray.Of([1, -2]),
        ["texts"] = new UnsTexts(["a", "", "ß"]),
        ["nothing"] = UnsArray.Of(Array.Empty<double>()),
        ["empty group"] = new UnsGroup(new Dictionary<string, UnsNode>()),
        ["coupling"] = new UnsSparse(2, 3, [0, 2, 3], [1, 2, 0], [0.25, 0.75, 1]),
    });

    private sealed class SparseSample(DenseMatrix matrix) : ICellMatrix
    {
        private readonly MemoryMatrix inner = new(matrix);

        public int Rows => inner.Rows;

        public int Columns => inner.Columns;

        public string Kind => "csr";

        public string DType => "float64";

        public IEnumerable<SparseRows> ReadRowBlocks(int maxRows = 2048, CancellationToken cancellationToken = default) => inner.ReadRowBlocks(maxRows, cancellationToken);

        public double[] ReadColumn(int column) => inner.ReadColumn(column);
    }
}
