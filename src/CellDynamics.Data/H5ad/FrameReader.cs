using CellDynamics.Data.Annotated;
using CellDynamics.Data.H5ad.Container;
using PureHDF;

namespace CellDynamics.Data.H5ad;

/// <summary>Reads <c>obs</c> and <c>var</c>; a column that cannot be read costs only itself and leaves a note.</summary>
internal sealed class FrameReader(H5Store store, List<string> notes)
{
    /// <param name="place">Path of the data frame, such as <c>/obs</c>.</param>
    /// <exception cref="DatasetFileException">There is no such frame, or its index cannot be read.</exception>
    public DataFrame Read(string place)
    {
        IH5Object found = store.Find(place) ?? throw store.Error(place, "a data frame", "nothing", "The file holds no cells and genes as anndata writes them: is it an .h5ad file?");
        if (CompoundTable.IsTable(found))
            return new LegacyFrames(store, notes).Read((IH5Dataset)found, place);
        if (found is not IH5Group group)
            throw store.Error(place, "a data frame", "an array", "Write the file again with anndata.");
        string indexName = H5Store.Text(group, "_index") ?? "_index";
        string[] index = ReadIndex(group, place, indexName);
        IEnumerable<string> names = H5Store.Texts(group, "column-order") ?? (group.AttributeExists("column-order") ? [] : Members(group, indexName));
        var columns = new List<DataColumn>();
        foreach (string name in names)
            if (TryRead(group, place, name, index.Length) is DataColumn column)
                columns.Add(column);
        return new DataFrame(indexName, index, columns);
    }

    private string[] ReadIndex(IH5Group group, string place, string indexName)
    {
        string at = $"{place}/{indexName}";
        IH5Object member = H5Store.FindBelow(group, indexName) ?? H5Store.FindBelow(group, "index")
            ?? throw store.Error(at, "the names of the entries", "nothing", "Write the file again with anndata.");
        return store.Read(at, "names", () => Array.ConvertAll(ReadElement(group, indexName, member).Labels, label => label ?? ""));
    }

    private DataColumn? TryRead(IH5Group group, string place, string name, int expectedLength)
    {
        try
        {
            IH5Object? member = H5Store.FindBelow(group, name);
            if (member is null)
            {
                notes.Add(GroupLinks.Has(group, name)
                    ? $"{place}/{name} is a link that leads out of the file, or nowhere; left out."
                    : $"{place}/{name} is listed among the columns but is not in the file; left out.");
                return null;
            }
            DataColumn column = ReadElement(group, name, member);
            if (column.Count == expectedLength)
                return column;
            notes.Add($"{place}/{name} has {column.Count} values for {expectedLength} entries; left out.");
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            notes.Add($"{place}/{name} cannot be read ({H5Store.FirstLine(error)}); left out.");
        }
        return null;
    }

    private static string[] Members(IH5Group group, string indexName) =>
        [.. H5Store.ChildrenOf(group).Select(c => c.Name).Where(n => n != indexName && n != "__categories")];

    private static DataColumn ReadElement(IH5Group frame, string name, IH5Object member) => member switch
    {
        IH5Group group when GroupLinks.Has(group, "codes") => ReadCategorical(name, group),
        IH5Group group when GroupLinks.Has(group, "values") && GroupLinks.Has(group, "mask") => ReadNullable(name, group),
        IH5Dataset dataset when H5Store.FindBelow(frame, "__categories/" + name) is IH5Dataset categories => ReadOldCategorical(name, dataset, categories),
        IH5Dataset dataset => ReadArray(name, dataset),
        _ => throw new NotSupportedException($"it is a group of encoding '{H5Store.Text(member, "encoding-type") ?? "none"}'"),
    };

    /// <summary>A column from a plain array of one dimension.</summary>
    internal static DataColumn ReadArray(string name, IH5Dataset dataset)
    {
        if (dataset.Space.Dimensions.Length > 1)
            throw new NotSupportedException($"it has {dataset.Space.Dimensions.Length} dimensions");
        return H5Store.IsText(dataset.Type) ? DataColumn.OfTexts(name, H5Store.ReadTexts(dataset))
            : H5Numbers.NamesOfValues(dataset.Type) is { } names ? OfEnumeration(name, H5Numbers.ReadLongs(dataset), names)
            : OfNumbers(name, dataset, null);
    }

