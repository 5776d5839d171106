using CellDynamics.Data.Annotated;
using CellDynamics.Data.Unstructured;

namespace CellDynamics.Data.H5ad.Layout;

/// <summary>Refuses content that would make a file other readers stumble over.</summary>
internal static class H5adContentCheck
{
    public static void Require(H5adContent content)
    {
        Frame(content.Obs, "obs");
        Frame(content.Var, "var");
        IEnumerable<(string Place, ICellMatrix Matrix)> matrices = content.Layers.Select(p => ($"layers/{p.Key}", p.Value));
        if (content.X is not null)
            matrices = matrices.Prepend(("X", content.X));
        foreach ((string place, ICellMatrix matrix) in matrices)
            if (matrix.Rows != content.Obs.Count || matrix.Columns != content.Var.Count)
                throw new ArgumentException($"{place} is {matrix.Rows} × {matrix.Columns} for {content.Obs.Count} cells and {content.Var.Count} genes.", nameof(content));
        foreach ((string key, DenseMatrix values) in content.Obsm)
            if (values.Rows != content.Obs.Count)
                throw new ArgumentException($"obsm/{key} has {values.Rows} rows for {content.Obs.Count} cells.", nameof(content));
        foreach ((string key, DenseMatrix values) in content.Varm)
            if (values.Rows != content.Var.Count)
                throw new ArgumentException($"varm/{key} has {values.Rows} rows for {content.Var.Count} genes.", nameof(content));
        Names([.. content.Layers.Keys], "layers");
        Names([.. content.Obsm.Keys], "obsm");
        Names([.. content.Varm.Keys], "varm");
        Uns(content.Uns, "uns");
    }

    private static void Frame(DataFrame frame, string place)
    {
        foreach (DataColumn column in frame.Columns)
            if (column.Labels.Length != frame.Count)
                throw new ArgumentException($"{place}/{column.Name} has {column.Labels.Length} values for {frame.Count} entries.");
        if (frame.Columns.Count > FrameLayout.MostColumns)
            throw new ArgumentException($"{place} has {frame.Columns.Count} columns; a file of this kind lists at most {FrameLayout.MostColumns}.");
        string[] names = [.. frame.Columns.Select(c => c.Name), FrameLayout.IndexName];
        Unique(names, place);
        foreach (string name in names)
        {
            foreach (string step in name.Split('/'))
                Name(step, place);
            if (names.FirstOrDefault(other => name.StartsWith($"{other}/", StringComparison.Ordinal)) is { } above)
                throw new ArgumentException($"'{name}' cannot be a column of {place} beside '{above}': a slash in a name makes a group of what stands before it. Rename one of the two.");
        }
    }

    private static void Uns(UnsGroup group, string place)
    {
        Names([.. group.Children.Keys], place);
        foreach ((string name, UnsNode node) in group.Children)
            if (node is UnsGroup below)
                Uns(below, $"{place}/{name}");
    }

    private static void Names(string[] names, string place)
    {
        Unique(names, place);
        foreach (string name in names)
            Name(name, place);
    }

    private static void Name(string name, string place)
    {
        if (name.Length == 0 || name.Contains('/') || name is "." or "..")
            throw new ArgumentException($"'{name}' in {place}: a name is not empty, no dots alone, and holds no '/'.");
    }

    private static void Unique(string[] names, string place)
    {
        if (names.Distinct(StringComparer.Ordinal).Count() != names.Length)
            throw new ArgumentException($"A name occurs twice in {place}, or is '{FrameLayout.IndexName}': {string.Join(", ", names)}.");
    }
}
