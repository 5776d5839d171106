using CellDynamics.Data.Annotated;
using CellDynamics.Data.H5ad.Container;
using CellDynamics.Data.Unstructured;
using PureHDF;

namespace CellDynamics.Data.H5ad;

/// <summary>Opens AnnData files (.h5ad) written by anndata of any version and by its relatives in R, Rust and Julia.</summary>
public static class H5adReader
{
    /// <summary>Reads the annotations; matrices stay on disk. What cannot be read of the rest becomes a note.</summary>
    /// <exception cref="DatasetFileException">Not an AnnData file, truncated, without cells or genes, or with extents that disagree.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static AnnotatedData Open(string path) => Read(H5Store.Open(path));

    /// <summary>Reads an open file, which the result closes.</summary>
    internal static AnnotatedData Read(H5Store store)
    {
        try
        {
            return Read(store, "h5ad", store.Read("", "an AnnData file", () => EncodingOf(store)));
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <summary>Reads an AnnData file, or the group of one in a larger file.</summary>
    /// <param name="store">Belongs to the result, which closes it.</param>
    /// <param name="format">Id of the format, see <see cref="AnnotatedData.Format"/>.</param>
    /// <param name="encoding">Era of the writer.</param>
    internal static AnnotatedData Read(H5Store store, string format, string encoding) =>
        store.Read("", "an AnnData file", () => ReadParts(store, format, encoding));

    private static AnnotatedData ReadParts(H5Store store, string format, string encoding)
    {
        var notes = new List<string>();
        RequireAnnData(store);
        // As long as a file is open the library keeps every text it read: of a million names, more than the names themselves.
        using H5Store texts = store.Again();
        var frames = new FrameReader(texts, notes);
        DataFrame obs = frames.Read("/obs");
        DataFrame var = frames.Read("/var");
        var matrices = new MatrixReader(store, notes, obs.Count);
        ICellMatrix? x = matrices.ReadMain("/X", var.Count);
        Dictionary<string, ICellMatrix> layers = matrices.ReadLayers(var.Count);
        matrices.NoteRefused();
        string raw = store.Find("/raw.X") is null ? "/raw/" : "/raw.";
        DataFrame? rawVar = store.Find(raw + "var") is { } table && (table is IH5Group || CompoundTable.IsTable(table)) ? frames.Read(raw + "var") : null;
        return new AnnotatedData(new Source(store))
        {
            Path = store.Path,
            Format = format,
            Encoding = encoding,
            Obs = obs,
            Var = var,
            X = x,
            Layers = layers,
            Embeddings = matrices.ReadEmbeddings(),
            Varm = matrices.Describe("/varm"),
            Obsp = matrices.Describe("/obsp"),
            Varp = matrices.Describe("/varp"),
            RawX = rawVar is null ? null : matrices.TryRead(raw + "X", rawVar.Count),
            RawVar = rawVar,
            UnsKeys = [.. LegacyFrames.Keys(new UnsReader(store).Children(""), obs, var)],
            Notes = notes,
        };
    }

    private static void RequireAnnData(H5Store store)
    {
        if (store.Find("/obs") is not null && store.Find("/var") is not null)
            return;
        (string found, string cure) = store.Root.LinkExists("assays") && store.Root.LinkExists("meta.data")
            ? ("a Seurat file (h5Seurat)", "Convert it in R: SeuratDisk::Convert(\"FILE.h5Seurat\", dest = \"h5ad\"); or write the object with anndataR::write_h5ad(object, \"FILE.h5ad\").")
            : ($"an HDF5 file with {Listed(store.Root)}", "Check that this is the file you meant.");
        throw store.Error("", "an AnnData file with the groups obs and var", found, cure);
    }

    private static string Listed(IH5Group root)
    {
        string[] names = [.. H5Store.ChildrenOf(root).Take(8).Select(c => c.Name)];
        return names.Length == 0 ? "no content" : string.Join(", ", names);
    }

    private static string EncodingOf(H5Store store)
    {
        if (H5Store.Text(store.Root, "encoding-type") is not null)
            return "anndata >= 0.8";
        return CompoundTable.IsTable(store.Find("/obs")) ? "anndata < 0.7" : "anndata 0.7";
    }

    private sealed class Source(H5Store store) : IDatasetStore
    {
        public DenseMatrix ReadMatrix(string place) => new EmbeddingReader(store).Read(place);

        public (double Sum, long NotFinite)? SumOf(string place) => new ArraySums(store).Of(place);

        public UnsNode? ReadUns(string path) => new UnsReader(store).Read(path);

        public IReadOnlyList<string> UnsChildren(string path) => new UnsReader(store).Children(path);

        public void Dispose() => store.Dispose();
    }
}
