using System.Globalization;
using CellDynamics.Data.Annotated;
using CellDynamics.Data.Formats.Scratch;

namespace CellDynamics.Data.Formats.Tables;

/// <summary>What stands where in a table, seen in its first lines.</summary>
/// <param name="Dialect">How it is written down.</param>
/// <param name="HasComma">The numbers have a decimal comma.</param>
/// <param name="Heads">Names of the columns, <c>[columns]</c>, empty where there is none; null for a table without a head.</param>
/// <param name="AreTexts">Columns that hold no numbers, <c>[columns]</c>.</param>
/// <param name="HasNames">The first column names the rows.</param>
/// <param name="RowNames">The first of these names.</param>
/// <param name="EndsEmpty">Every line ends with a separator and nothing behind it: that column counts nowhere.</param>
internal sealed record TableLayout(TableDialect Dialect, bool HasComma, string[]? Heads, bool[] AreTexts, bool HasNames, IReadOnlyList<string> RowNames, bool EndsEmpty)
{
    private const int SampledRows = 500;
    private const int SampledValues = 2_000_000;

    private static readonly string[] IndexHeads =
    [
        "", "unnamed: 0", "index", "_index", "gene", "genes", "geneid", "gene_id", "gene_ids", "gene_name", "gene_symbol", "gene_symbols", "symbol", "symbols", "id", "id_ref", "name",
        "ensembl", "ensembl_id", "cell", "cells", "cellid", "cell_id", "cell_name", "barcode", "barcodes", "cellbarcode", "cell_barcode", "rownames", "row.names", "feature", "features",
    ];

    public int Columns => AreTexts.Length;

    public TableNumbers Numbers => new(HasComma);

    /// <summary>
    /// Columns of text, and those named like a time, a condition or the like as far as nothing else stands before or behind them, <c>[columns]</c>:
    /// among genes such a name is a gene (<c>run</c> of the fly).
    /// </summary>
    public bool[] DescribeCells()
    {
        bool[] meant = [.. AreTexts.Select((isText, column) => isText || (Heads is not null && AnnotationNames.OfCells(Heads[column])))];
        int first = Array.IndexOf(meant, false, HasNames ? 1 : 0), last = Array.LastIndexOf(meant, false);
        return [.. meant.Select((isMeant, column) => isMeant && (AreTexts[column] || column < first || column > last))];
    }

    /// <summary>Name of a column for a person.</summary>
    public string NameOf(int column) => Heads is not null && Heads[column].Length > 0 ? Heads[column] : $"column{NumberText.Of(column + 1)}";

    public bool IsIndexHead => Heads is not null && IndexHeads.Contains(Heads[0].ToLowerInvariant());

    /// <exception cref="DatasetFileException">The lines differ in length, or hold no numbers.</exception>
    public static TableLayout Of(string path)
    {
        TableDialect dialect = TableDialect.Detect(path);
        using var table = new TextTable(path, dialect);
        table.MoveNext();
        string[] first = Values(table);
        if (!table.MoveNext())
            throw table.Error(-1, "lines of values below the heads", "the end of the file", "Copy or upload the file again.");
        int columns = table.Count;
        if (first.Length == columns + 1 && first[^1].Length == 0)
            first = first[..^1];
        if (columns < 2 || columns - first.Length is not (0 or 1))
            throw table.Error(-1, $"{first.Length} values separated by {dialect.DelimiterName}, as in the line above", $"{columns}",
                "Is this a table of numbers with one head for each column? Correct that line.");
        string[]? heads = IsHead(first, columns) ? first.Length < columns ? ["", .. first] : first : null;
        (bool hasComma, bool[] areTexts, List<string> names, bool isLastEmpty) = Sample(path, dialect, heads is not null, columns);
        bool endsEmpty = isLastEmpty && columns > 2 && heads?[^1].Length == 0;
        if (endsEmpty)
            (heads, areTexts) = (heads![..^1], areTexts[..^1]);
        bool hasNames = heads is null ? areTexts[0]
            : IndexHeads.Contains(heads[0].ToLowerInvariant()) || (areTexts[0] && !AnnotationNames.OfCells(heads[0]));
        var layout = new TableLayout(dialect, hasComma, heads, areTexts, hasNames, hasNames ? names : [], endsEmpty);
        layout.RequireNumbers(table);
        return layout;
    }

    /// <summary>Numbers stand everywhere but in the first column of a table without heads. Heads that count (0, 1, 2, …) are heads.</summary>
    private static bool IsHead(string[] first, int columns)
    {
        var numbers = new TableNumbers(hasComma: false);
        var comma = new TableNumbers(hasComma: true);
        if (first.Length < columns || first[0].Length == 0 || Array.Exists(first[1..], v => !ColumnOfTexts.IsMissing(v) && !numbers.TryRead(v, out _) && !comma.TryRead(v, out _)))
            return true;
        return first.Skip(1).Select((text, i) => int.TryParse(text, CultureInfo.InvariantCulture, out int number) ? number - i : int.MinValue).Distinct().ToArray() is [0 or 1] && first.Length > 2;
    }

    private static (bool HasComma, bool[] AreTexts, List<string> Names, bool IsLastEmpty) Sample(string path, TableDialect dialect, bool hasHead, int columns)
    {
        using var table = new TextTable(path, dialect);
        if (hasHead)
            table.MoveNext();
        (int[] numbers, int[] commas, int[] texts) = (new int[columns], new int[columns], new int[columns]);
        var names = new List<string>();
        var point = new TableNumbers(hasComma: false);
        bool isLastEmpty = true;
        for (int row = 0; row < SampledRows && (row == 0 || (long)row * columns < SampledValues) && table.MoveNext(); row++)
        {
            isLastEmpty &= table.Count == columns && table[columns - 1].Length == 0;
            for (int column = 0; column < Math.Min(columns, table.Count); column++)
            {
                ReadOnlySpan<char> value = table[column];
                if (column == 0)
                    names.Add(value.ToString());
                if (ColumnOfTexts.IsMissing(value))
                    continue;
                if (point.TryRead(value, out _))
                    numbers[column]++;
                else if (dialect.Delimiter != ',' && TableNumbers.HasDecimalComma(value))
                    commas[column]++;
                else
                    texts[column]++;
            }
        }
        bool hasComma = commas.Sum() > 0;
        return (hasComma, [.. Enumerable.Range(0, columns).Select(i => texts[i] > numbers[i] + commas[i])], names, isLastEmpty);
    }

    private void RequireNumbers(TextTable table)
    {
        int[] values = [.. Enumerable.Range(HasNames ? 1 : 0, HasNames ? Columns - 1 : Columns)];
        int texts = values.Count(column => AreTexts[column]);
        if (texts < values.Length && 2 * texts <= values.Length + 4)
            return;
        int column = values.First(i => AreTexts[i]);
        throw table.Error(column, "a number", Shown(table[column]), "This is no table of numbers with cells and genes: choose the one with the counts, or with the expression.");
    }

    public static string Shown(ReadOnlySpan<char> value) => value.Length > 40 ? $"'{value[..40]}…'" : $"'{value}'";

    private static string[] Values(TextTable table)
    {
        string[] values = new string[table.Count];
        for (int i = 0; i < values.Length; i++)
            values[i] = table[i].ToString();
        return values;
    }
}
