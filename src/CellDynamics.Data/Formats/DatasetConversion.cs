using CellDynamics.Data.Annotated;
using CellDynamics.Data.H5ad;
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

    /// <summary>Values stay what they are: a matrix is float32 only where that keeps all of them. The target is there whole or not at all.</summary>
    /// <param name="path">Any file that <see cref="DatasetFile"/> opens.</param>
    /// <param name="target">The .h5ad file to write; replaced where it exists.</param>
    /// <param name="choices">Null: the file decides.</param>
    /// <exception cref="DatasetFileException">It cannot be opened or read.</exception>
    /// <exception cref="IOException">The target cannot be written.</exception>
    public static void Convert(string path, string target, OpenChoices? choices = null)
    {
        using AnnotatedData data = DatasetFile.Open(path, choices);
        Convert(data, target);
    }

    /// <summary>The same for a file that is open.</summary>
    /// <exception cref="DatasetFileException">It cannot be read.</exception>
    /// <exception cref="IOException">The target cannot be written.</exception>
    public static void Convert(AnnotatedData data, string target)
    {
        List<string> notes = [.. data.Notes];
        var obsm = new Dictionary<string, DenseMatrix>(StringComparer.Ordinal);
        foreach (EmbeddingEntry entry in data.Embeddings)
        {
            try
            {
                obsm[entry.Key] = data.ReadObsm(entry.Key);
            }
            catch (DatasetFileException error)
            {
                notes.Add($"/obsm/{entry.Key} is left out: {error.Message}");
            }
        }
        if (data.RawX is not null)
            notes.Add("/raw is left out: the file that was converted held it.");
        H5adWriter.Write(target, new H5adContent
        {
            Obs = data.Obs,
            Var = data.Var,
            X = data.X,
            Layers = data.Layers,
            Obsm = obsm,
            Uns = Uns(data, notes),
            KeepsTypes = true,
        });
    }

    private static UnsGroup Uns(AnnotatedData data, List<string> notes)
    {
        var nodes = new Dictionary<string, UnsNode>(StringComparer.Ordinal);
        foreach (string key in data.UnsKeys)
            if (data.ReadUns(key) is { } node)
                nodes[key] = node;
        if (notes.Count > 0)
            nodes[NotesKey] = new UnsTexts([.. notes]);
        return new UnsGroup(nodes);
    }
}
