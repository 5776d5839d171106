using System.Reflection;
using System.Runtime.ExceptionServices;
using CellDynamics.Data.Annotated;
using CellDynamics.Data.H5ad.Filters;
using CellDynamics.Data.H5ad.Layout;
using Microsoft.Win32.SafeHandles;
using PureHDF;

namespace CellDynamics.Data.H5ad;

/// <summary>Writes AnnData files (.h5ad) in the encodings of anndata 0.8, which every later version and every other reader accepts.</summary>
/// <remarks>Ref: anndata docs, "On-disk format" 0.8.</remarks>
public static class H5adWriter
{
    /// <summary>Ends the name of a file while it is being written; it stands beside its target.</summary>
    public const string Unfinished = ".unfinished";

    /// <summary>The file is there whole or not at all, also when the disk fills up.</summary>
    /// <exception cref="ArgumentException">Extents disagree, or a name holds a <c>/</c> or occurs twice.</exception>
    /// <exception cref="IOException">The file cannot be written there; the message says why.</exception>
    public static void Write(string path, H5adContent content)
    {
        H5adContentCheck.Require(content);
        Whole(path, unfinished => WriteUnfinished(unfinished, content));
    }

    /// <summary>Writes a file beside its target and renames it: it is there whole or not at all.</summary>
    /// <exception cref="IOException">The file cannot be written there; the message says why.</exception>
    internal static void Whole(string path, Action<string> write)
    {
        string target = Path.GetFullPath(path), unfinished = target + Unfinished;
        if (Directory.Exists(target))
            throw new IOException($"{path}: expected the name of a file to write, found a folder. Add a file name.");
        if (Path.GetDirectoryName(target) is { } folder && !Directory.Exists(folder))
            throw new IOException($"{path}: expected an existing folder to write into, found none at {folder}. Make that folder first.");
        try
        {
            write(unfinished);
            // Before the name: after a power cut a file that has its name must have its content too.
            using (SafeFileHandle content = File.OpenHandle(unfinished, FileMode.Open, FileAccess.ReadWrite))
                RandomAccess.FlushToDisk(content);
            File.Move(unfinished, target, overwrite: true);
        }
        catch (Exception failure)
        {
            File.Delete(unfinished);
            // The library calls itself by reflection, which hides what the system said.
            if (failure is TargetInvocationException { InnerException: { } cause })
                ExceptionDispatchInfo.Throw(cause);
            throw;
        }
    }

    private static void WriteUnfinished(string path, H5adContent content)
    {
        H5Filters.Register();
        var pending = new List<PendingMatrix>();
        var file = new H5File
        {
            Attributes = { ["encoding-type"] = "anndata", ["encoding-version"] = "0.1.0" },
            ["obs"] = FrameLayout.Of(content.Obs),
            ["var"] = FrameLayout.Of(content.Var),
            ["obsm"] = Embeddings(content.Obsm),
            ["varm"] = Embeddings(content.Varm),
            ["uns"] = UnsLayout.Of(content.Uns),
        };
        foreach (string empty in new[] { "obsp", "varp" })
            file[empty] = H5Layout.Group("dict", "0.1.0", []);
        if (content.X is not null)
            file["X"] = Planned(content.X, content.KeepsTypes, pending);
        file["layers"] = H5Layout.Group("dict", "0.1.0", [.. content.Layers.Select(p => (p.Key, Planned(p.Value, content.KeepsTypes, pending)))]);

        using H5NativeWriter writer = file.BeginWrite(path, H5Layout.Options);
        foreach (PendingMatrix matrix in pending)
            matrix.Stream(writer);
    }

    private static H5Group Embeddings(IReadOnlyDictionary<string, DenseMatrix> matrices) =>
        H5Layout.Group("dict", "0.1.0", matrices.Select(entry => (entry.Key, (H5Object)H5Layout.Embedding(entry.Value))));

    private static H5Object Planned(ICellMatrix matrix, bool keepsTypes, List<PendingMatrix> pending)
    {
        PendingMatrix planned = PendingMatrix.Plan(matrix, keepsTypes);
        pending.Add(planned);
        return planned.Root;
    }
}
