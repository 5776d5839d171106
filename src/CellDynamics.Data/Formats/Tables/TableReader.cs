using CellDynamics.Data.Annotated;
using CellDynamics.Data.Formats.Scratch;

namespace CellDynamics.Data.Formats.Tables;

/// <summary>Reads a table of numbers line by line into scratch files.</summary>
internal sealed class TableReader(string path, TableLayout layout, Orientation orientation, ScratchSpace scratch)
{
    private readonly int[] annotations = Columns(layout, orientation, areAnnotations: true);
    private readonly int[] values = Columns(layout, orientation, areAnnotations: false);
    private readonly List<string> names = [];
    private readonly List<string>[] texts = [.. Enumerable.Range(0, layout.Columns).Select(_ => new List<string>(0))];
    private readonly List<string> notes = [.. new[] { orientation.Note }.Where(note => note.Length > 0)];

    /// <exception cref="DatasetFileException">A line is longer or shorter than the others, or a value is no number.</exception>
    public AnnotatedData Read()
    {
        if (layout.EndsEmpty)
            notes.Add("/X leaves out the last column of the table, which has no head and no values: its lines end with a separator.");
        var entries = new EntrySorter(scratch);
        bool areWhole = ReadLines(entries);
        int rows = layout.HasNames ? names.Count : Rows;
        DataFrame ofRows = RowFrame(rows);
        DataFrame ofColumns = layout.Heads is null
            ? DataFrame.Numbered(orientation.AreRowsGenes ? "cell" : "gene", values.Length)
            : new DataFrame("_index", UniqueNames.Of(orientation.AreRowsGenes ? "/obs" : "/var", Array.ConvertAll(values, layout.NameOf), notes), []);
        (DataFrame obs, DataFrame var) = orientation.AreRowsGenes ? (ofColumns, ofRows) : (ofRows, ofColumns);
        return new AnnotatedData(new ClosingStore(scratch))
        {
            Path = path,
            Format = "csv",
            Encoding = $"table separated by {layout.Dialect.DelimiterName}",
            Obs = obs,
            Var = var,
            X = entries.ToMatrix(obs.Count, var.Count, "dense", areWhole ? "int64" : "float64"),
            Layers = new Dictionary<string, ICellMatrix>(),
            Embeddings = [],
            UnsKeys = [],
            Notes = notes,
            AreRowsGenes = orientation.AreRowsGenes,
            IsOrientationGuessed = orientation.IsGuessed,
        };
    }

    private int Rows { get; set; }

    /// <returns>Whether all values are whole numbers.</returns>
    private bool ReadLines(EntrySorter entries)
    {
        TableNumbers numbers = layout.Numbers;
        bool areWhole = true;
        using var table = new TextTable(path, layout.Dialect);
        if (layout.Heads is not null)
            table.MoveNext();
        for (; table.MoveNext(); Rows++)
        {
            int columns = layout.Columns + (layout.EndsEmpty ? 1 : 0);
            if (table.Count != columns)
                throw table.Error(-1, $"{columns} values separated by {layout.Dialect.DelimiterName}, as in the lines above", $"{table.Count}", "Correct that line, or write the table again.");
            if (layout.EndsEmpty && table[layout.Columns].Length > 0)
                throw table.Error(layout.Columns, "nothing, as the last column has no head and no values above", TableLayout.Shown(table[layout.Columns]), "Give the column a head, or take the value away.");
            if (layout.HasNames)
                names.Add(table[0].ToString());
            foreach (int column in annotations)
                texts[column].Add(numbers.Invariant(table[column].ToString()));
            for (int place = 0; place < values.Length; place++)
            {
                ReadOnlySpan<char> text = table[values[place]];
                if (!numbers.TryRead(text, out double value))
                    throw table.Error(values[place], "a number", TableLayout.Shown(text), "Correct it there; where nothing was measured, write 0.");
                areWhole &= value == Math.Truncate(value);
                if (value == 0)
                    continue;
                if (orientation.AreRowsGenes)
                    entries.Add(place, Rows, value);
                else
                    entries.Add(Rows, place, value);
            }
        }
        return areWhole;
    }

    private DataFrame RowFrame(int count)
    {
        string place = orientation.AreRowsGenes ? "/var" : "/obs";
        var columns = new List<DataColumn>();
        string[]? index = layout.HasNames ? [.. names] : null;
        // A first column of few values, such as conditions, describes the rows instead of naming them.
        if (index is not null && !layout.IsIndexHead && 2 * index.Distinct(StringComparer.Ordinal).Count() <= index.Length)
        {
            columns.Add(ColumnOfTexts.Read(Free(layout.NameOf(0)), index));
            index = null;
        }
        string[] heads = UniqueNames.Of(place, [.. annotations.Select(column => Free(layout.NameOf(column)))], []);
        columns.AddRange(annotations.Select((column, i) => ColumnOfTexts.Read(heads[i], [.. texts[column]])));
        if (columns.Count > 0)
            notes.Add($"{place} has {(columns.Count == 1 ? "the column" : "the columns")} {string.Join(", ", columns.Select(c => c.Name))} of the table, which by name or content {(columns.Count == 1 ? "is" : "are")} no {(orientation.AreRowsGenes ? "cells" : "genes")}.");
        return index is null
            ? DataFrame.Numbered(orientation.AreRowsGenes ? "gene" : "cell", count) with { Columns = columns }
            : new DataFrame("_index", UniqueNames.Of(place, index, notes), columns);
    }

    /// <summary>A name that HDF5 can hold.</summary>
    private static string Free(string name) => name is "_index" or "." or ".." ? name + " of the table" : name.Replace('/', '_');

    private static int[] Columns(TableLayout layout, Orientation orientation, bool areAnnotations)
    {
        bool[] describe = orientation.AreRowsGenes
            ? [.. layout.AreTexts.Select((isText, column) => isText || (layout.Heads is not null && AnnotationNames.OfGenes(layout.Heads[column])))]
            : layout.DescribeCells();
        return [.. Enumerable.Range(0, layout.Columns).Skip(layout.HasNames ? 1 : 0).Where(column => describe[column] == areAnnotations)];
    }
}
