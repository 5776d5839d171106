using CellDynamics.Data.Unstructured;

namespace CellDynamics.Data.Annotated;

/// <summary>The content of a single-cell file: annotations in memory, matrices left on disk until asked for.</summary>
/// <remarks>Reading is safe from several threads (reads wait for each other).</remarks>
public sealed record AnnotatedData : IDisposable
{
    private readonly IDatasetStore store;
    private readonly List<IDisposable> unpacked = [];
    private string path = "";
    private string contentPath = "";

    internal AnnotatedData(IDatasetStore store) => this.store = store;

    /// <summary>The file that was opened, also where its content was unpacked to another place.</summary>
    public required string Path
    {
        get => path;
        init => path = contentPath = value;
    }

    /// <summary>Where the content stands: <see cref="Path"/>, or the scratch file that it was unpacked to, which goes when this is disposed.</summary>
    internal string ContentPath => contentPath;

    /// <summary>Id of the kind of file: <c>h5ad</c>, <c>h5mu</c>, <c>10x-h5</c>, <c>loom</c>, <c>mtx</c> or <c>csv</c>.</summary>
    public required string Format { get; init; }

    /// <summary>Era of the writer, such as <c>anndata &gt;= 0.8</c>.</summary>
    public required string Encoding { get; init; }

    public required DataFrame Obs { get; init; }

    /// <summary>Names of the columns of <see cref="Obs"/> that the file keeps for several modalities together, not for this one.</summary>
    public IReadOnlyList<string> JoinedObs { get; init; } = [];

    public required DataFrame Var { get; init; }

    /// <summary>The main matrix, <c>[cells, genes]</c>; null where the file has none.</summary>
    public required ICellMatrix? X { get; init; }

    public required IReadOnlyDictionary<string, ICellMatrix> Layers { get; init; }

    /// <summary>The entries of <c>obsm</c> that can be read, in the file's order.</summary>
    public required IReadOnlyList<EmbeddingEntry> Embeddings { get; init; }

    public IReadOnlyList<EmbeddingEntry> Varm { get; init; } = [];

    public IReadOnlyList<EmbeddingEntry> Obsp { get; init; } = [];

    public IReadOnlyList<EmbeddingEntry> Varp { get; init; } = [];

    /// <summary>The matrix of <c>raw</c>, usually with more genes, <c>[cells, raw genes]</c>.</summary>
    public ICellMatrix? RawX { get; init; }

    public DataFrame? RawVar { get; init; }

    public required IReadOnlyList<string> UnsKeys { get; init; }

    /// <summary>What was left out while opening, and why: one sentence each.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Which of <see cref="Modalities"/> this is; null where the file holds one.</summary>
    public string? Modality { get; init; }

    /// <summary>What else the file could be opened as: modalities of MuData, genomes of an old 10x file; empty where there is no choice.</summary>
    public IReadOnlyList<string> Modalities { get; init; } = [];

    /// <summary>Whether it was taken out of an archive.</summary>
    public bool IsPacked => unpacked.Count > 0;

    /// <summary>Whether the rows of a table of numbers were taken as genes; null for other kinds of files.</summary>
    public bool? AreRowsGenes { get; init; }

    public int CellCount => Obs.Count;

    public int GeneCount => Var.Count;

    public IReadOnlyList<string> ObsmKeys => [.. Embeddings.Select(e => e.Key)];

    /// <summary>An embedding, <c>[cells, dims]</c>, as stored: NaN are kept.</summary>
    /// <exception cref="DatasetFileException">There is no such key, or it is not a numeric matrix with one row per cell.</exception>
    public DenseMatrix ReadObsm(string key) =>
        Embeddings.Any(e => e.Key == key)
            ? store.ReadMatrix($"/obsm/{key}")
            : throw new DatasetFileException(Path, "/obsm", $"an embedding named '{key}'", "none", NearestName.Advice(key, ObsmKeys));

