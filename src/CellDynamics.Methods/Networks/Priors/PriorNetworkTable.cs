using System.Globalization;

namespace CellDynamics.Methods.Networks.Priors;

/// <summary>Reads edges that somebody believes in: in the forms of BEELINE and NicheNet, or in columns such as regulator and target. The header tells the form.</summary>
public static class PriorNetworkTable
{
    private static readonly (string Form, string Regulator, string Target)[] Forms =
    [
        ("a network of BEELINE", "Gene1", "Gene2"),
        ("a network of NicheNet", "from", "to"),
        ("columns called regulator and target", "regulator", "target"),
        ("columns of regulator and target symbols", "source_genesymbol", "target_genesymbol"),
        ("columns called TF and target", "TF", "target"),
        ("columns called source and target", "source", "target"),
    ];

    /// <exception cref="PriorFileException">The file cannot be read; the message says how to mend it.</exception>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    public static PriorReading<PriorEdge> Read(string path) => Read(TextTable.Open(path));

    /// <exception cref="PriorFileException">The table has none of these forms, or a row cannot be read.</exception>
    public static PriorReading<PriorEdge> Read(TextTable table)
    {
        (string form, string regulatorName, string targetName) = Array.Find(Forms, known => table.Has(known.Regulator, known.Target));
        if (form is null)
        {
            throw new PriorFileException(table.Name, null, "columns called regulator and target, or those of BEELINE (Gene1, Gene2) or NicheNet (from, to)",
                PriorFileException.Shown(string.Join(", ", table.Header)), "Name the two columns regulator and target.");
        }
        (int regulator, int target, int type) = (table.Find(regulatorName), table.Find(targetName), table.Find("cell_type", "cell types"));
        int weight = table.Find("weight", "EdgeWeight", "mor", "importance", "score");
        bool hasSign = table.Find("sign", "mor", "effect", "regulation") >= 0 || (regulatorName == "Gene1" && table.Find("Type") >= 0);
        var tally = new RowTally<PriorEdge>(table, form, "edges");
        foreach (TextRow row in table.Rows)
        {
            if (row[regulator].Length == 0 || row[target].Length == 0)
                tally.Skip("a name is missing");
            else if (string.Equals(row[regulator], row[target], StringComparison.OrdinalIgnoreCase))
                tally.Skip("an edge of a gene to itself is no part of a network");
            else if (double.TryParse(row[weight], NumberStyles.Float, CultureInfo.InvariantCulture, out double strength) && strength == 0)
                tally.Skip("the weight is zero");
            else
                tally.Use(row, [(new PriorEdge(row[regulator], row[target]) { Type = row[type].Length == 0 ? null : row[type] }, [row[regulator], row[target], row[type]])]);
        }
        return tally.End(
            type >= 0 ? $"Edges hold in the cell type of the column {PriorFileException.Shown(table.Header[type])}." : "",
            hasSign || weight >= 0 ? "Signs and weights are not used: learning finds them." : "");
    }
}
