using CellDynamics.Data.Annotated;
using CellDynamics.Data.H5ad.Container;
using CellDynamics.Data.H5ad.Layout;
using PureHDF;

namespace CellDynamics.Data.H5ad;

/// <summary>Writes AnnData files (.h5ad) in the encodings of anndata 0.8, which every later version and every other reader accepts.</summary>
/// <remarks>Not atomic: write beside the target and rename. Ref: anndata docs, "On-disk format" 0.8.</remarks>
public static class H5adWriter
{
    /// <exception cref="ArgumentException">Extents disagree, or a name holds a <c>/</c> or occurs twice.</exception>
    public static void Write(string path, H5adContent content)
    {
        H5adContentCheck.Require(content);
        H5Filters.Register();
        var pending = new List<PendingMatrix>();
        var file = new H5File
        {
            Attributes = { ["encoding-type"] = "anndata", ["encoding-version"] = "0.1.0" },
            ["obs"] = FrameLayout.Of(content.Obs),
            ["var"] = FrameLayout.Of(content.Var),
            ["obsm"] = H5Layout.Group("dict", "0.1.0", content.Obsm.Select(p => (p.Key, (H5Object)H5Layout.Embedding(p.Value)))),
            ["uns"] = UnsLayout.Of(content.Uns),
        };
        foreach (string empty in new[] { "varm", "obsp", "varp" })
            file[empty] = H5Layout.Group("dict", "0.1.0", []);
        if (content.X is not null)
            file["X"] = Planned(content.X, pending);
        file["layers"] = H5Layout.Group("dict", "0.1.0", [.. content.Layers.Select(p => (p.Key, Planned(p.Value, pending)))]);

        using H5NativeWriter writer = file.BeginWrite(path, H5Layout.Options);
        foreach (PendingMatrix matrix in pending)
            matrix.Stream(writer);
    }

    private static H5Object Planned(ICellMatrix matrix, List<PendingMatrix> pending)
    {
        PendingMatrix planned = PendingMatrix.Plan(matrix);
        pending.Add(planned);
        return planned.Root;
    }
}
