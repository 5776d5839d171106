using CellDynamics.Data.Annotated;
using CellDynamics.Data.H5ad;
using CellDynamics.Data.H5ad.Container;
using CellDynamics.Data.Unstructured;
using PureHDF;

namespace CellDynamics.Data.Formats.Loom;

/// <summary>Loom 2 and 3: a dense matrix of genes × cells with attributes of its rows and columns.</summary>
/// <remarks>Ref: loompy docs, "Loom file format specs" 3.0.</remarks>
internal sealed class LoomFormat : IDatasetFormat
{
    private static readonly string[] CellNames = ["CellID", "obs_names", "cell_names", "cell_id", "barcodes", "barcode", "Barcode", "colnames", "index", "id"];
    private static readonly string[] GeneNames = ["Gene", "var_names", "gene_names", "gene", "gene_symbols", "rownames", "Accession", "index", "id"];

    public bool Recognises(FileProbe file) => file.Hdf5 is { } store
        && store.Find("/matrix") is IH5Dataset && (store.Find("/row_attrs") is IH5Group || store.Find("/col_attrs") is IH5Group || H5Store.Text(store.Root, "LOOM_SPEC_VERSION") is not null);

    public AnnotatedData Open(FileProbe file, OpenChoices choices)
    {
        H5Store store = file.TakeHdf5();
        try
        {
            return store.Read("", "a loom file", () => Read(store));
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    private static AnnotatedData Read(H5Store store)
    {
        var notes = new List<string>();
        H5TransposedMatrix x = Matrix(store, "/matrix");
        var cells = new LoomAttributes(store, "/col_attrs", x.Rows, notes);
        var genes = new LoomAttributes(store, "/row_attrs", x.Columns, notes);
        var layers = new Dictionary<string, ICellMatrix>(StringComparer.Ordinal);
        foreach (IH5Object child in store.Find("/layers") is IH5Group group ? H5Store.ChildrenOf(group) : [])
            if (child.Name.Length > 0 && TryLayer(store, "/layers/" + child.Name, x, notes) is { } layer)
                layers[child.Name] = layer;
        return new AnnotatedData(new Source(store))
        {
            Path = store.Path,
            Format = "loom",
            Encoding = Version(store) is { } version ? $"loom {version}" : "loom",
            Obs = cells.Frame(CellNames, "cell"),
            Var = genes.Frame(GeneNames, "gene"),
            X = x,
            Layers = layers,
            Embeddings = cells.Embeddings,
            Varm = genes.Embeddings,
            UnsKeys = new UnsReader(store, Source.Attributes).Children(""),
            Notes = notes,
        };
    }

    private static H5TransposedMatrix Matrix(H5Store store, string place)
    {
        if (store.Find(place) is not IH5Dataset { Space.Dimensions.Length: 2 } dataset || H5Numbers.TypeName(dataset.Type) is null)
            throw store.Error(place, "a matrix of genes × cells", "something else", "Write the file again with loompy.");
        store.RequirePlausible(dataset, place);
        return new H5TransposedMatrix(store, dataset, place);
    }

    private static H5TransposedMatrix? TryLayer(H5Store store, string place, H5TransposedMatrix x, List<string> notes)
    {
        try
        {
            H5TransposedMatrix layer = Matrix(store, place);
            if (layer.Rows == x.Rows && layer.Columns == x.Columns)
                return layer;
            notes.Add($"{place} is left out: it has {layer.Columns} × {layer.Rows} values for {x.Columns} × {x.Rows} genes and cells.");
        }
        catch (DatasetFileException error)
        {
            notes.Add($"{place} is left out: {error.Message}");
        }
        return null;
    }

    private static string? Version(H5Store store) => store.Find("/attrs/LOOM_SPEC_VERSION") is IH5Dataset found && H5Store.IsText(found.Type)
        ? H5Store.ReadTexts(found).FirstOrDefault()
        : H5Store.Text(store.Root, "LOOM_SPEC_VERSION");

    private sealed class Source(H5Store store) : IDatasetStore
    {
        /// <summary>Where loom 3 keeps what AnnData keeps in <c>uns</c>.</summary>
        public const string Attributes = "/attrs/";

        public DenseMatrix ReadMatrix(string place) => new EmbeddingReader(store).Read(Renamed(place));

        public (double Sum, long NotFinite)? SumOf(string place) => new ArraySums(store).Of(Renamed(place));

        public UnsNode? ReadUns(string path) => new UnsReader(store, Attributes).Read(path);

        public IReadOnlyList<string> UnsChildren(string path) => new UnsReader(store, Attributes).Children(path);

        public void Dispose() => store.Dispose();

        private static string Renamed(string place) => place.Replace("/obsm/", "/col_attrs/", StringComparison.Ordinal).Replace("/varm/", "/row_attrs/", StringComparison.Ordinal);
    }
}