    /// <summary>An enumeration other than yes and no: its names are what a person sees.</summary>
    private static DataColumn OfEnumeration(string name, long[] values, IReadOnlyDictionary<long, string> names)
    {
        string[] categories = [.. names.OrderBy(pair => pair.Key).Select(pair => pair.Value)];
        return new DataColumn(name, ColumnKind.Categorical, Array.ConvertAll(values, value => names.GetValueOrDefault(value)), Categories: categories);
    }

    private static DataColumn OfNumbers(string name, IH5Dataset dataset, bool[]? isMissing)
    {
        Array raw = H5Numbers.Read(dataset);
        return OfNumbers(name, raw, H5Numbers.AreFlags(dataset.Type), isMissing ?? MissingOfR(dataset, raw));
    }

    /// <summary>rhdf5 marks arrays whose smallest integer stands for R's missing.</summary>
    private static bool[]? MissingOfR(IH5Dataset dataset, Array raw) => dataset.AttributeExists("rhdf5-NA.OK") && raw is int[] integers && dataset.Type.FixedPoint.IsSigned
        ? Array.ConvertAll(integers, value => value == int.MinValue)
        : null;

    /// <summary>A column of numbers or of yes and no, <c>[entries]</c>.</summary>
    internal static DataColumn OfNumbers(string name, Array raw, bool areBooleans, bool[]? isMissing)
    {
        double[] numbers = H5Numbers.ToDoubles(raw);
        for (int i = 0; i < numbers.Length; i++)
            // A third enum value, 2, is R's missing.
            if ((isMissing?[i] ?? false) || (areBooleans && numbers[i] > 1))
                numbers[i] = double.NaN;
        bool areReal = H5Numbers.ElementType(raw) is TypeCode.Double or TypeCode.Single or TypeCode.Object;
        ColumnKind kind = areBooleans ? ColumnKind.Boolean : areReal ? ColumnKind.Float : ColumnKind.Integer;
        return new DataColumn(name, kind, numbers, () =>
        {
            string?[] labels = H5Numbers.ToLabels(raw, areBooleans);
            for (int i = 0; i < labels.Length; i++)
                labels[i] = double.IsNaN(numbers[i]) ? null : labels[i];
            return labels;
        });
    }

    private static DataColumn ReadNullable(string name, IH5Group group)
    {
        var values = H5Store.Dataset(group, "values");
        bool[] isMissing = Array.ConvertAll(H5Numbers.ReadLongs(H5Store.Dataset(group, "mask")), m => m != 0);
        if (!H5Store.IsText(values.Type))
            return OfNumbers(name, values, isMissing);
        string?[] texts = H5Store.ReadTexts(values);
        for (int i = 0; i < texts.Length; i++)
            texts[i] = isMissing[i] ? null : texts[i];
        return DataColumn.OfTexts(name, texts);
    }

    private static DataColumn ReadCategorical(string name, IH5Group group)
    {
        IH5Object categories = H5Store.FindBelow(group, "categories") ?? throw new InvalidDataException("it has no categories");
        string?[] labels = categories is IH5Group nullable ? ReadNullable(name, nullable).Labels : ReadArray(name, (IH5Dataset)categories).Labels;
        return OfCodes(name, H5Store.Dataset(group, "codes"), labels, H5Store.Flag(group, "ordered"));
    }

    /// <summary>The layout of anndata 0.7: codes in the column, categories in a sister group of the same name.</summary>
    private static DataColumn ReadOldCategorical(string name, IH5Dataset codes, IH5Dataset categories) =>
        OfCodes(name, codes, ReadArray(name, categories).Labels, H5Store.Flag(categories, "ordered"));

    private static DataColumn OfCodes(string name, IH5Dataset codes, string?[] labels, bool isOrdered) => OfCodes(name, H5Numbers.ReadLongs(codes), labels, isOrdered);

    /// <summary>A categorical column, <c>[entries]</c>; negative codes are missing.</summary>
    /// <exception cref="InvalidDataException">A code has no category.</exception>
    internal static DataColumn OfCodes(string name, long[] codes, string?[] labels, bool isOrdered)
    {
        string[] categories = Array.ConvertAll(labels, label => label ?? "");
        string?[] values = Array.ConvertAll(codes, code => code < 0 ? null : code < categories.Length
            ? categories[code]
            : throw new InvalidDataException($"code {code} for {categories.Length} categories"));
        return new DataColumn(name, ColumnKind.Categorical, values, Categories: categories, IsOrdered: isOrdered);
    }
}
