using CellDynamics.Data.Annotated;
using CellDynamics.Data.Formats.Scratch;
using CellDynamics.Data.H5ad;
using CellDynamics.Data.H5ad.Container;
using CellDynamics.Data.H5ad.Copying;
using CellDynamics.Data.H5ad.Filters;
using CellDynamics.Data.H5ad.Layout;
using PureHDF;

namespace CellDynamics.Data.Formats;

/// <summary>Writes the file that an analysis was made of with the results added: everything in it is copied as it is, values unchanged.</summary>
public static class FullExport
{
    /// <summary>Key in <c>uns</c>, and how names of results begin in <c>obs</c> and <c>obsm</c>.</summary>
    private const string Prefix = "celldynamics", NamePrefix = Prefix + "_";

    /// <summary>Matrices are streamed: memory does not grow with them. The target is there whole or not at all.</summary>
    /// <param name="source">The dataset, any file that <see cref="DatasetFile"/> opens.</param>
    /// <param name="result">The <c>result.h5ad</c> of a run of it.</param>
    /// <param name="target">The .h5ad file to write; replaced where it exists.</param>
    /// <param name="choices">As the run opened the dataset; null: the file decides.</param>
    /// <returns>What the target does not hold, or holds otherwise.</returns>
    /// <exception cref="DatasetFileException">One of the files cannot be opened.</exception>
    /// <exception cref="IOException">The target cannot be written.</exception>
    public static IReadOnlyList<LeftOut> Write(string source, string result, string target, OpenChoices? choices = null)
    {
        using var scratch = new ScratchSpace();
        Source from = AsAnnData(source, scratch, choices);
        // Values that turn out unreadable only while they are written: the file is begun again without them.
        var unreadable = new Dictionary<string, string>(StringComparer.Ordinal);
        while (true)
        {
            List<LeftOut> left = [];
            try
            {
                H5adWriter.Whole(target, unfinished => Copy(from, result, unfinished, unreadable, left));
                Check(from, target, left);
                return left;
            }
            catch (UnreadableElementException error) when (unreadable.TryAdd(error.Place, error.Message))
            {
            }
        }
    }

    /// <summary>The source itself where it is AnnData or holds it in a group, else a conversion of it.</summary>
    private static Source AsAnnData(string source, ScratchSpace scratch, OpenChoices? choices)
    {
        using AnnotatedData data = DatasetFile.Open(source, choices);
        if (File.Exists(source) && FileSignature.IsHdf5(source) && data.Format is "h5ad" or "h5mu")
            return new Source(source, data.Modality is { } modality ? $"mod/{modality}" : "", data.Obs.Index);
        string converted = scratch.File("converted.h5ad");
        DatasetConversion.Convert(data, converted);
        return new Source(converted, "", data.Obs.Index);
    }

    private static void Copy(Source source, string result, string unfinished, Dictionary<string, string> unreadable, List<LeftOut> left)
    {
        H5Filters.Register();
        using H5Store file = H5Store.Open(source.Path);
        using H5Store results = H5Store.Open(result);
        H5Store store = source.Group.Length == 0 ? file : file.At(source.Group);
        ListBeside(file, source.Group, left);
        left.AddRange(NotesOf(store).Select(note => new LeftOut("", note)));
        var elements = new ElementCopy(store, unreadable, left);
        var resultElements = new ElementCopy(results, unreadable, left);
        H5File copy = new AnnDataCopy(store, elements, Added(source.Cells, result, results, resultElements, left)).Plan();
        using H5NativeWriter writer = copy.BeginWrite(unfinished, H5Layout.Options);
        elements.Stream(writer);
        resultElements.Stream(writer);
    }

    private static void Check(Source source, string target, List<LeftOut> left)
    {
        using H5Store file = H5Store.Open(source.Path);
        using H5Store copy = H5Store.Open(target);
        new CopyCheck(source.Group.Length == 0 ? file : file.At(source.Group), copy, left).Add();
    }

    /// <summary>What a larger file holds beside the one that is copied of it.</summary>
    private static void ListBeside(H5Store file, string group, List<LeftOut> left)
    {
        if (group.Length == 0)
            return;
        string modality = Path.GetFileName(group);
        foreach (IH5Object other in file.Find("/mod") is IH5Group modalities ? H5Store.ChildrenOf(modalities).Where(child => child.Name != modality) : [])
            left.Add(new LeftOut($"/mod/{other.Name}", $"another modality than {modality}"));
        foreach (IH5Object element in H5Store.ChildrenOf(file.Root).Where(child => child.Name != "mod" && !IsEmpty(child)))
            left.Add(new LeftOut($"/{element.Name}", $"it is of all modalities together; what {modality} holds itself is carried"));
    }

    private static bool IsEmpty(IH5Object element) => element is IH5Group group && !H5Store.ChildrenOf(group).Any();

    /// <summary>What was left out when the file was converted from another kind.</summary>
    private static string[] NotesOf(H5Store store) => store.Find($"/uns/{DatasetConversion.NotesKey}") is IH5Dataset notes && H5Store.IsText(notes.Type) ? H5Store.ReadTexts(notes) : [];

    private static AddedResults Added(string[] cells, string result, H5Store results, ElementCopy resultElements, List<LeftOut> left)
    {
        using AnnotatedData data = H5adReader.Open(result);
        IH5Object uns = results.Find($"/uns/{Prefix}") ?? throw results.Error($"/uns/{Prefix}", "the findings of a run", "nothing", "Name the result.h5ad of a finished run.");
        int[]? rows = CellMatch.Rows(cells, data.Obs.Index, result, left);
        return new AddedResults(
            Prefix,
            [.. data.Obs.Columns.Where(column => column.Name.StartsWith(NamePrefix, StringComparison.Ordinal)).Select(column => CellMatch.Aligned(column, rows))],
            data.ObsmKeys.Where(key => key.StartsWith(NamePrefix, StringComparison.Ordinal)).ToDictionary(key => key, key => CellMatch.Aligned(data.ReadObsm(key), rows)),
            uns,
            resultElements);
    }

    /// <param name="Path">An AnnData file, or one that holds it.</param>
    /// <param name="Group">The group of it; empty for the whole file.</param>
    /// <param name="Cells">Names of the cells.</param>
    private sealed record Source(string Path, string Group, string[] Cells);
}
