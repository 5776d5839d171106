using CellDynamics.Data.H5ad.Container;
using CellDynamics.Data.H5ad.Layout;
using PureHDF;

namespace CellDynamics.Data.H5ad.Copying;

/// <summary>Copies data frames of any era as <c>dataframe</c> 0.2.0.</summary>
internal sealed class FrameCopy(H5Store store, ElementCopy elements)
{
    private const string OldCategories = "__categories";

    /// <summary>Keys of <c>uns</c> that became categories of a column.</summary>
    public HashSet<string> UsedCategories { get; } = new(StringComparer.Ordinal);

    /// <summary><c>obs</c>, <c>var</c> or the like, of any era, with further columns; those of the same name are replaced and listed. Its index is an array of texts, which every reader knows.</summary>
    /// <exception cref="Annotated.DatasetFileException">There is no such frame, or its index cannot be read.</exception>
    public H5Group Main(string place, IReadOnlyList<(string Name, H5Object Values)> added)
    {
        (H5Group frame, List<string> order) = store.Find(place) switch
        {
            IH5Dataset dataset when CompoundTable.IsTable(dataset) => Records(dataset, place),
            IH5Group group => Group(group, place, isIndexText: true),
            _ => throw store.Error(place, "a data frame", "none", "Write the file again with anndata."),
        };
        foreach ((string name, H5Object values) in added)
        {
            if (order.Remove(name))
                elements.Leave($"{place}/{name}", "replaced by the column of this result");
            FrameLayout.Place(frame, name, values);
        }
        frame.Attributes["column-order"] = FrameLayout.Order([.. Listed(order, place, FrameLayout.MostColumns - added.Count), .. added.Select(column => column.Name)]);
        return frame;
    }

    /// <summary>A frame anywhere else, such as in <c>obsm</c> or <c>uns</c>.</summary>
    public H5Group Of(IH5Group source, string place)
    {
        (H5Group frame, List<string> order) = Group(source, place, isIndexText: false);
        frame.Attributes["column-order"] = FrameLayout.Order([.. Listed(order, place, FrameLayout.MostColumns)]);
        return frame;
    }

    private (H5Group Frame, List<string> Order) Group(IH5Group source, string place, bool isIndexText)
    {
        string index = H5Store.Text(source, "_index") ?? "_index";
        if (H5Store.FindBelow(source, index) is null && H5Store.FindBelow(source, "index") is not null)
            index = "index";
        H5Group frame = H5Layout.Group("dataframe", "0.2.0", []);
        elements.Attributes(source, frame, place, AttributeCopy.Encoding, AttributeCopy.Version, "column-order", "_index");
        frame.Attributes["_index"] = index;
        bool IsSpecial(string name) => name == OldCategories || name == index || H5Store.FindBelow(source, $"{OldCategories}/{name}") is IH5Dataset;
        elements.Children(source, place, frame, IsSpecial);
        foreach (IH5Object child in H5Store.ChildrenOf(source).Where(child => child.Name is not OldCategories && child.Name != index && IsSpecial(child.Name)))
            if (elements.Attempt($"{place}/{child.Name}", () => OldCategorical(source, child, $"{place}/{child.Name}")) is { } column)
                frame[child.Name] = column;
        frame[index] = Index(source, place, index, isIndexText);
        IEnumerable<string> order = H5Store.Texts(source, "column-order")
            ?? (source.AttributeExists("column-order") ? [] : H5Store.ChildrenOf(source).Select(child => child.Name).Where(name => name != index && name != OldCategories));
        return (frame, [.. order.Where(name => IsIn(frame, name))]);
    }

