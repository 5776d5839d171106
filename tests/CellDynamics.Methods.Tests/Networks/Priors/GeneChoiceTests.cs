using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Networks;
using CellDynamics.Methods.Networks.Priors;

namespace CellDynamics.Methods.Tests.Networks.Priors;

public class GeneChoiceTests
{
    private static readonly SignalPair[] Pairs = [new("DLL1", "NOTCH1"), new("JAG1", "NOTCH1"), new("SHH", "PTCH1"), new("WNT1", "FZD1"), new("EPO", "EPOR")];

    /// <summary>Sixty genes that vary most first, then genes of signals, factors and a silent one.</summary>
    private static readonly GeneCandidate[] Candidates =
    [
        .. Enumerable.Range(0, 60).Select(i => new GeneCandidate($"G{i:00}", 100 - i, true)),
        new("Dll1", 5, true), new("Notch1", 4, true), new("Jag1", 1, true), new("Shh", 3, true), new("Ptch1", double.NaN, true), new("Wnt1", 9, false), new("Fzd1", 9, true), new("Epo", 2, true),
        .. Enumerable.Range(1, 9).Select(i => new GeneCandidate($"Sox{i}", 10 - i, true)),
    ];

    [Fact]
    public void A_quarter_is_for_signals_half_for_these_and_factors_and_the_rest_for_what_varies_most()
    {
        GeneChoice choice = GeneChoice.Of(Candidates, Pairs, [], 12);
        Assert.Equal(
            [
                ("Dll1", "ligand of Notch1"), ("Notch1", "receptor of Dll1, Jag1"), ("Jag1", "ligand of Notch1"),
                ("Sox1", "transcription factor, varies much"), ("Sox2", "transcription factor, varies much"), ("Sox3", "transcription factor, varies much"),
                .. Enumerable.Range(0, 6).Select(i => ($"G{i:00}", "varies much")),
            ], choice.Genes.Select(gene => (gene.Name, gene.Reason)));
        Assert.Equal([new SignalPair("Dll1", "Notch1"), new SignalPair("Jag1", "Notch1")], choice.Pairs);
        Assert.All(choice.Genes, gene => Assert.Equal(gene.Name, Candidates[gene.Index].Name));
        Assert.Equal(
            [
                "63 more genes that vary were left out by the limit of 12.", "1 ligand–receptor pair lacks a gene in the data, such as EPO → EPOR (EPOR).",
                "2 ligand–receptor pairs have a gene that is not expressed or does not vary.",
            ], choice.Notes);
    }

    [Fact]
    public void A_pair_that_does_not_fit_its_quarter_whole_is_left_out()
    {
        GeneChoice choice = GeneChoice.Of(Candidates, Pairs, [], 8);
        Assert.Equal(["Dll1", "Notch1", "Sox1", "Sox2", "G00", "G01", "G02", "G03"], choice.Genes.Select(gene => gene.Name));
        Assert.Contains("1 pair was left out by the limit.", choice.Notes);
        Assert.Equal(["Sox1", "Sox2", "Sox3", "G00", "G01", "G02", "G03"], GeneChoice.Of(Candidates, Pairs, [], 7).Genes.Select(gene => gene.Name));
    }

    [Fact]
    public void Genes_asked_for_are_in_whatever_they_do_and_the_shares_are_of_the_room_left()
    {
        GeneChoice choice = GeneChoice.Of(Candidates, Pairs, ["ptch1", "SHH", "Shh", "G59"], 11);
        Assert.Equal(11, choice.Genes.Count);
        Assert.Equal([("Ptch1", "asked for; receptor of Shh"), ("Shh", "asked for; ligand of Ptch1"), ("G59", "asked for")], choice.Genes.Take(3).Select(gene => (gene.Name, gene.Reason)));
        Assert.Equal(["Dll1", "Notch1", "Sox1", "Sox2"], choice.Genes.Skip(3).Take(4).Select(gene => gene.Name));
        Assert.Contains(new SignalPair("Shh", "Ptch1"), choice.Pairs);
        Assert.Contains("Ptch1 was asked for but is not expressed or does not vary.", choice.Notes);
    }

    [Fact]
    public void Genes_that_are_asked_for_and_are_not_there_or_too_many_are_named()
    {
        Assert.Equal("There is no gene 'NOTCH11' among those that can be followed. Did you mean 'Notch1'?", Assert.Throws<KeyNotFoundException>(() => GeneChoice.Of(Candidates, Pairs, ["NOTCH11"], 5)).Message);
        Assert.Equal("Expected at most 2 genes asked for, as many as are followed, found 3. Ask for fewer, or raise the limit.",
            Assert.Throws<ParameterException>(() => GeneChoice.Of(Candidates, Pairs, ["G00", "G01", "G02"], 2)).Message);
    }

