using CellDynamics.Data.Annotated;

namespace CellDynamics.Data.Formats.Tables;

/// <summary>Which side of a table holds the genes, and why.</summary>
/// <param name="AreRowsGenes">Otherwise the columns are genes.</param>
/// <param name="Reason">Ends the sentence "because …"; empty where a person chose.</param>
internal sealed record Orientation(bool AreRowsGenes, string Reason)
{
    private const double ClearDifference = 0.2;
    private const int SampledNames = 2000;

    /// <summary>Genes of a genome that a table lists, after usual filters and with those that code for no protein.</summary>
    private const int LeastGenome = 8_000, MostGenome = 70_000;

    private static readonly string[] GeneHeads = ["gene", "genes", "geneid", "gene_id", "gene_ids", "gene_name", "gene_symbol", "gene_symbols", "symbol", "symbols", "id_ref", "ensembl", "ensembl_id", "feature", "features"];
    private static readonly string[] CellHeads = ["cell", "cells", "cellid", "cell_id", "cell_name", "barcode", "barcodes", "cellbarcode", "cell_barcode"];

    /// <summary>Neither heads nor names told it.</summary>
    public bool IsGuessed { get; private init; }

    /// <summary>The sentence for a person.</summary>
    public string Note => Reason.Length == 0 ? "" :
        $"/X was read with {(AreRowsGenes ? "the rows of the table as genes" : "the rows of the table as cells")}, because {Reason}.";

    /// <param name="layout">Heads and first names of the rows.</param>
    /// <param name="chosen">What a person said; null: guessed.</param>
    /// <param name="countRows">Counts the rows of the table; asked only where the names say nothing.</param>
    public static Orientation Of(TableLayout layout, bool? chosen, Func<int> countRows)
    {
        if (chosen is bool areRowsGenes)
            return new Orientation(areRowsGenes, "");
        string first = layout.Heads?[0].ToLowerInvariant() ?? "";
        string[] columns = [.. Enumerable.Range(0, layout.Columns).Skip(layout.HasNames ? 1 : 0).Where(i => !layout.AreTexts[i]).Select(i => layout.Heads?[i] ?? "")];
        bool[] describeCells = layout.DescribeCells();
        int annotation = Enumerable.Range(0, layout.Columns).Skip(layout.HasNames ? 1 : 0).FirstOrDefault(i => describeCells[i] && AnnotationNames.OfCells(layout.Heads?[i] ?? ""), -1);
        if (annotation >= 0)
            return new Orientation(false, $"the column '{layout.Heads![annotation]}' describes cells");
        if (layout.HasNames && GeneHeads.Contains(first))
            return new Orientation(true, $"the first column is named '{layout.Heads![0]}'");
        if (layout.HasNames && CellHeads.Contains(first))
            return new Orientation(false, $"the first column is named '{layout.Heads![0]}'");
        return ByNames(layout.RowNames, [.. columns.Take(SampledNames).Where(name => name.Length > 0)]) ?? ByExtent(layout, columns.Length, countRows);
    }

    private static Orientation? ByNames(IReadOnlyList<string> rows, string[] columns)
    {
        (double geneRows, double cellColumns) = (NameLooks.Genes(rows), NameLooks.Cells(columns));
        (double geneColumns, double cellRows) = (NameLooks.Genes(columns), NameLooks.Cells(rows));
        double difference = geneRows + cellColumns - geneColumns - cellRows;
        if (Math.Abs(difference) < ClearDifference)
            return null;
        bool areRowsGenes = difference > 0;
        (double genes, double cells) = areRowsGenes ? (geneRows, cellColumns) : (geneColumns, cellRows);
        bool isByGenes = genes >= cells;
        string side = isByGenes == areRowsGenes ? "rows" : "columns";
        string example = (side == "rows" ? rows : columns)[0];
        return new Orientation(areRowsGenes, $"the names of the {side}, such as '{example}', look like {(isByGenes ? "genes" : "cells")}");
    }

    private static Orientation ByExtent(TableLayout layout, int columns, Func<int> countRows)
    {
        if (!layout.HasNames)
            return new Orientation(false, "they have no names, as programs for data analysis write cells") { IsGuessed = true };
        int rows = countRows();
        string counted = $"names do not tell which is which, and there are {NumberText.Grouped(rows)} rows and {NumberText.Grouped(columns)} columns";
        // Few experiments measured as many cells as a genome has genes.
        if (IsGenome(rows) != IsGenome(columns))
            return new Orientation(IsGenome(rows), $"{counted}: {NumberText.Grouped(IsGenome(rows) ? rows : columns)} is about as many genes as a genome has") { IsGuessed = true };
        return new Orientation(rows < columns, $"{counted}: the longer side is taken as cells") { IsGuessed = true };
    }

    private static bool IsGenome(int count) => count is >= LeastGenome and <= MostGenome;
}
