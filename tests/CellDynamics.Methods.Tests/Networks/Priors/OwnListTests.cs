using System.Text.RegularExpressions;
using CellDynamics.Methods.Networks;
using CellDynamics.Methods.Networks.Priors;

namespace CellDynamics.Methods.Tests.Networks.Priors;

public partial class OwnListTests
{
    [Fact]
    public void Every_textbook_pair_stands_once_with_its_pathway_and_source()
    {
        Assert.InRange(TextbookPairs.Sourced.Count, 60, 200);
        Assert.Equal(TextbookPairs.Sourced.Count, TextbookPairs.All.Distinct().Count());
        Assert.All(TextbookPairs.Sourced, listed =>
        {
            Assert.Matches(Symbol(), listed.Pair.Ligand);
            Assert.Matches(Symbol(), listed.Pair.Receptor);
            Assert.NotEqual("", listed.Pathway);
            Assert.Matches(Source(), listed.Source);
        });
        string[] pathways = [.. TextbookPairs.Sourced.Select(listed => listed.Pathway)];
        Assert.All(new[] { "Notch", "Wnt", "Hedgehog", "TGF-beta", "BMP", "FGF", "EGF", "PDGF", "VEGF", "insulin and IGF", "chemokine", "interleukin", "TNF", "ephrin", "semaphorin", "netrin and slit", "integrin and matrix", "cadherin" }, pathway => Assert.Contains(pathway, pathways));
        Assert.Contains(new SignalPair("DLL1", "NOTCH1"), TextbookPairs.All);
    }

    [Fact]
    public void Nearly_every_textbook_pair_is_known_to_CellPhoneDB_too()
    {
        string published = Path.Combine(SharedData.Root, "science", "ligand-receptor", "pairs_flat.tsv");
        Assert.SkipUnless(File.Exists(published), "The published list of CellPhoneDB is not on this machine.");
        var known = SignalPairTable.Read(published).Found.ToHashSet();
        Assert.InRange(TextbookPairs.All.Count(known.Contains), 0.93 * TextbookPairs.All.Count, TextbookPairs.All.Count);
    }

    [Theory]
    [InlineData("GATA1", "GATA")]
    [InlineData("Myod1", "bHLH")]
    [InlineData("sox2", "HMG/Sox")]
    [InlineData("Trp53", "p53")]
    [InlineData("Pou5f1", "Homeodomain; POU")]
    [InlineData("NKX2-5", "Homeodomain")]
    [InlineData("JUN", "bZIP")]
    public void A_transcription_factor_is_known_with_its_family_in_any_case(string symbol, string family)
    {
        Assert.True(TranscriptionFactors.Contains(symbol));
        Assert.Equal(family, TranscriptionFactors.Families[symbol]);
    }

    [Fact]
    public void Ligands_receptors_and_enzymes_are_no_transcription_factors()
    {
        Assert.InRange(TranscriptionFactors.Families.Count, 400, 1000);
        Assert.All(TextbookPairs.All, pair => Assert.False(TranscriptionFactors.Contains(pair.Ligand) || TranscriptionFactors.Contains(pair.Receptor)));
        Assert.All(new[] { "ACTB", "GAPDH", "CDK1", "MYH3", "" }, gene => Assert.False(TranscriptionFactors.Contains(gene)));
    }

    [GeneratedRegex("^[A-Z][A-Z0-9-]+$")]
    private static partial Regex Symbol();

    /// <summary>Authors, year, and a DOI or where it was printed.</summary>
    [GeneratedRegex(@"^.+ (19|20)\d\d, (doi 10\.\d{4,}/\S+|.+)$")]
    private static partial Regex Source();
}
