using CellDynamics.Data.Annotated;
using CellDynamics.Data.Formats.Packed;
using CellDynamics.Data.Formats.Scratch;

namespace CellDynamics.Data.Formats.MatrixMarket;

/// <summary>Puts the three files of a matrix together, cells by genes.</summary>
internal static class TripletReader
{
    private const string Expression = "Gene Expression";

    private static readonly string[] FeatureColumns = ["gene_ids", "gene_symbols", "feature_types", "chromosome", "start", "end"];

    public static AnnotatedData Read(string shown, string folder, TripletNames names, OpenChoices choices, UnpackLimits limits) =>
        PackedStream.Reading(shown, () => ReadAll(shown, folder, names, choices, limits));

    private static AnnotatedData ReadAll(string shown, string folder, TripletNames names, OpenChoices choices, UnpackLimits limits)
    {
        string path = Path.Combine(folder, names.Matrix);
        using var matrix = new MatrixReader(path, PackedStream.Open(path, limits));
        int most = Math.Max(matrix.Rows, matrix.Columns) + 1;
        NameTable barcodes = NameTable.Read(Path.Combine(folder, names.Barcodes!), most, limits);
        NameTable features = NameTable.Read(Path.Combine(folder, names.Features!), most, limits);
        bool areRowsGenes = AreRowsGenes(path, matrix, ref barcodes, ref features, choices);
        var notes = new List<string>();
        int[] geneOf = Kept(features, notes);
        int genes = geneOf.Count(gene => gene >= 0);
        var scratch = new ScratchSpace();
        try
        {
            var entries = new EntrySorter(scratch);
            matrix.Read((row, column, value) =>
            {
                (int cell, int gene) = areRowsGenes ? (column, geneOf[row]) : (row, geneOf[column]);
                if (gene >= 0)
                    entries.Add(cell, gene, value);
            });
            return new AnnotatedData(new ClosingStore(scratch))
            {
                Path = shown,
                Format = "mtx",
                Encoding = $"Matrix Market with {names.Barcodes} and {names.Features}",
                Obs = Frame("/obs", barcodes, Enumerable.Repeat(0, barcodes.Count).ToArray(), [], notes),
                Var = Frame("/var", features, geneOf, FeatureColumns, notes),
                X = entries.ToMatrix(barcodes.Count, genes, "csr", matrix.DType),
                Layers = new Dictionary<string, ICellMatrix>(),
                Embeddings = [],
                UnsKeys = [],
                Notes = notes,
            };
        }
        catch
        {
            scratch.Dispose();
            throw;
        }
    }

    /// <summary>Which side is which, by the numbers of names; a first line of heads is dropped.</summary>
    private static bool AreRowsGenes(string path, MatrixReader matrix, ref NameTable barcodes, ref NameTable features, OpenChoices choices)
    {
        foreach (bool areRowsGenes in choices.AreRowsGenes == false ? new[] { false, true } : [true, false])
        {
            (int genes, int cells) = areRowsGenes ? (matrix.Rows, matrix.Columns) : (matrix.Columns, matrix.Rows);
            (NameTable ofCells, NameTable ofGenes) = (barcodes.For(cells), features.For(genes));
            if (ofCells.Count != cells || ofGenes.Count != genes)
                continue;
            (barcodes, features) = (ofCells, ofGenes);
            return areRowsGenes;
        }
        throw new DatasetFileException(path, "", $"{NumberText.Grouped(features.Count)} × {NumberText.Grouped(barcodes.Count)} values, as {features.Name} and {barcodes.Name} have names",
            $"{NumberText.Grouped(matrix.Rows)} × {NumberText.Grouped(matrix.Columns)}", "Do the three files belong together?");
    }

    /// <summary>The place of every feature among the genes; −1 for antibodies, guides and other features beside them.</summary>
    private static int[] Kept(NameTable features, List<string> notes)
    {
        string[]? types = features.Columns.Length > 2 && features.Columns[2].Contains(Expression, StringComparer.Ordinal) ? features.Columns[2] : null;
        int next = 0;
        int[] place = [.. Enumerable.Range(0, features.Count).Select(i => types is null || types[i] == Expression ? next++ : -1)];
        if (next < place.Length)
            notes.Add($"/var holds the features of type {Expression}; left out were {string.Join(", ", types!.Where(t => t != Expression).GroupBy(t => t).Select(of => $"{NumberText.Grouped(of.Count())} of type {of.Key}"))}.");
        return place;
    }

    /// <param name="place">Path of the frame.</param>
    /// <param name="table">The first column is the index.</param>
    /// <param name="kept">Negative for lines left out.</param>
    /// <param name="known">Names of the columns; further ones are counted.</param>
    /// <param name="notes">See <see cref="UniqueNames"/>.</param>
    private static DataFrame Frame(string place, NameTable table, int[] kept, string[] known, List<string> notes)
    {
        string[][] columns = Array.ConvertAll(table.Columns, column => column.Where((_, line) => kept[line] >= 0).ToArray());
        DataColumn[] further = [.. columns.Select((column, i) => (Name: i < known.Length ? known[i] : $"column{i + 1}", Texts: column)).Skip(1)
            .Select(c => c.Name == "gene_symbols" ? DataColumn.OfTexts(c.Name, c.Texts) : ColumnOfTexts.Read(c.Name, c.Texts))];
        return new DataFrame(known.Length > 0 ? known[0] : "barcode", UniqueNames.Of(place, columns[0], notes), further);
    }
}