    [Fact]
    public void Where_all_genes_fit_nothing_is_said_to_vary_much()
    {
        GeneChoice choice = GeneChoice.Of([new("A", 1, true), new("B", 3, true), new("SOX2", 2, true), new("C", double.NaN, true), new("D", 4, false), new("E", 0, true), new("F", -1e-18, true)], [new SignalPair("A", "B")], [], 10);
        Assert.Equal([("A", "ligand of B"), ("B", "receptor of A"), ("SOX2", "transcription factor, varies")], choice.Genes.Select(gene => (gene.Name, gene.Reason)));
        Assert.Empty(choice.Notes);
        choice = GeneChoice.Of([new("A", 1, true), new("B", 3, true)], [new SignalPair("a", "b")], [], 2);
        Assert.Equal([("B", "varies; receptor of A"), ("A", "varies; ligand of B")], choice.Genes.Select(gene => (gene.Name, gene.Reason)));
        Assert.Equal([new SignalPair("A", "B")], choice.Pairs);
    }

    [Fact]
    public void Edges_of_a_prior_network_are_kept_between_chosen_genes_in_the_spelling_of_the_data()
    {
        GeneChoice choice = GeneChoice.Of([new("Gata1", 1, true), new("Fli1", 3, true), new("fli1", 2, true), new("Spi1", 0.1, true)], [], [], 3);
        Assert.Equal(
            [new PriorEdge("Gata1", "Fli1") { Type = "B" }, new PriorEdge("fli1", "Gata1")],
            choice.Among([new("GATA1", "FLI1") { Type = "B" }, new("Gata1", "Fli1") { Type = "B" }, new("GATA1", "SPI1"), new("fli1", "GATA1")]));
    }

    [Fact]
    public void A_receptor_of_many_names_three()
    {
        SignalPair[] many = [.. Enumerable.Range(0, 5).Select(i => new SignalPair($"G0{i}", "Notch1"))];
        Assert.Equal("receptor of G00, G01, G02 and 2 more", GeneChoice.Of(Candidates, many, [], 40).Genes.Single(gene => gene.Name == "Notch1").Reason);
        Assert.Equal("ligand of G00; receptor of G00", GeneChoice.Of(Candidates, [new SignalPair("G00", "g00")], [], 4).Genes.Single(gene => gene.Name == "G00").Reason);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(9)]
    [InlineData(40)]
    [InlineData(500)]
    public void The_limit_holds_and_no_gene_is_chosen_twice_in_whatever_order_the_candidates_come(int limit)
    {
        // A file of two species has names that differ in case only.
        GeneCandidate[] doubled = [.. Candidates, new("Dll1", 7, true), new("DLL1", 0.5, true), new("G00", 100, true)];
        GeneChoice choice = GeneChoice.Of(doubled, Pairs, ["G07"], limit);
        Assert.Equal(Math.Min(limit, 76), choice.Genes.Count);
        Assert.Equal(choice.Genes.Count, choice.Genes.Select(gene => gene.Name).Distinct().Count());
        for (int seed = 0; seed < 5; seed++)
        {
            var random = new Random(seed);
            GeneCandidate[] turned = [.. doubled];
            SignalPair[] turnedPairs = [.. Pairs];
            random.Shuffle(turned);
            random.Shuffle(turnedPairs);
            GeneChoice again = GeneChoice.Of(turned, turnedPairs, ["G07"], limit);
            Assert.Equal(choice.Genes.Select(gene => (gene.Name, gene.Reason)), again.Genes.Select(gene => (gene.Name, gene.Reason)));
            Assert.Equal(choice.Pairs, again.Pairs);
            Assert.Equal(choice.Notes, again.Notes);
            Assert.All(again.Genes, gene => Assert.Equal(gene.Name, turned[gene.Index].Name));
        }
    }

    [Fact]
    public void Without_pairs_the_room_goes_to_factors_and_variable_genes_and_without_any_that_fit_a_note_says_so()
    {
        Assert.Equal(["Sox1", "Sox2", "G00", "G01"], GeneChoice.Of(Candidates, [], [], 4).Genes.Select(gene => gene.Name));
        Assert.DoesNotContain(GeneChoice.Of(Candidates, [], [], 4).Notes, note => note.Contains("signals", StringComparison.Ordinal));
        Assert.Contains("No ligand–receptor pair is left: signals between cells are not learned. Give a table of pairs whose genes are in the data (--pairs) where there should be some.", GeneChoice.Of(Candidates, [new("EPO", "EPOR")], [], 4).Notes);
    }
}
