using System.Text.RegularExpressions;
using CellDynamics.Data.Annotated;
using CellDynamics.Data.Studies;

namespace CellDynamics.Data.Doctor;

/// <summary>What the genes of a file are called, and of which species that tells.</summary>
internal static partial class GeneIdentifiers
{
    /// <summary>Names of one kind count as the file's when so many are of it; spike-ins and transgenes are always there.</summary>
    private const double Most = 0.9;

    /// <summary>Fewer names than this tell no species.</summary>
    private const int LeastForSpecies = 100;

    private static readonly (string Prefix, string Species)[] Known =
        [("ENSG", "human"), ("ENSMUSG", "mouse"), ("ENSRNOG", "rat"), ("ENSDARG", "zebrafish"), ("ENSGALG", "chicken"), ("ENSSSCG", "pig"), ("ENSMMUG", "macaque"), ("FBgn", "fruit fly"), ("WBGene", "worm")];

    public static Finding? Of(DataFrame genes)
    {
        if (genes.Count == 0)
            return null;
        int count = genes.Count, ensembl = genes.Index.Count(name => StableId().IsMatch(name)), numbers = genes.Index.Count(name => name.All(char.IsAsciiDigit));
        var names = new GeneNames(genes);
        bool hasSymbols = !ReferenceEquals(names.Symbols, names.Identifiers);
        string shown = hasSymbols ? $" Symbols are shown, such as {string.Join(", ", names.Symbols.Take(3))}." : "";
        if (ensembl >= Most * count)
        {
            string species = Known.Where(known => genes.Index.Count(name => name.StartsWith(known.Prefix, StringComparison.Ordinal)) > count / 2).Select(known => $" of {known.Species}").FirstOrDefault("");
            return hasSymbols ? Note("gene-ids", $"Genes are named by stable identifiers{species}, such as {genes.Index[0]}.{shown}")
                : Finding.Warning("/var", "gene-ids", $"Genes are named by stable identifiers{species}, such as {genes.Index[0]}, and the file has no symbols.", "Add a column of symbols called gene_symbols to var: until then genes are found by identifier only, and mitochondrial genes are not known.");
        }
        if (numbers >= Most * count)
        {
            bool areCounted = genes.Index[0] is "0" or "1" && genes.Index[^1] == NumberText.Of(int.Parse(genes.Index[0]) + (long)count - 1);
            string found = areCounted ? $"Genes have no names: they are numbered from {genes.Index[0]}." : $"Genes are named by numbers, such as {genes.Index[0]}: Entrez identifiers.";
            return hasSymbols ? Note("gene-numbers", $"{found}{shown}") : Finding.Warning("/var", "gene-numbers", found, "Add a column of symbols called gene_symbols to var, so that genes can be found by name.");
        }
        if (ensembl + numbers > (1 - Most) * count)
            return Finding.Warning("/var", "gene-names-mixed", $"Names of genes are mixed: {NumberText.Grouped(ensembl)} stable identifiers, {NumberText.Grouped(numbers)} numbers, {NumberText.Grouped(count - ensembl - numbers)} symbols.",
                "Name all genes in one way: a gene may be there twice, and lists of genes find only a part.");
        return Note("gene-symbols", $"Genes are named by symbols, such as {string.Join(", ", genes.Index.Take(3))}{SpeciesOf(genes.Index)}.");
    }

    /// <summary>Symbols of human genes are written in capitals, those of mouse and rat begin with one.</summary>
    private static string SpeciesOf(string[] symbols)
    {
        string[] words = [.. symbols.Where(symbol => symbol.Count(char.IsLetter) >= 3)];
        if (words.Length < LeastForSpecies)
            return "";
        int capitals = words.Count(word => !word.Any(char.IsLower)), title = words.Count(word => char.IsUpper(word[0]) && word.Any(char.IsLower));
        return capitals > Most * words.Length ? "; written as those of human" : title > Most * words.Length ? "; written as those of mouse or rat" : "";
    }

    private static Finding Note(string code, string message) => Finding.Note("/var", code, message);

    [GeneratedRegex(@"^(ENS([A-Z]{3,6})?[GTP]\d{6,}(\.\d+)?|FBgn\d{6,}|WBGene\d{6,})$")]
    private static partial Regex StableId();
}
