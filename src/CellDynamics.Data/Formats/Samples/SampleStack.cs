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
                return OnlyFirst(path, names, chosen, opened, other) with { Modality = names[0], Modalities = choices };
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
            Notes = notes,
        };
    }

    private static AnnotatedData OnlyFirst(string path, IReadOnlyList<string> names, string? chosen, Opened opened, AnnotatedData other)
    {
        string ofOther = names[opened.Samples.IndexOf(other)];
        const string cure = "Put them together in Python: anndata.concat({\"NAME\": scanpy.read_10x_mtx(\"FOLDER\"), …}, label=\"sample\", join=\"outer\", index_unique=\"-\").write_h5ad(\"all.h5ad\")";
        string found = $"{NumberText.Grouped(opened.Samples[0].GeneCount)} in {names[0]} and {NumberText.Grouped(other.GeneCount)} in {ofOther}, not all the same";
        if (chosen == All)
            throw new DatasetFileException(path, "", "the same genes in every sample", found, $"{cure}; or choose one sample.");
        AnnotatedData first = opened.Samples[0];
        foreach (AnnotatedData sample in opened.Samples.Skip(1))
            sample.Dispose();
        return first with { Notes = [.. first.Notes, $"/obs holds the cells of {names[0]} only: samples differ in their genes ({found}). {cure}."] };
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
