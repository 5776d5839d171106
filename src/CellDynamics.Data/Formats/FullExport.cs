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
        return [.. from.Left, .. CopyAttempts.Write(target, (unfinished, unreadable, left) => Copy(from, result, unfinished, unreadable, left))];
    }

    /// <summary>The source itself where it is AnnData, else a conversion of it.</summary>
    private static Source AsAnnData(string source, ScratchSpace scratch, OpenChoices? choices)
    {
        using AnnotatedData data = DatasetFile.Open(source, choices);
        if (DatasetConversion.IsAnnotated(data))
            return new Source(source, data.Obs.Index, []);
        string converted = scratch.File("converted.h5ad");
        return new Source(converted, data.Obs.Index, DatasetConversion.Convert(data, converted));
    }

    private static void Copy(Source source, string result, string unfinished, IReadOnlyDictionary<string, string> unreadable, List<LeftOut> left)
    {
        H5Filters.Register();
        using H5Store store = H5Store.Open(source.Path);
        using H5Store results = H5Store.Open(result);
        var elements = new ElementCopy(store, unreadable, left);
        var resultElements = new ElementCopy(results, unreadable, left);
        H5File copy = new AnnDataCopy(store, elements, Added(source.Cells, result, results, resultElements, left)).Plan();
        using H5NativeWriter writer = copy.BeginWrite(unfinished, H5Layout.Options);
        elements.Stream(writer);
        resultElements.Stream(writer);
    }

    private static AddedResults Added(string[] cells, string result, H5Store results, ElementCopy resultElements, List<LeftOut> left)
    {
        using AnnotatedData data = H5adReader.Open(result);
        IH5Object uns = results.Find($"/uns/{Prefix}") ?? throw results.Error($"/uns/{Prefix}", "the findings of a run", "nothing", "Name the result.h5ad of a finished run.");
        int[]? rows = CellMatch.Rows(cells, data.Obs.Index, result, left);
        return new AddedResults(
            [.. data.Obs.Columns.Where(column => column.Name.StartsWith(NamePrefix, StringComparison.Ordinal)).Select(column => CellMatch.Aligned(column, rows))],
            data.ObsmKeys.Where(key => key.StartsWith(NamePrefix, StringComparison.Ordinal)).ToDictionary(key => key, key => CellMatch.Aligned(data.ReadObsm(key), rows)),
            (Prefix, uns, resultElements));
    }

    /// <param name="Path">An AnnData file.</param>
    /// <param name="Cells">Names of the cells.</param>
    /// <param name="Left">What was left out while it was converted.</param>
    private sealed record Source(string Path, string[] Cells, IReadOnlyList<LeftOut> Left);
}
