using CellDynamics.Data.Annotated;
using CellDynamics.Data.H5ad.Container;
using CellDynamics.Data.Unstructured;
using PureHDF;

namespace CellDynamics.Data.H5ad;

/// <summary>Reads parts of <c>uns</c> by path; what it does not know (record arrays, awkward arrays, complex numbers) it leaves out.</summary>
internal sealed class UnsReader(H5Store store, string root = "/uns/")
{
    // A link may lead back to where it stands: neither depth nor number is believed.
    private const int MaxDepth = 32, MaxNodes = 20_000;

    private int nodes;

    public UnsNode? Read(string path)
    {
        string place = root + path.Trim('/');
        nodes = 0;
        return store.Read(place, "an element of uns", () => store.Find(place.TrimEnd('/')) is IH5Object found ? ToNode(found, place, 0) : null);
    }

    public IReadOnlyList<string> Children(string path)
    {
        string place = (root + path.Trim('/')).TrimEnd('/');
        return store.Read(place, "a group", () => store.Find(place) is IH5Group group ? H5Store.ChildrenOf(group).Select(c => c.Name).ToArray() : []);
    }

    private UnsNode? ToNode(IH5Object found, string place, int depth) => found switch
    {
        IH5Group group when SparseKind(group) is string kind => ToSparse(group, place, kind),
        IH5Group group when depth < MaxDepth => ToGroup(group, place, depth),
        IH5Dataset dataset when dataset.Space.Type == H5DataspaceType.Null => null,
        IH5Dataset dataset when H5Store.IsText(dataset.Type) => ToText(dataset),
        IH5Dataset dataset when H5Numbers.TypeName(dataset.Type) is not null => ToNumbers(dataset),
        _ => null,
    };

    public static string? SparseKind(IH5Object found) => (H5Store.Text(found, "encoding-type") ?? H5Store.Text(found, "h5sparse_format")) switch
    {
        "csr_matrix" or "csr" => "csr",
        "csc_matrix" or "csc" => "csc",
        _ => null,
    };

    private UnsGroup ToGroup(IH5Group group, string place, int depth)
    {
        var children = new Dictionary<string, UnsNode>(StringComparer.Ordinal);
        foreach (IH5Object child in H5Store.ChildrenOf(group))
            if (++nodes > MaxNodes)
                throw store.Error(place, $"at most {NumberText.Grouped(MaxNodes)} elements", "more, or links that lead back to where they stand", "Leave it out of the file: del adata.uns[key].");
            else if (ToNode(child, $"{place}/{child.Name}", depth + 1) is UnsNode node)
                children[child.Name] = node;
        return new UnsGroup(children);
    }

    private UnsSparse ToSparse(IH5Group group, string place, string kind)
    {
        var matrix = new H5SparseMatrix(store, group, place, kind);
        var rows = matrix.ReadRowBlocks(Math.Max(1, matrix.Rows)).ToArray();
        var pointers = new List<int> { 0 };
        foreach (var block in rows)
        {
            int offset = pointers[^1];
            pointers.AddRange(block.Pointers.Skip(1).Select(p => p + offset));
        }
        return new UnsSparse(matrix.Rows, matrix.Columns, [.. pointers], [.. rows.SelectMany(b => b.Indices)], [.. rows.SelectMany(b => b.Values)]);
    }

    private static UnsNode ToText(IH5Dataset dataset)
    {
        string[] texts = H5Store.ReadTexts(dataset);
        return dataset.Space.Type == H5DataspaceType.Scalar ? new UnsText(texts[0]) : new UnsTexts(texts);
    }

    private static UnsNode ToNumbers(IH5Dataset dataset)
    {
        Array values = H5Numbers.Read(dataset);
        bool areBooleans = H5Numbers.AreFlags(dataset.Type);
        if (dataset.Space.Type == H5DataspaceType.Scalar)
            return areBooleans ? new UnsFlag(((byte[])values)[0] == 1) : new UnsNumber(H5Numbers.ReadDoubles(dataset)[0]);
        Array kept = H5Numbers.ElementType(values) switch
        {
            TypeCode.Double or TypeCode.Single or TypeCode.Int32 or TypeCode.Int64 => values,
            TypeCode.Byte when areBooleans => Array.ConvertAll((byte[])values, f => f == 1),
            TypeCode.Object => Array.ConvertAll((Half[])values, h => (float)h),
            TypeCode.UInt64 or TypeCode.UInt32 => H5Numbers.ToLongs(values),
            _ => Array.ConvertAll(H5Numbers.ToLongs(values), v => (int)v),
        };
        return new UnsArray(H5Store.Shape(dataset), kept);
    }
}
