using CellDynamics.Data.Annotated;
using CellDynamics.Data.H5ad.Container;
using PureHDF;

namespace CellDynamics.Data.H5ad;

/// <summary>Finds the matrices of a file and checks that they have one row per cell.</summary>
internal sealed class MatrixReader(H5Store store, List<string> notes, int cellCount)
{
    /// <summary>The main matrix: missing (or the null of anndata 0.12.0) is allowed, one of another size or with claims beyond belief is not. One that cannot be read costs only itself.</summary>
    public (ICellMatrix? Matrix, DatasetFileException? Problem) ReadMain(string place, int geneCount)
    {
        ICellMatrix? matrix;
        try
        {
            matrix = Open(place);
        }
        catch (Exception error) when (error is not (OperationCanceledException or DatasetFileException { IsImplausible: true }))
        {
            return (null, error as DatasetFileException ?? store.Unreadable(place, "a matrix of cells and genes", error));
        }
        return (Fitting(matrix, place, geneCount), null);
    }

    private ICellMatrix? Read(string place, int geneCount) => Fitting(Open(place), place, geneCount);

    private ICellMatrix? Open(string place) => store.Find(place) is { } found and not IH5Dataset { Space.Type: H5DataspaceType.Null } ? Open(found, place) : null;

    private ICellMatrix? Fitting(ICellMatrix? matrix, string place, int geneCount)
    {
        if (matrix is not null && (matrix.Rows != cellCount || matrix.Columns != geneCount))
            throw store.Error(place, $"{cellCount} × {geneCount} values, as obs and var have entries", $"{matrix.Rows} × {matrix.Columns}", "The parts of the file disagree: write it again with anndata.");
        return matrix;
    }

    /// <summary>A matrix that may be left out with a note.</summary>
    public ICellMatrix? TryRead(string place, int geneCount)
    {
        try
        {
            return Read(place, geneCount);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            notes.Add($"{place} is left out: {H5Store.Reason(error)}.");
            return null;
        }
    }

    public Dictionary<string, ICellMatrix> ReadLayers(int geneCount)
    {
        var layers = new Dictionary<string, ICellMatrix>(StringComparer.Ordinal);
        if (store.Find("/layers") is IH5Group group)
            foreach (IH5Object child in H5Store.ChildrenOf(group))
                if (TryRead("/layers/" + child.Name, geneCount) is ICellMatrix layer)
                    layers[child.Name] = layer;
        return layers;
    }

    public List<EmbeddingEntry> ReadEmbeddings()
    {
        var entries = new List<EmbeddingEntry>();
        if (store.Find("/obsm") is { } found && CompoundTable.IsTable(found))
            return [.. EmbeddingReader.DescribeFields(new CompoundTable((IH5Dataset)found))];
        if (store.Find("/obsm") is not IH5Group group)
            return entries;
        foreach (IH5Object child in H5Store.ChildrenOf(group))
        {
            EmbeddingEntry? entry = TryDescribe(child);
            if (entry is null)
                notes.Add($"/obsm/{child.Name} is left out: its encoding '{H5Store.Text(child, "encoding-type") ?? "none"}' or its extents are none that this version reads.");
            else if (entry.Shape[0] != cellCount)
                notes.Add($"/obsm/{child.Name} is left out: it has {entry.Shape[0]} rows for {cellCount} cells.");
            else
                entries.Add(entry);
        }
        return entries;
    }

    /// <summary>Notes what names another file as its place.</summary>
    public void NoteRefused()
    {
        foreach (string place in new[] { "/layers", "/obsm", "/varm", "/obsp", "/varp", "/uns" })
            if (store.Find(place) is IH5Group group && H5Store.RefusedIn(group) is > 0 and int count)
                notes.Add($"{place} names other files as the place of {count} {(count == 1 ? "entry" : "entries")}; other files are not opened.");
    }

    /// <summary>What stands in <c>varm</c>, <c>obsp</c> or <c>varp</c>; read by no method, shown by the doctor.</summary>
    public List<EmbeddingEntry> Describe(string place) => store.Find(place) switch
    {
        IH5Group group => [.. H5Store.ChildrenOf(group).Select(TryDescribe).OfType<EmbeddingEntry>()],
        IH5Dataset { Type.Class: H5DataTypeClass.Compound } table => [.. EmbeddingReader.DescribeFields(new CompoundTable(table))],
        _ => [],
    };

    private static EmbeddingEntry? TryDescribe(IH5Object child)
    {
        try
        {
            return EmbeddingReader.Describe(child);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            return null;
        }
    }

    private ICellMatrix Open(IH5Object found, string place) => found switch
    {
        IH5Group group when UnsReader.SparseKind(group) is string kind => new H5SparseMatrix(store, group, place, kind),
        IH5Dataset dataset when dataset.Space.Dimensions.Length == 2 && H5Numbers.TypeName(dataset.Type) is not null => Dense(dataset, place),
        IH5Dataset dataset => throw store.Error(place, "a matrix of numbers", $"{dataset.Space.Dimensions.Length} dimensions of {dataset.Type.Class}", "Write the file again with anndata."),
        _ => throw store.Error(place, "a dense, CSR or CSC matrix", $"a group of encoding '{H5Store.Text(found, "encoding-type") ?? "none"}'", "Write the file again with anndata."),
    };

    private H5DenseMatrix Dense(IH5Dataset dataset, string place)
    {
        store.RequirePlausible(dataset, place);
        return new H5DenseMatrix(store, dataset, place);
    }
}
