using CellDynamics.Data.Annotated;
using CellDynamics.Data.Formats.MuData;
using CellDynamics.Data.H5ad;
using CellDynamics.Data.H5ad.Copying;
using CellDynamics.Data.H5ad.Layout;
using CellDynamics.Data.Unstructured;

namespace CellDynamics.Data.Formats;

/// <summary>Writes any file that can be opened as an AnnData file (.h5ad), so that everything after the upload knows one format.</summary>
public static class DatasetConversion
{
    /// <summary>Key in <c>uns</c> of what was said and left out while opening, one sentence each.</summary>
    public const string NotesKey = "celldynamics_notes";

    /// <summary>A file that everything after the upload reads: the file itself where it is AnnData, else one written from it.</summary>
    /// <param name="path">Any file that <see cref="DatasetFile"/> opens.</param>
    /// <param name="target">Where it is written if need be.</param>
    /// <param name="choices">Null: the file decides.</param>
    /// <returns><paramref name="path"/> or <paramref name="target"/>.</returns>
    /// <exception cref="DatasetFileException">It cannot be opened or read.</exception>
    public static string Readable(string path, string target, OpenChoices? choices = null)
    {
        using AnnotatedData data = DatasetFile.Open(path, choices);
        if (IsAnnotated(data))
            return path;
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(target))!);
        Convert(data, target);
        return target;
    }

    /// <summary>Whether the file is AnnData itself, not packed and not one of several in a file.</summary>
    public static bool IsAnnotated(AnnotatedData data) => data is { Format: "h5ad", IsPacked: false };

    /// <summary>See <see cref="Convert(AnnotatedData, string)"/>.</summary>
    /// <param name="path">Any file that <see cref="DatasetFile"/> opens.</param>
    /// <param name="target">The .h5ad file to write; replaced where it exists.</param>
    /// <param name="choices">Null: the file decides.</param>
    /// <exception cref="DatasetFileException">It cannot be opened or read.</exception>
    /// <exception cref="IOException">The target cannot be written.</exception>
    public static IReadOnlyList<LeftOut> Convert(string path, string target, OpenChoices? choices = null)
    {
        using AnnotatedData data = DatasetFile.Open(path, choices);
        return Convert(data, target);
    }

    /// <summary>AnnData that was packed is unpacked, a modality of MuData is copied element by element; of anything else every value is kept: a matrix is float32 only where that changes none. The target is there whole or not at all.</summary>
    /// <param name="data">The open file.</param>
    /// <param name="target">The .h5ad file to write; replaced where it exists.</param>
    /// <returns>What the target does not hold, or holds otherwise.</returns>
    /// <exception cref="DatasetFileException">It cannot be read.</exception>
    /// <exception cref="IOException">The target cannot be written.</exception>
    public static IReadOnlyList<LeftOut> Convert(AnnotatedData data, string target)
    {
        switch (data.Format)
        {
            case "h5ad":
                H5adWriter.Whole(target, unfinished => File.Copy(data.ContentPath, unfinished, overwrite: true));
                return [];
            case "h5mu":
                return ModalityCopy.Write(data, target);
            default:
                return Written(data, target);
        }
    }

    private static List<LeftOut> Written(AnnotatedData data, string target)
    {
        List<LeftOut> left = [.. data.Notes.Select(note => new LeftOut("", note))];
        H5adWriter.Write(target, new H5adContent
        {
            Obs = Listed(data.Obs, "/obs", left),
            Var = Listed(data.Var, "/var", left),
            X = data.X,
            Layers = data.Layers,
            Obsm = Matrices(data.Embeddings, "/obsm", data.ReadObsm, left),
            Varm = Matrices(data.Varm, "/varm", data.ReadVarm, left),
            Uns = Uns(data, left),
            KeepsTypes = true,
        });
        return left;
    }

    private static DataFrame Listed(DataFrame frame, string place, List<LeftOut> left)
    {
        if (frame.Columns.Count <= FrameLayout.MostColumns)
            return frame;
        left.Add(new LeftOut(place, $"the {frame.Columns.Count - FrameLayout.MostColumns} columns after '{frame.Columns[FrameLayout.MostColumns - 1].Name}', because a file of this kind lists at most {FrameLayout.MostColumns}"));
        return frame with { Columns = [.. frame.Columns.Take(FrameLayout.MostColumns)] };
    }

    private static Dictionary<string, DenseMatrix> Matrices(IReadOnlyList<EmbeddingEntry> entries, string place, Func<string, DenseMatrix> read, List<LeftOut> left)
    {
        var matrices = new Dictionary<string, DenseMatrix>(StringComparer.Ordinal);
        foreach (EmbeddingEntry entry in entries)
        {
            try
            {
                matrices[entry.Key] = read(entry.Key);
            }
            catch (DatasetFileException error)
            {
                left.Add(new LeftOut($"{place}/{entry.Key}", error.Message));
            }
        }
        return matrices;
    }

    private static UnsGroup Uns(AnnotatedData data, List<LeftOut> left)
    {
        var nodes = new Dictionary<string, UnsNode>(StringComparer.Ordinal);
        foreach (string key in data.UnsKeys)
            if (data.ReadUns(key) is { } node)
                nodes[key] = node;
        if (left.Count > 0)
            nodes[NotesKey] = new UnsTexts(Sentences(left));
        return new UnsGroup(nodes);
    }

    internal static string[] Sentences(IEnumerable<LeftOut> left) => [.. left.Select(element => element.Place.Length == 0 ? element.Reason : $"{element.Place} is left out: {element.Reason}")];
}