    private H5Object Index(IH5Group source, string place, string name, bool isText)
    {
        IH5Object found = H5Store.FindBelow(source, name) ?? throw store.Error($"{place}/{name}", "the names of the entries", "nothing", "Write the file again with anndata.");
        if (isText && found is IH5Group nullable && H5Store.FindBelow(nullable, "values") is IH5Dataset values && H5Store.IsText(values.Type))
            return H5Layout.Texts(H5Store.ReadTexts(values));
        return elements.Of(found, $"{place}/{name}") ?? throw store.Error($"{place}/{name}", "the names of the entries", "some that cannot be read", "Copy the file again.");
    }

    /// <summary>The layout of anndata 0.7: codes in the column, categories in a sister group of the same name.</summary>
    private H5Group OldCategorical(IH5Group frame, IH5Object codes, string place)
    {
        var categories = (IH5Dataset)H5Store.FindBelow(frame, $"{OldCategories}/{codes.Name}")!;
        H5Dataset names = elements.Dataset(categories, place, place);
        names.Attributes.Remove("ordered");
        return Categorical(elements.Dataset((IH5Dataset)codes, place, place), names, H5Store.Flag(categories, "ordered"));
    }

    /// <summary>The layout before 0.7: records whose first field is the index, categories in <c>uns</c>.</summary>
    private (H5Group Frame, List<string> Order) Records(IH5Dataset source, string place)
    {
        var table = new CompoundTable(source);
        string index = table.Fields[0];
        H5Group frame = H5Layout.Group("dataframe", "0.2.0", [(index, Field(table, index))]);
        frame.Attributes["_index"] = index;
        foreach (string name in table.Fields.Skip(1))
            if (elements.Attempt($"{place}/{name}", () => OldCategorical(table, name) ?? (H5Object)Field(table, name)) is { } column)
                frame[name] = column;
        return (frame, [.. table.Fields.Skip(1).Where(frame.ContainsKey)]);
    }

    private H5Group? OldCategorical(CompoundTable table, string name)
    {
        string key = name + "_categories";
        if (LegacyFrames.Codes(table, name) is not { } codes || store.Find($"/uns/{key}") is not IH5Dataset found)
            return null;
        bool areTexts = H5Store.IsText(found.Type);
        Array categories = areTexts ? H5Store.ReadTexts(found) : H5Numbers.Read(found);
        if (H5Numbers.ToLongs(codes).Any(code => code >= categories.Length))
            return null;
        UsedCategories.Add(key);
        return Categorical(H5Layout.Array(codes), areTexts ? H5Layout.Texts((string[])categories) : H5Layout.Array(categories), isOrdered: false);
    }

    private static H5Group Categorical(H5Object codes, H5Object categories, bool isOrdered)
    {
        H5Group group = H5Layout.Group("categorical", "0.2.0", [("codes", codes), ("categories", categories)]);
        group.Attributes["ordered"] = isOrdered ? H5Layout.Flag.TRUE : H5Layout.Flag.FALSE;
        return group;
    }

    private static H5Dataset Field(CompoundTable table, string name)
    {
        if (table.Width(name) != 1)
            throw new NotSupportedException($"it has {table.Width(name)} values per entry");
        if (table.IsText(name))
            return H5Layout.Texts(table.Texts(name));
        Array numbers = table.Numbers(name);
        return table.AreBooleans(name) ? H5Layout.Flags(Array.ConvertAll(H5Numbers.ToLongs(numbers), value => value == 1)) : H5Layout.Array(numbers);
    }

    private IEnumerable<string> Listed(List<string> order, string place, int most)
    {
        if (order.Count > most)
            elements.Leave(place, $"the {order.Count - most} columns after '{order[most - 1]}' are in the file, but not in its list of columns, which holds {FrameLayout.MostColumns} names: anndata does not show them, h5py does");
        return order.Take(most);
    }

    /// <summary>A name with a slash is a path.</summary>
    private static bool IsIn(H5Group frame, string name)
    {
        object? at = frame;
        foreach (string step in name.Split('/'))
            if (at is not H5Group group || !group.TryGetValue(step, out at))
                return false;
        return true;
    }
}
