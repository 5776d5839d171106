using CellDynamics.Data.Annotated;

namespace CellDynamics.Data.H5ad.Copying;

/// <summary>Brings what a result says of its cells to the rows of the dataset, by the names of the cells.</summary>
internal static class CellMatch
{
    /// <summary>Row of the result for each cell of the dataset, <c>[cells]</c>, -1 where it has none; null where both have the same cells in the same order.</summary>
    /// <param name="dataset">Names of its cells.</param>
    /// <param name="result">Names of the cells of the result.</param>
    /// <param name="path">The result.</param>
    /// <param name="left">Is told of cells without a result.</param>
    /// <exception cref="DatasetFileException">They have no cell in common.</exception>
    public static int[]? Rows(string[] dataset, string[] result, string path, List<LeftOut> left)
    {
        if (dataset.AsSpan().SequenceEqual(result))
            return null;
        var rowOf = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int row = 0; row < result.Length; row++)
            // One name of several cells says nothing about which of them is meant.
            rowOf[result[row]] = rowOf.ContainsKey(result[row]) ? -1 : row;
        foreach (IGrouping<string, string> several in dataset.GroupBy(name => name).Where(names => names.Skip(1).Any()))
            rowOf[several.Key] = -1;
        int[] rows = Array.ConvertAll(dataset, name => rowOf.GetValueOrDefault(name, -1));
        int without = rows.Count(row => row < 0);
        if (without == dataset.Length && dataset.Length > 0)
            throw new DatasetFileException(path, "/obs", "cells of the dataset", "none that has the name of one", "Name the result of this dataset.");
        left.Add(new LeftOut("/obs", $"{NumberText.Grouped(without)} of {NumberText.Grouped(dataset.Length)} cells have no result of their own (missing values); rows in uns count the {NumberText.Grouped(result.Length)} cells of the result"));
        return rows;
    }

    public static DenseMatrix Aligned(DenseMatrix values, int[]? rows)
    {
        if (rows is null)
            return values;
        var aligned = new DenseMatrix(rows.Length, values.Columns);
        Array.Fill(aligned.Values, double.NaN);
        for (int cell = 0; cell < rows.Length; cell++)
            if (rows[cell] >= 0)
                values.Row(rows[cell]).CopyTo(aligned.Row(cell));
        return aligned;
    }

    public static DataColumn Aligned(DataColumn column, int[]? rows) => rows is null ? column : column with
    {
        Labels = Array.ConvertAll(rows, row => row < 0 ? null : column.Labels[row]),
        Numbers = column.Numbers is { } numbers ? Array.ConvertAll(rows, row => row < 0 ? double.NaN : numbers[row]) : null,
    };
}
