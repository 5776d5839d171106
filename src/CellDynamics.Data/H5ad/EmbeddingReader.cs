using CellDynamics.Data.Annotated;
using CellDynamics.Data.H5ad.Container;
using PureHDF;

namespace CellDynamics.Data.H5ad;

/// <summary>Reads entries of <c>obsm</c>: dense, sparse, or a data frame of numbers (by position).</summary>
internal sealed class EmbeddingReader(H5Store store)
{
    /// <summary>What the file says of an entry; null for encodings that are no matrix.</summary>
    public static EmbeddingEntry? Describe(IH5Object found)
    {
        switch (found)
        {
            case IH5Dataset dataset when H5Numbers.TypeName(dataset.Type) is string type && dataset.Space.Dimensions.Length > 0:
                return new EmbeddingEntry(found.Name, "dense", type, H5Store.Shape(dataset));
            case IH5Group group when UnsReader.SparseKind(group) is string kind && H5Store.Numbers(group, "shape") is [long rows, long columns]:
                string stored = H5Store.FindBelow(group, "data") is IH5Dataset data ? H5Numbers.TypeName(data.Type) ?? "object" : "object";
                return new EmbeddingEntry(found.Name, kind, stored, [checked((int)rows), checked((int)columns)]);
            case IH5Group group when H5Store.Text(group, "encoding-type") == "dataframe":
                string index = H5Store.Text(group, "_index") ?? "_index";
                return H5Store.FindBelow(group, index) is IH5Dataset names
                    ? new EmbeddingEntry(found.Name, "dataframe", "", [H5Store.Shape(names)[0], H5Store.Texts(group, "column-order")?.Length ?? 0])
                    : null;
            default:
                return null;
        }
    }

    /// <summary>What a table of anndata before 0.7 holds: every field is an entry.</summary>
    public static IEnumerable<EmbeddingEntry> DescribeFields(CompoundTable table) =>
        from field in table.Fields
        let type = table.TypeName(field)
        where type is not null
        select new EmbeddingEntry(field, "dense", type, [table.Count, table.Width(field)]);

    /// <param name="place">Path of the entry, such as <c>/obsm/X_pca</c>.</param>
    public DenseMatrix Read(string place)
    {
        (string below, string key) = (place[..place.IndexOf('/', 1)], place[(place.IndexOf('/', 1) + 1)..]);
        if (store.Find(below) is IH5Dataset table)
            return store.Read(place, "a numeric matrix", () => OfField(new CompoundTable(table), key));
        return store.Read(place, "a numeric matrix", () => store.Find(place) switch
        {
            IH5Dataset dataset when dataset.Space.Dimensions.Length == 2 => new H5DenseMatrix(store, dataset, place).ReadAll(),
            IH5Dataset dataset when dataset.Space.Dimensions.Length == 1 => new DenseMatrix(H5Store.Shape(dataset)[0], 1, H5Numbers.ReadDoubles(dataset)),
            IH5Group group when UnsReader.SparseKind(group) is string kind => Densify(new H5SparseMatrix(store, group, place, kind)),
            IH5Group => FromFrame(place),
            IH5Dataset dataset => throw store.Error(place, "a matrix of two dimensions", $"{dataset.Space.Dimensions.Length}", "Choose another embedding."),
            _ => throw store.Error(place, "a numeric matrix", "nothing", "Choose another embedding."),
        });
    }

    private static DenseMatrix OfField(CompoundTable table, string key) => new(table.Count, table.Width(key), H5Numbers.ToDoubles(table.Numbers(key)));

    private static DenseMatrix Densify(H5SparseMatrix matrix)
    {
        var dense = new DenseMatrix(matrix.Rows, matrix.Columns);
        foreach (SparseRows block in matrix.ReadRowBlocks())
            for (int row = 0; row < block.Rows; row++)
                for (int i = block.Pointers[row]; i < block.Pointers[row + 1]; i++)
                    dense[block.FirstRow + row, block.Indices[i]] = block.Values[i];
        return dense;
    }

    private DenseMatrix FromFrame(string place)
    {
        DataFrame frame = new FrameReader(store, []).Read(place);
        DataColumn? text = frame.Columns.FirstOrDefault(c => c.Numbers is null);
        if (text is not null)
            throw store.Error($"{place}/{text.Name}", "a column of numbers", $"{text.Kind} values such as '{text.Labels.FirstOrDefault(l => l is not null)}'", "Choose another embedding.");
        var dense = new DenseMatrix(frame.Count, frame.Columns.Count);
        for (int column = 0; column < dense.Columns; column++)
            for (int row = 0; row < dense.Rows; row++)
                dense[row, column] = frame.Columns[column].Numbers![row];
        return dense;
    }
}
