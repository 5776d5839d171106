using CellDynamics.Data.Annotated;
using CellDynamics.Data.H5ad;
using CellDynamics.Data.Preprocessing;
using CellDynamics.Data.Studies;

namespace CellDynamics.Data.Doctor;

/// <summary>A first picture of a dataset, cheap enough for an upload page.</summary>
/// <param name="Name">What the two axes are: <c>UMAP of the file</c>, <c>PCA of the file</c>, <c>PCA</c>; empty where nothing can be drawn.</param>
/// <param name="Cells">Which cells of the file are shown, ascending.</param>
/// <param name="Coordinates"><c>[cells shown, 2]</c>; no rows where nothing can be drawn.</param>
/// <param name="TimeLabels">Of each cell shown, null where missing.</param>
/// <param name="Times">Of each cell shown in the axis' unit, NaN where missing.</param>
public sealed record DatasetPreview(string Name, int[] Cells, DenseMatrix Coordinates, string?[] TimeLabels, double[] Times)
{
    private const int MostCells = 20_000;

    /// <exception cref="DatasetFileException">The file cannot be opened.</exception>
    public static DatasetPreview Build(string path)
    {
        using AnnotatedData data = H5adReader.Open(path);
        return Build(data, RoleSuggestion.Suggest(data).Roles);
    }

    public static DatasetPreview Build(AnnotatedData data, StudyRoles roles, CancellationToken cancellationToken = default)
    {
        int[] cells = Sample(data.CellCount);
        TimeAxis? axis = roles.Time is null ? null : TimeReport.Of(data.RequireObs(roles.Time), roles.Cell is not null).Axis;
        double[]? times = axis?.ValueOfCell;
        DataColumn? column = axis is null ? null : data.RequireObs(axis.Column);
        (string name, DenseMatrix coordinates) = Draw(data, roles, cells, cancellationToken);
        cells = coordinates.Rows == 0 ? [] : cells;
        return new DatasetPreview(name, cells, coordinates, Array.ConvertAll(cells, c => column?.Labels[c]),
            Array.ConvertAll(cells, c => times?[c] ?? double.NaN));
    }

    /// <summary>Evenly spread over the file, so that no part of it is missing.</summary>
    private static int[] Sample(int count)
    {
        int shown = Math.Min(count, MostCells);
        return [.. Enumerable.Range(0, shown).Select(i => (int)((long)i * count / shown))];
    }

    private static (string Name, DenseMatrix Coordinates) Draw(AnnotatedData data, StudyRoles roles, int[] cells, CancellationToken cancellationToken)
    {
        (string Key, string Name)[] known = [.. Asked(roles), ("X_umap", "UMAP of the file"), ("X_pca", "PCA of the file")];
        IEnumerable<(string Key, string Name)> others = data.ObsmKeys.Except(known.Select(k => k.Key)).Select(k => (k, $"{k} of the file, first two dimensions"));
        foreach ((string key, string name) in known)
            if (FirstTwo(data, key, cells) is DenseMatrix found)
                return (name, found);
        try
        {
            var study = new Study(data, new StudyRoles { Layer = roles.Layer, IsCytometry = roles.IsCytometry });
            bool[] isShown = new bool[data.CellCount];
            foreach (int cell in cells)
                isShown[cell] = true;
            Representation pca = new MatrixRepresentation(study, isShown, new RepresentationOptions { Components = 2 }, cancellationToken).Fit();
            return ("PCA", TwoColumns(pca.States, cells));
        }
        catch (DatasetFileException)
        {
            // No usable matrix: any other embedding is better than no picture.
            foreach ((string key, string name) in others)
                if (FirstTwo(data, key, cells) is DenseMatrix found)
                    return (name, found);
            return ("", new DenseMatrix(0, 2));
        }
    }

    /// <summary>What is worked in is looked at first.</summary>
    private static IEnumerable<(string Key, string Name)> Asked(StudyRoles roles) => roles.Use is { } key and not "X_umap" and not StudyRoles.UseMatrix and not "X_pca" ? [(key, $"{key} of the file, first two dimensions")] : [];

    private static DenseMatrix? FirstTwo(AnnotatedData data, string key, int[] cells)
    {
        if (!data.ObsmKeys.Contains(key))
            return null;
        try
        {
            DenseMatrix values = data.ReadObsm(key);
            return values.Columns == 0 || values.Values.AsSpan().ContainsAnyExceptFinite() ? null : TwoColumns(values, cells);
        }
        catch (DatasetFileException)
        {
            return null;
        }
    }

    private static DenseMatrix TwoColumns(DenseMatrix values, int[] cells)
    {
        var two = new DenseMatrix(cells.Length, 2);
        for (int i = 0; i < cells.Length; i++)
            for (int axis = 0; axis < Math.Min(2, values.Columns); axis++)
                two[i, axis] = values[cells[i], axis];
        return two;
    }
}