    /// <summary>An entry of <see cref="Varm"/>, <c>[genes, dims]</c>.</summary>
    /// <exception cref="DatasetFileException">It is not a numeric matrix.</exception>
    internal DenseMatrix ReadVarm(string key) => store.ReadMatrix($"/varm/{key}");

    /// <summary>Sum of the finite values of an element such as <c>/obsp/distances</c>, and how many are not finite; null for what holds other than numbers.</summary>
    /// <exception cref="DatasetFileException">It cannot be read.</exception>
    public (double Sum, long NotFinite)? SumOf(string place) => store.SumOf(place);

    /// <summary>The node of <c>uns</c> at a path such as <c>celldynamics/metrics</c>, with everything below it; null where there is none.</summary>
    public UnsNode? ReadUns(string path) => store.ReadUns(path);

    /// <summary>Names directly below a group of <c>uns</c>; empty where there is none.</summary>
    public IReadOnlyList<string> UnsChildren(string path) => store.UnsChildren(path);

    public string ReadUnsText(string path) => Require<UnsText>(path, "text").Value;

    public double ReadUnsNumber(string path) => Require<UnsNumber>(path, "a number").Value;

    public UnsArray ReadUnsArray(string path) => Require<UnsArray>(path, "an array of numbers");

    public string[] ReadUnsTexts(string path) => Require<UnsTexts>(path, "an array of texts").Values;

    public UnsSparse ReadUnsSparse(string path) => Require<UnsSparse>(path, "a sparse matrix");

    /// <summary>A column of <c>obs</c>.</summary>
    /// <exception cref="DatasetFileException">There is no such column; the message lists those there are and the nearest name.</exception>
    public DataColumn RequireObs(string name) =>
        Obs.Find(name)
        ?? throw new DatasetFileException(Path, "/obs", $"a column named '{name}'", "none", NearestName.Advice(name, [.. Obs.Columns.Select(c => c.Name)]));

    /// <summary>A layer, or <see cref="X"/> when <paramref name="layer"/> is null.</summary>
    /// <exception cref="DatasetFileException">There is no such matrix.</exception>
    public ICellMatrix RequireMatrix(string? layer)
    {
        if (layer is null)
            return X ?? throw new DatasetFileException(Path, "/X", "a cells × genes matrix", Notes.FirstOrDefault(note => note.StartsWith("/X cannot be read", StringComparison.Ordinal))?.TrimEnd('.') ?? "none",
                $"Choose an embedding: {string.Join(", ", ObsmKeys.DefaultIfEmpty("none in the file"))}; or a layer: {string.Join(", ", Layers.Keys.DefaultIfEmpty("none in the file"))}.");
        return Layers.TryGetValue(layer, out ICellMatrix? matrix)
            ? matrix
            : throw new DatasetFileException(Path, "/layers", $"a layer named '{layer}'", "none", NearestName.Advice(layer, [.. Layers.Keys]));
    }

    public void Dispose()
    {
        store.Dispose();
        foreach (IDisposable scratch in unpacked)
            scratch.Dispose();
    }

    /// <summary>Says that the content was unpacked: its name is that of the packed file, and the scratch folder goes with it.</summary>
    internal AnnotatedData UnpackedFrom(string path, IDisposable scratch)
    {
        this.path = path;
        unpacked.Add(scratch);
        return this;
    }

    private T Require<T>(string path, string expected) where T : UnsNode =>
        ReadUns(path) switch
        {
            T node => node,
            null => throw new DatasetFileException(Path, "/uns/" + path, expected, "nothing", NearestName.Advice(path.Split('/')[^1], UnsChildren(Parent(path)))),
            var other => throw new DatasetFileException(Path, "/uns/" + path, expected, other.Description, "Was the file written by another program?"),
        };

    private static string Parent(string path) => path.Contains('/') ? path[..path.LastIndexOf('/')] : "";
}
