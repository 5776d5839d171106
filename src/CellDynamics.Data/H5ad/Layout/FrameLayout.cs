using CellDynamics.Data.Annotated;
using PureHDF;

namespace CellDynamics.Data.H5ad.Layout;

/// <summary>A data frame as anndata 0.8 stores it (<c>dataframe</c> 0.2.0).</summary>
internal static class FrameLayout
{
    public const string IndexName = "_index";

    /// <summary>
    /// Names that an attribute of 64 kB holds; PureHDF 2.2 writes no larger ones. It would write the names as one sequence of any length, but h5py gives those
    /// as bytes and anndata then names the columns by bytes; elsewhere than in the attribute anndata does not look.
    /// </summary>
    public const int MostColumns = 4000;

    public static H5Group Of(DataFrame frame)
    {
        H5Group group = H5Layout.Group("dataframe", "0.2.0", []);
        foreach (DataColumn column in frame.Columns)
            Place(group, column.Name, Column(column));
        group[IndexName] = H5Layout.Texts(frame.Index);
        group.Attributes["_index"] = IndexName;
        group.Attributes["column-order"] = Order([.. frame.Columns.Select(c => c.Name)]);
        return group;
    }

    /// <summary>The attribute <c>column-order</c>.</summary>
    public static H5Attribute Order(string[] names) => names.Length == 0 ? new H5Attribute(Array.Empty<double>(), [0UL]) : new H5Attribute(names);

    /// <summary>A name with a slash is a path in HDF5: anndata writes and finds such columns in groups below the frame.</summary>
    public static void Place(H5Group frame, string name, H5Object column)
    {
        string[] path = name.Split('/');
        H5Group group = frame;
        foreach (string step in path[..^1])
        {
            if (!group.TryGetValue(step, out object? below))
                group[step] = below = new H5Group();
            group = (H5Group)below!;
        }
        group[path[^1]] = column;
    }

    /// <summary>A column in the encoding of its kind.</summary>
    public static H5Object Column(DataColumn column) => column.Kind switch
    {
        ColumnKind.Categorical => Categorical(column, column.Categories ?? []),
        ColumnKind.Boolean when column.MissingCount == 0 => H5Layout.Flags(Array.ConvertAll(column.Numbers!, v => v != 0)),
        ColumnKind.Boolean => Nullable("nullable-boolean", column, H5Layout.Flags(Array.ConvertAll(column.Numbers!, v => v == 1))),
        ColumnKind.Integer when column.MissingCount == 0 => H5Layout.Array(Whole(column)),
        ColumnKind.Integer => Nullable("nullable-integer", column, H5Layout.Array(Whole(column))),
        ColumnKind.Float => H5Layout.Array(column.Numbers!),
        _ when column.MissingCount == 0 => H5Layout.Texts(column.Labels!),
        // Old readers know no missing text in a text column; a category has it.
        _ => Categorical(column, [.. column.Labels.OfType<string>().Distinct(StringComparer.Ordinal)]),
    };

    /// <summary>From the labels, which keep integers beyond 2^53 exact.</summary>
    private static Array Whole(DataColumn column)
    {
        var invariant = System.Globalization.CultureInfo.InvariantCulture;
        long[] values = Array.ConvertAll(column.Labels, l => l is null ? 0 : long.TryParse(l, invariant, out long v) ? v : (long)ulong.Parse(l, invariant));
        return Array.TrueForAll(values, v => v is >= int.MinValue and <= int.MaxValue) ? Array.ConvertAll(values, v => (int)v) : values;
    }

    private static H5Group Nullable(string encoding, DataColumn column, H5Dataset values) => H5Layout.Group(encoding, "0.1.0",
        [("values", values), ("mask", H5Layout.Flags(Array.ConvertAll(column.Labels, l => l is null)))]);

    private static H5Group Categorical(DataColumn column, string[] categories)
    {
        var codeOf = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < categories.Length; i++)
            codeOf.TryAdd(categories[i], i);
        int[] codes = Array.ConvertAll(column.Labels, l => l is null ? -1 : codeOf.TryGetValue(l, out int code)
            ? code
            : throw new ArgumentException($"'{l}' in column '{column.Name}' is not among its categories."));
        Array narrow = categories.Length <= sbyte.MaxValue ? Array.ConvertAll(codes, c => (sbyte)c)
            : categories.Length <= short.MaxValue ? Array.ConvertAll(codes, c => (short)c) : codes;
        H5Group group = H5Layout.Group("categorical", "0.2.0", [("codes", H5Layout.Array(narrow)), ("categories", H5Layout.Texts(categories))]);
        group.Attributes["ordered"] = new H5Attribute(column.IsOrdered ? H5Layout.Flag.TRUE : H5Layout.Flag.FALSE);
        return group;
    }
}
