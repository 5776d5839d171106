using CellDynamics.Data.H5ad.Container;
using CellDynamics.Data.H5ad.Layout;
using PureHDF;

namespace CellDynamics.Data.H5ad.Copying;

/// <summary>Copies a whole AnnData file of any era, with results added; what older versions kept elsewhere goes where anndata 0.8 puts it while reading.</summary>
internal sealed class AnnDataCopy(H5Store store, ElementCopy elements, AddedResults added)
{
    private static readonly string[] Elements = ["X", "layers", "obs", "var", "obsm", "varm", "obsp", "varp", "uns", "raw", "raw.X", "raw.var", "raw.varm"];
    private static readonly string[] OfNeighbors = ["distances", "connectivities"];

    private readonly FrameCopy frames = new(store, elements);

    /// <exception cref="Annotated.DatasetFileException">Names of cells or genes cannot be read.</exception>
    public H5File Plan()
    {
        var file = new H5File { Attributes = { [AttributeCopy.Encoding] = "anndata", [AttributeCopy.Version] = "0.1.0" } };
        elements.Attributes(store.Root, file, "/", AttributeCopy.Encoding, AttributeCopy.Version);
        file["obs"] = frames.Main("/obs", [.. added.Obs.Select(column => (column.Name, FrameLayout.Column(column)))]);
        file["var"] = frames.Main("/var", []);
        Put(file, "X", Matrix("/X"));
        foreach (string name in new[] { "layers", "varm", "varp", "obsm", "obsp" })
            file[name] = Entries($"/{name}");
        foreach ((string key, Annotated.DenseMatrix values) in added.Obsm)
            Replace((H5Group)file["obsm"], "/obsm", key, H5Layout.Embedding(values));
        Put(file, "raw", Raw());
        file["uns"] = Uns((H5Group)file["obsp"]);
        foreach (IH5Object child in store.Root.Children().Where(child => !Elements.Contains(child.Name)))
            elements.Leave($"/{child.Name}", "an AnnData file has no such element");
        return file;
    }

    private H5Object? Matrix(string place) => store.Find(place) is { } found ? elements.Of(found, place) : null;

    /// <summary>A group of named arrays; before 0.7 the fields of one array of records.</summary>
    private H5Group Entries(string place)
    {
        H5Group group = H5Layout.Group("dict", "0.1.0", []);
        switch (store.Find(place))
        {
            case IH5Group source:
                elements.Children(source, place, group);
                break;
            case IH5Dataset dataset when CompoundTable.IsTable(dataset):
                var table = new CompoundTable(dataset);
                foreach (string field in table.Fields)
                    Put(group, field, elements.Attempt($"{place}/{field}", () => H5Layout.Array(table.Numbers(field), [table.Count, table.Width(field)])));
                break;
            case not null:
                elements.Leave(place, "it is neither a group nor an array of records");
                break;
        }
        return group;
    }

    private H5Group? Raw()
    {
        string place = store.Find("/raw.X") is null ? "/raw/" : "/raw.";
        if (store.Find(place + "X") is null && store.Find(place + "var") is null)
            return null;
        H5Group raw = H5Layout.Group("raw", "0.1.0", []);
        Put(raw, "X", Matrix(place + "X"));
        raw["var"] = frames.Main(place + "var", []);
        raw["varm"] = Entries(place + "varm");
        return raw;
    }

    private H5Group Uns(H5Group obsp)
    {
        H5Group uns = H5Layout.Group("dict", "0.1.0", []);
        if (store.Find("/uns") is IH5Group source)
            elements.Children(source, "/uns", uns, name => name == added.Uns?.Key || frames.UsedCategories.Contains(name));
        if (added.Uns is { } result)
        {
            if (store.Find($"/uns/{result.Key}") is not null)
                elements.Leave($"/uns/{result.Key}", "replaced by this result");
            Put(uns, result.Key, result.Copy.Of(result.Source, $"/uns/{result.Key}"));
        }
        if (H5Store.Text(store.Root, AttributeCopy.Encoding) is null && uns.TryGetValue("neighbors", out object? found) && found is H5Group neighbors)
            foreach (string name in OfNeighbors.Where(name => neighbors.ContainsKey(name) && !obsp.ContainsKey(name) && IsMatrix(store.Find($"/uns/neighbors/{name}")!)))
            {
                obsp[name] = neighbors[name];
                neighbors.Remove(name);
            }
        return uns;
    }

    private static bool IsMatrix(IH5Object found) => UnsReader.SparseKind(found) is not null || found is IH5Dataset { Space.Dimensions.Length: 2 };

    private void Replace(H5Group group, string place, string key, H5Object values)
    {
        if (group.ContainsKey(key))
            elements.Leave($"{place}/{key}", "replaced by that of this result");
        group[key] = values;
    }

    private static void Put(H5Group group, string key, H5Object? values)
    {
        if (values is not null)
            group[key] = values;
    }
}
