namespace CellDynamics.Methods.Networks.Priors;

/// <summary>Reads ligand–receptor pairs in the forms that CellPhoneDB, CellChat, LIANA and NicheNet write, or in two columns called ligand and receptor. The header tells the form.</summary>
/// <remarks>
/// A <see cref="SignalPair"/> is of one gene each, so a complex stands for all its subunits: every subunit of the ligand with every subunit of the receptor is a pair, and learning finds which of them carry the signal.
/// (CellPhoneDB scores a complex by its least expressed subunit; that needs the levels, which a list does not have.)
/// </remarks>
public static class SignalPairTable
{
    private const string Things = "ligand–receptor pairs", NoName = "a name is missing";
    private const int MostSubunits = 30;

    /// <summary>Reads a file, and the complexes and genes of CellPhoneDB where complex_input.csv and gene_input.csv lie beside it.</summary>
    /// <exception cref="PriorFileException">The file cannot be read; the message says how to mend it.</exception>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    public static PriorReading<SignalPair> Read(string path) => Read(TextTable.Open(path), Beside(path, "complex_input.csv"), Beside(path, "gene_input.csv"));

    /// <param name="table">The pairs.</param>
    /// <param name="complexes">Subunits of complexes in the form of CellPhoneDB's complex_input.csv; null where there are none.</param>
    /// <param name="genes">Symbols of proteins in the form of CellPhoneDB's gene_input.csv; null: symbols are taken from the column "interactors".</param>
    /// <exception cref="PriorFileException">The table has none of these forms, or a row cannot be read.</exception>
    public static PriorReading<SignalPair> Read(TextTable table, TextTable? complexes = null, TextTable? genes = null)
    {
        (string form, Func<TextRow, PairRow> read) = Recognise(table, complexes, genes);
        var tally = new RowTally<SignalPair>(table, form, Things);
        int ofComplexes = 0, mutual = 0;
        foreach (TextRow row in table.Rows)
        {
            PairRow said = read(row);
            string? why = said.Skipped ?? (said.Ligands.Length == 0 || said.Receptors.Length == 0 ? NoName : null);
            if (why is not null)
            {
                tally.Skip(why);
                continue;
            }
            if (said.Ligands.Length > MostSubunits || said.Receptors.Length > MostSubunits)
                throw new PriorFileException(table.Name, row.Line, $"complexes of at most {MostSubunits} subunits", $"{Math.Max(said.Ligands.Length, said.Receptors.Length)}", "Look whether the columns are the right ones.");
            ofComplexes += said.Ligands.Length > 1 || said.Receptors.Length > 1 ? 1 : 0;
            mutual += said.IsMutual ? 1 : 0;
            tally.Use(row, said.Pairs().Select(pair => (pair, new[] { pair.Ligand, pair.Receptor })));
        }
        return tally.End(
            ofComplexes == 0 ? "" : $"Of these rows {ofComplexes} name complexes: each subunit of the ligand with each subunit of the receptor is a pair.",
            mutual == 0 ? "" : $"In {mutual} either partner hears the other: both directions are pairs.");
    }

    private static (string Form, Func<TextRow, PairRow> Read) Recognise(TextTable table, TextTable? complexes, TextTable? genes)
    {
        int Column(params string[] names) => table.Find(names);
        if (table.Has("partner_a", "partner_b"))
        {
            var interactions = new CellPhoneDbInteractions(table, complexes, genes);
            return (interactions.Form, interactions.Read);
        }
        if (table.Has("ligand", "receptor") && (Column("interaction_name", "interaction_name_2") >= 0 || table.Has("ligand.symbol", "receptor.symbol")))
            return ("interactions of CellChat", CellChat(Column("ligand"), Column("receptor"), Column("ligand.symbol"), Column("receptor.symbol"), Column("interaction_name_2")));
        foreach ((string form, string ligand, string receptor, bool joins) in new[]
        {
            ("a resource of LIANA", "source_genesymbol", "target_genesymbol", true),
            ("results of LIANA", "ligand_complex", "receptor_complex", true),
            ("columns called ligand and receptor", "ligand", "receptor", true),
            ("the ligand–receptor network of NicheNet", "from", "to", false),
        })
        {
            if (table.Has(ligand, receptor))
            {
                (int of, int to) = (Column(ligand), Column(receptor));
                return (form, row => joins ? new PairRow(Joined(row[of]), Joined(row[to])) : new PairRow(Split(row[of], []), Split(row[to], [])));
            }
        }
        throw new PriorFileException(table.Name, null,
            "columns called ligand and receptor, or those of CellPhoneDB (partner_a, partner_b), CellChat (ligand, receptor, interaction_name), LIANA (source_genesymbol, target_genesymbol) or NicheNet (from, to)",
            PriorFileException.Shown(string.Join(", ", table.Header)), "Name the two columns ligand and receptor.");
    }

    /// <summary>Its columns ligand and receptor hold symbols, and names of complexes, such as TGFbR1_R2, that only the other columns resolve; interaction_name_2 names single proteins otherwise than by symbol.</summary>
    private static Func<TextRow, PairRow> CellChat(int ligand, int receptor, int ligandSymbols, int receptorSymbols, int shown) => row =>
    {
        string[] sides = row[shown].Split(" - ", 2);
        string[] Side(int symbols, int at, int plain) =>
            row[symbols].Length > 0 ? Split(row[symbols], [',', ' '])
            : sides.Length == 2 && sides[at].Contains('(', StringComparison.Ordinal) ? Split(sides[at].Replace("(", "", StringComparison.Ordinal).Replace(")", "", StringComparison.Ordinal), ['+'])
            : Joined(row[plain]);
        return new PairRow(Side(ligandSymbols, 0, ligand), Side(receptorSymbols, 1, receptor));
    };

    /// <summary>Subunits joined by a comma, a plus or an underscore. A name such as gene_1 is one gene: between underscores every part must begin with a letter and have two characters.</summary>
    private static string[] Joined(string names) => [.. Split(names, [',', '+']).SelectMany(name =>
    {
        string[] parts = Split(name, ['_']);
        return parts.All(part => part.Length > 1 && char.IsLetter(part[0])) ? parts : [name];
    })];

    internal static string[] Split(string names, char[] separators) =>
        separators.Length == 0 ? (names.Length == 0 ? [] : [names]) : names.Split(separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static TextTable? Beside(string path, string name)
    {
        string file = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, name);
        return File.Exists(file) ? TextTable.Open(file) : null;
    }
}

/// <summary>What one row of a table of pairs says.</summary>
/// <param name="Ligands">Subunits of the ligand.</param>
/// <param name="Receptors">Subunits of the receptor.</param>
/// <param name="IsMutual">Either partner hears the other.</param>
/// <param name="Skipped">Why the row says nothing; null: it does.</param>
internal sealed record PairRow(string[] Ligands, string[] Receptors, bool IsMutual = false, string? Skipped = null)
{
    public static PairRow Skip(string reason) => new([], [], Skipped: reason);

    public IEnumerable<SignalPair> Pairs()
    {
        IEnumerable<SignalPair> said = Ligands.SelectMany(_ => Receptors, (ligand, receptor) => new SignalPair(ligand, receptor));
        return IsMutual ? said.SelectMany(pair => new[] { pair, new SignalPair(pair.Receptor, pair.Ligand) }) : said;
    }
}
