using CellDynamics.Data.Annotated;
using CellDynamics.Data.H5ad.Container;
using PureHDF;

namespace CellDynamics.Data.Formats.TenX;

/// <summary>Feature-barcode matrices of 10x Genomics on HDF5: one group <c>matrix</c> (Cell Ranger 3 and newer), or one group per genome.</summary>
/// <remarks>Ref: 10x Genomics, "Feature-barcode matrices, HDF5 format". Stored as CSC of features × barcodes, which is CSR of cells × genes.</remarks>
internal sealed class TenXFormat : IDatasetFormat
{
    private static readonly string[] Parts = ["barcodes", "data", "indices", "indptr", "shape"];

    public bool Recognises(FileProbe file) => file.Hdf5 is { } store && (IsMatrix(store.Find("/matrix")) || Genomes(store).Length > 0);

    public AnnotatedData Open(FileProbe file, OpenChoices choices)
    {
        H5Store store = file.TakeHdf5();
        try
        {
            return store.Read("", "a matrix of 10x Genomics", () => Read(store, choices));
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    private static AnnotatedData Read(H5Store store, OpenChoices choices)
    {
        if (IsMatrix(store.Find("/matrix")))
            return Read(store, "/matrix", "10x, Cell Ranger 3 or newer", "", []);
        string[] genomes = Genomes(store);
        string genome = choices.Modality ?? genomes[0];
        return genomes.Contains(genome)
            ? Read(store, "/" + genome, "10x, Cell Ranger 2 or older", genome, genomes)
            : throw store.Error("", $"a genome named '{genome}'", "none", NearestName.Advice(genome, genomes));
    }

    private static AnnotatedData Read(H5Store store, string place, string encoding, string genome, string[] genomes)
    {
        var group = (IH5Group)store.Find(place)!;
        string[] barcodes = H5Store.ReadTexts(Dataset(store, place + "/barcodes"));
        DataFrame features = store.Find(place + "/features") is IH5Group modern ? Features(store, modern, place + "/features") : OldFeatures(store, place);
        long[] shape = H5Numbers.ReadLongs(Dataset(store, place + "/shape"));
        if (shape.Length != 2 || shape[0] != features.Count || shape[1] != barcodes.Length)
            throw store.Error(place + "/shape", $"{features.Count} × {barcodes.Length}, as there are features and barcodes", string.Join(" × ", shape), "The file is damaged: copy it again.");
        var notes = new List<string>();
        (DataFrame genes, ICellMatrix matrix) = KeepGenes(features, new H5SparseMatrix(store, group, place, "csr", [shape[1], shape[0]]), place, notes);
        return new AnnotatedData(new ClosingStore(store))
        {
            Path = store.Path,
            Format = "10x-h5",
            Encoding = encoding,
            Obs = new DataFrame("barcodes", barcodes, []),
            Var = genes,
            X = matrix,
            Layers = new Dictionary<string, ICellMatrix>(),
            Embeddings = [],
            UnsKeys = [],
            Notes = notes,
            Modality = genome.Length > 0 ? genome : null,
            Modalities = genomes,
        };
    }

    /// <summary>Where antibodies, guides or peaks stand beside the genes, the genes are kept.</summary>
    internal static (DataFrame Genes, ICellMatrix Matrix) KeepGenes(DataFrame features, ICellMatrix matrix, string place, List<string> notes)
    {
        string?[] types = features.Find(FeatureNames.Type)?.Labels ?? [];
        string[] others = [.. types.OfType<string>().Distinct(StringComparer.Ordinal).Where(type => type != FeatureNames.Genes)];
        if (others.Length == 0 || !types.Contains(FeatureNames.Genes))
            return (features, matrix);
        int[] kept = [.. Enumerable.Range(0, features.Count).Where(i => types[i] == FeatureNames.Genes)];
        notes.Add($"{place} also holds {string.Join(", ", others.Select(type => $"{NumberText.Grouped(types.Count(t => t == type))} of type {type}"))}; only the {NumberText.Grouped(kept.Length)} of type {FeatureNames.Genes} are taken.");
        return (features.At(kept), new ColumnSubset(matrix, kept));
    }

    private static DataFrame Features(H5Store store, IH5Group group, string place)
    {
        string[] ids = H5Store.ReadTexts(Dataset(store, place + "/id"));
        var columns = new List<DataColumn>();
        foreach (IH5Object child in H5Store.ChildrenOf(group))
            if (child is IH5Dataset found && child.Name is not "id" and not "_all_tag_keys" && found.Space.Dimensions is [ulong count] && count == (ulong)ids.Length)
                columns.Add(H5Store.IsText(found.Type)
                    ? DataColumn.OfTexts(FeatureNames.Of(child.Name), H5Store.ReadTexts(found))
                    : DataColumn.OfIntegers(FeatureNames.Of(child.Name), H5Numbers.ReadLongs(found)));
        return new DataFrame(FeatureNames.Index, ids, [.. columns.OrderBy(column => column.Name == FeatureNames.Symbol ? 0 : 1)]);
    }

    private static DataFrame OldFeatures(H5Store store, string place) =>
        new(FeatureNames.Index, H5Store.ReadTexts(Dataset(store, place + "/genes")), [DataColumn.OfTexts(FeatureNames.Symbol, H5Store.ReadTexts(Dataset(store, place + "/gene_names")))]);

    private static IH5Dataset Dataset(H5Store store, string place) =>
        store.Find(place) as IH5Dataset ?? throw store.Error(place, "a dataset", "nothing", "The file is incomplete: copy it again, or write it again with Cell Ranger.");

    private static bool IsMatrix(IH5Object? found) => found is IH5Group group && Array.TrueForAll(Parts, part => GroupLinks.Has(group, part));

    private static string[] Genomes(H5Store store) =>
        [.. H5Store.ChildrenOf(store.Root).OfType<IH5Group>().Where(group => IsMatrix(group) && GroupLinks.Has(group, "genes")).Select(group => group.Name)];
}
