using System.Text.RegularExpressions;
using CellDynamics.Data.Annotated;

namespace CellDynamics.Data.Formats.Annotations;

/// <summary>Which line of a table belongs to which cell.</summary>
/// <param name="Column">Of the table, that names the cells or their values.</param>
/// <param name="Key">The column of <c>obs</c> it names values of; null: the names of the cells.</param>
/// <param name="LineOfCell">-1 where there is none, <c>[cells]</c>.</param>
/// <param name="Twice">A cell, or value, that more than one line is about; null where there is none.</param>
internal sealed partial record AnnotationMatch(int Column, string? Key, int[] LineOfCell, string? Twice)
{
    private const int Shown = 5;

    private static readonly string[] CellHeads = ["cell", "cells", "cellid", "cell_id", "cell_name", "barcode", "barcodes", "cellbarcode", "cell_barcode", "index", "cb"];

    /// <summary>By the names of the cells where any fits; else by the names without the number that 10x writes behind barcodes; else by a column of the file with the head of the first column.</summary>
    /// <exception cref="DatasetFileException">No line belongs to any cell, or two belong to the same.</exception>
    public static AnnotationMatch Find(AnnotationTable table, AnnotatedData data)
    {
        int[] named = [.. Enumerable.Range(0, table.Heads.Length).Where(column => column == 0 || CellHeads.Contains(table.Heads[column].ToLowerInvariant()))];
        IEnumerable<AnnotationMatch> candidates =
        [
            .. named.Select(column => By(table, column, null, data.Obs.Index, name => name)),
            .. AreUnique(data.Obs.Index) ? named.Select(column => By(table, column, null, data.Obs.Index, Bare)) : [],
            .. data.Obs.Columns.Where(column => column.Name.Equals(table.Heads[0], StringComparison.OrdinalIgnoreCase)).Select(column => By(table, 0, column.Name, column.Labels, value => value)),
        ];
        // The first of equals: names as they stand come first.
        AnnotationMatch best = candidates.MaxBy(match => match.Matched)!;
        return best.Matched > 0 ? best.RequireUnique(table) : throw Nothing(table, data);
    }

    private int Matched => LineOfCell.Count(line => line >= 0);

    /// <summary>What a person wants to know of it.</summary>
    public AnnotationJoin Describe(AnnotationTable table, AnnotatedData data, string[] columns, string[] replaced)
    {
        string?[] names = Key is null ? data.Obs.Index : data.RequireObs(Key).Labels;
        var used = LineOfCell.ToHashSet();
        string[] unused = [.. table.Lines.Where((_, line) => !used.Contains(line)).Select(line => line[Column])];
        IEnumerable<string> without = names.Where((_, cell) => LineOfCell[cell] < 0).Select(name => name ?? "(missing)").Distinct(StringComparer.Ordinal);
        return new AnnotationJoin(Path.GetFileName(table.FilePath), Key, columns, Matched, data.CellCount, [.. without.Take(Shown)], [.. unused.Take(Shown)], unused.Length, replaced);
    }

    private static AnnotationMatch By(AnnotationTable table, int column, string? key, string?[] names, Func<string, string> form)
    {
        var lineOf = new Dictionary<string, int>(StringComparer.Ordinal);
        var twice = new HashSet<string>(StringComparer.Ordinal);
        for (int line = 0; line < table.Lines.Count; line++)
        {
            // In the form that is compared: AAAC-1 and AAAC-2 are two lines about a cell called AAAC.
            string name = form(table.Lines[line][column]);
            if (!lineOf.TryAdd(name, line))
                twice.Add(name);
        }
        string?[] forms = Array.ConvertAll(names, name => name is null ? null : form(name));
        return new AnnotationMatch(column, key, Array.ConvertAll(forms, name => name is null ? -1 : lineOf.GetValueOrDefault(name, -1)), forms.FirstOrDefault(name => name is not null && twice.Contains(name)));
    }

    private AnnotationMatch RequireUnique(AnnotationTable table) => Twice is null ? this
        : throw new DatasetFileException(table.FilePath, "", $"one line for each {(Key is null ? "cell" : Key)}", $"'{Twice}' more than once", "Keep one line of each.");

    private static DatasetFileException Nothing(AnnotationTable table, AnnotatedData data)
    {
        string begins = string.Join(", ", table.Lines.Take(3).Select(line => $"'{line[0]}'"));
        string columns = data.Obs.Columns.Count == 0 ? "" : $", or, with the head of that column, the values of one of {string.Join(", ", data.Obs.Columns.Take(12).Select(column => column.Name))}";
        return new DatasetFileException(table.FilePath, "", $"names of cells in the first column, such as {string.Join(", ", data.Obs.Index.Take(3).Select(name => $"'{name}'"))}", $"none of them, but {begins}",
            $"Put the names of the cells into the first column{columns}.");
    }

    private static bool AreUnique(string[] names) => names.Select(Bare).Distinct(StringComparer.Ordinal).Count() == names.Length;

    private static string Bare(string name) => Numbered().Replace(name, "");

    [GeneratedRegex(@"-\d+$")]
    private static partial Regex Numbered();
}
