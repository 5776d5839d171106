using System.Text.RegularExpressions;
using CellDynamics.Data.Annotated;
using CellDynamics.Data.Formats.Scratch;

namespace CellDynamics.Data.Formats.Samples;

/// <summary>Several samples that came together, as GEO gives them: all cells under each other with a column that says which sample they are of, or one sample by itself.</summary>
internal static partial class SampleStack
{
    /// <summary>The column of <c>obs</c>.</summary>
    public const string Column = "sample";

    /// <summary>What <see cref="AnnotatedData.Modality"/> is of all together.</summary>
    public const string All = "all samples";

    /// <param name="path">For messages.</param>
    /// <param name="names">Of the samples, in the order to stack them in.</param>
    /// <param name="chosen">One of them, or <see cref="All"/>; null: all where they have the same genes, else the first.</param>
    /// <param name="open">Opens a sample.</param>
    /// <exception cref="DatasetFileException">There is no such sample, or one of them cannot be read.</exception>
    public static AnnotatedData Open(string path, IReadOnlyList<string> names, string? chosen, Func<string, AnnotatedData> open)
    {
        string[] choices = [All, .. names];
        if (chosen is not null && !choices.Contains(chosen))
            throw new DatasetFileException(path, "", $"a sample named '{chosen}'", "none", NearestName.Advice(chosen, choices));
        if (chosen is not null and not All)
            return open(chosen) with { Modality = chosen, Modalities = choices };
        var opened = new Opened();
        try
        {
            foreach (string name in names)
                opened.Samples.Add(open(name));
            if (opened.Samples.Find(sample => !sample.Var.Index.AsSpan().SequenceEqual(opened.Samples[0].Var.Index)) is { } other)
                return OtherGenes(path, names, chosen, opened, other) with { Modality = names[0], Modalities = choices };
            if (chosen is null && Twice(names, opened) is { } twice)
                return OnlyFirst(opened, $"/obs holds the cells of {names[0]} only: {twice}. Choose one of them, or \"{All}\" where they are different cells.") with { Modality = names[0], Modalities = choices };
            return Stack(path, names, opened) with { Modality = All, Modalities = choices };
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    private static AnnotatedData Stack(string path, IReadOnlyList<string> names, Opened opened)
    {
        AnnotatedData first = opened.Samples[0];
        List<string> notes = [.. opened.Samples.SelectMany(sample => sample.Notes).Distinct()];
        string[] samples = [.. opened.Samples.SelectMany((sample, i) => Enumerable.Repeat(names[i], sample.CellCount))];
        return new AnnotatedData(new ClosingStore(opened))
        {
            Path = path,
            Format = first.Format,
            Encoding = $"{first.Encoding}, {names.Count} samples",
            Obs = new DataFrame(first.Obs.IndexName, Barcodes(opened.Samples, notes), [DataColumn.OfCategories(Column, samples)]),
            Var = first.Var,
            X = new StackedRows([.. opened.Samples.Select(sample => sample.X!)]),
            Layers = new Dictionary<string, ICellMatrix>(),
            Embeddings = [],
            UnsKeys = [],
            AreRowsGenes = first.AreRowsGenes,
            IsOrientationGuessed = opened.Samples.Exists(sample => sample.IsOrientationGuessed),
            Notes = notes,
        };
    }

    private static AnnotatedData OtherGenes(string path, IReadOnlyList<string> names, string? chosen, Opened opened, AnnotatedData other)
    {
        string ofOther = names[opened.Samples.IndexOf(other)];
        const string cure = "Put them together in Python: anndata.concat({\"NAME\": scanpy.read_10x_mtx(\"FOLDER\"), …}, label=\"sample\", join=\"outer\", index_unique=\"-\").write_h5ad(\"all.h5ad\")";
        string found = $"{NumberText.Grouped(opened.Samples[0].GeneCount)} in {names[0]} and {NumberText.Grouped(other.GeneCount)} in {ofOther}, not all the same";
        return chosen == All
            ? throw new DatasetFileException(path, "", "the same genes in every sample", found, $"{cure}; or choose one sample.")
            : OnlyFirst(opened, $"/obs holds the cells of {names[0]} only: samples differ in their genes ({found}). {cure}.");
    }

    private static AnnotatedData OnlyFirst(Opened opened, string note)
    {
        AnnotatedData first = opened.Samples[0];
        foreach (AnnotatedData sample in opened.Samples.Skip(1))
            sample.Dispose();
        return first with { Notes = [.. first.Notes, note] };
    }

    /// <summary>The same cells in two forms, such as the raw and the filtered matrix of one sample, or their counts and logarithms, must not be counted twice. Null where they are different cells.</summary>
    private static string? Twice(IReadOnlyList<string> names, Opened opened)
    {
        HashSet<string>[] cells = [.. opened.Samples.Select(sample => sample.Obs.Index.ToHashSet(StringComparer.Ordinal))];
        for (int i = 1; i < cells.Length; i++)
        {
            for (int j = 0; j < i; j++)
            {
                int fewer = Math.Min(cells[i].Count, cells[j].Count), shared = cells[i].Count(cells[j].Contains);
                if (fewer > 0 && shared > fewer / 2 && AreAlike(opened.Samples[i], opened.Samples[j]))
                    return $"{NumberText.Grouped(shared)} cells of {names[j]} and {names[i]} have the same names and as many genes, so they are the same cells in two forms";
            }
        }
        return null;
    }

    /// <summary>Wells of two plates have the same names too, but not the same genes.</summary>
    private static bool AreAlike(AnnotatedData one, AnnotatedData other)
    {
        Dictionary<string, int> genes = FirstRows(one).Where(row => row.Value > 0).ToDictionary();
        (int Genes, int OfOther)[] shared = [.. FirstRows(other).Where(row => row.Value > 0 && genes.ContainsKey(row.Key)).Select(row => (genes[row.Key], row.Value))];
        return shared.Length > 1 && shared.Count(row => row.Genes == row.OfOther) >= 0.9 * shared.Length;
    }

    /// <summary>Genes that were seen in each of the first cells.</summary>
    private static Dictionary<string, int> FirstRows(AnnotatedData sample)
    {
        var genes = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (SparseRows block in sample.X!.ReadRowBlocks().Take(1))
            for (int row = 0; row < block.Rows; row++)
                genes.TryAdd(sample.Obs.Index[block.FirstRow + row], block.Values.AsSpan(block.Pointers[row], block.Pointers[row + 1] - block.Pointers[row]).ToArray().Count(value => value != 0));
        return genes;
    }

    /// <summary>As 10x writes them: a barcode that several samples have ends in the number of its sample.</summary>
    private static string[] Barcodes(List<AnnotatedData> samples, List<string> notes)
    {
        string[] plain = [.. samples.SelectMany(sample => sample.Obs.Index)];
        if (plain.Distinct(StringComparer.Ordinal).Count() == plain.Length)
            return plain;
        notes.Add("/obs has barcodes that occur in several samples: each ends in the number of its sample, as 10x writes them.");
        return UniqueNames.Of("/obs", [.. samples.SelectMany((sample, i) => sample.Obs.Index.Select(name => $"{Numbered().Replace(name, "")}-{i + 1}"))], notes);
    }

    [GeneratedRegex(@"-\d+$")]
    private static partial Regex Numbered();

    private sealed class Opened : IDisposable
    {
        public List<AnnotatedData> Samples { get; } = [];

        public void Dispose()
        {
            foreach (AnnotatedData sample in Samples)
                sample.Dispose();
        }
    }
}
