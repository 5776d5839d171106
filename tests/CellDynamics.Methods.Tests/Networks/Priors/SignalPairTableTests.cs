using CellDynamics.Methods.Networks;
using CellDynamics.Methods.Networks.Priors;

namespace CellDynamics.Methods.Tests.Networks.Priors;

public class SignalPairTableTests
{
    private static readonly string Published = Path.Combine(SharedData.Root, "science", "ligand-receptor");

    [Theory]
    [InlineData("columns called ligand and receptor", "Ligand,Receptor,Comment", "DLL1,NOTCH1,")]
    [InlineData("columns called ligand and receptor", "source,target,ligand,receptor", "B,T,DLL1,NOTCH1")]
    [InlineData("the ligand–receptor network of NicheNet", "from,to,source,database", "DLL1,NOTCH1,kegg,kegg")]
    [InlineData("a resource of LIANA", "source,target,source_genesymbol,target_genesymbol", "O00548,P46531,DLL1,NOTCH1")]
    [InlineData("results of LIANA", "source,target,ligand_complex,receptor_complex", "B,T,DLL1,NOTCH1")]
    [InlineData("interactions of CellChat", ",interaction_name,ligand,receptor", "DLL1_NOTCH1,DLL1_NOTCH1,DLL1,NOTCH1")]
    [InlineData("interactions of CellChat", "interaction_name,ligand,receptor,interaction_name_2,ligand.symbol", "DLL1_N1,DLL1,NOTCH1,DLL1  - Notch-1,NA")]
    [InlineData("pairs of CellPhoneDB with their genes", "partner_a,partner_b,genes_a,genes_b", "O00548,P46531,DLL1,NOTCH1")]
    [InlineData("interactions of CellPhoneDB", "id_cp_interaction,partner_a,partner_b,interactors", ",O00548,P46531,DLL1-NOTCH1")]
    public void The_header_tells_the_form(string form, string header, string row)
    {
        PriorReading<SignalPair> found = SignalPairTable.Read(Tables.Of(header, row, row));
        Assert.Equal((form, 2), (found.Form, found.RowsUsed));
        Assert.Equal([new SignalPair("DLL1", "NOTCH1")], found.Found);
        Assert.Equal($"given.csv was read as {form}: 2 of 2 rows give 1 ligand–receptor pairs.", found.Note);
    }

    [Theory]
    [InlineData("ligand,receptor", "TGFB1,TGFBR1_TGFBR2")]
    [InlineData("source_genesymbol,target_genesymbol", "TGFB1,TGFBR1_TGFBR2")]
    [InlineData("interaction_name,ligand,receptor,interaction_name_2", "TGFB1_TGFBR1_TGFBR2,TGFB1,TGFbR1_R2,TGFB1 - (TGFBR1+TGFBR2)")]
    [InlineData("\tpathway_name\tinteraction_name_2\tligand\treceptor", "x\tTGFb\tTGFB1 - (TGFBR1+TGFBR2)\tTGFB1\tTGFBR1,TGFBR2")]
    [InlineData("ligand,receptor", "TGFB1,TGFBR1+TGFBR2")]
    [InlineData("ligand\treceptor\tligand.symbol\treceptor.symbol", "TGFB1\tTGFbR1_R2\tTGFB1\tTGFBR1, TGFBR2")]
    [InlineData("partner_a,partner_b,genes_a,genes_b", "P01137,TGFbeta_receptor1,TGFB1,TGFBR1+TGFBR2")]
    [InlineData("partner_a,partner_b,interactors", "P01137,TGFbeta_receptor1,TGFB1-TGFBR1+TGFBR2")]
    public void A_complex_is_all_pairs_of_its_subunits(string header, string row)
    {
        PriorReading<SignalPair> found = SignalPairTable.Read(Tables.Of(header, row));
        Assert.Equal(["TGFB1>TGFBR1", "TGFB1>TGFBR2"], found.Shown());
        Assert.EndsWith("1 of 1 rows give 2 ligand–receptor pairs. Of these rows 1 name complexes: each subunit of the ligand with each subunit of the receptor is a pair.", found.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_with_an_underscore_before_a_number_are_single_genes() =>
        Assert.Equal(["gene_0>gene_12", "A_B>HLA-E"], SignalPairTable.Read(Tables.Of("ligand,receptor", "gene_0,gene_12", "A_B,HLA-E")).Shown());

    [Fact]
    public void Repetitions_are_dropped_whatever_their_case_and_rows_without_a_name_are_counted()
    {
        PriorReading<SignalPair> found = SignalPairTable.Read(Tables.Of("ligand,receptor", "DLL1,NOTCH1", "Dll1,Notch1", "NOTCH1,DLL1", ",NOTCH1", "DLL1,NA"));
        Assert.Equal(["DLL1>NOTCH1", "NOTCH1>DLL1"], found.Shown());
        Assert.Equal([new SkippedRows(2, "a name is missing")], found.Skipped);
        Assert.Contains("3 of 5 rows give 2 ligand–receptor pairs. 2 rows are skipped because a name is missing.", found.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Partners_of_CellPhoneDB_are_resolved_by_its_genes_and_complexes()
    {
        TextTable pairs = Tables.Of(
            "partner_a,partner_b,interactors,directionality", "HLAA,P1,HLA-A-KIR3DL1,Ligand-Receptor", "P1,two,x,Ligand-Receptor", "P1,holed,x,Ligand-Receptor", "P1,P1,x,Adhesion-Adhesion", "HLAA,P2,x,Adhesion-Adhesion",
            "P1,P2,x,Receptor-Receptor", "P9,P1,x,Ligand-Receptor");
        TextTable genes = Tables.Of("gene_name,uniprot", "HLA-A,HLAA", "KIR3DL1,P1", "KIR3DL1,P1", "CD8A,P2");
        TextTable complexes = Tables.Of("complex_name,uniprot_1,uniprot_2,uniprot_3", "two,P1,P2,", "holed,P1,P7,");
        PriorReading<SignalPair> found = SignalPairTable.Read(pairs, complexes, genes);
        Assert.Equal(["HLA-A>KIR3DL1", "KIR3DL1>KIR3DL1", "KIR3DL1>CD8A", "HLA-A>CD8A", "CD8A>HLA-A"], found.Shown());
        Assert.Equal([new SkippedRows(2, "a partner is not among the genes and complexes beside it"), new SkippedRows(1, "neither partner is said to receive")], found.Skipped);
        Assert.Contains("In 2 either partner hears the other: both directions are pairs.", found.Note, StringComparison.Ordinal);

        PriorReading<SignalPair> alone = SignalPairTable.Read(Tables.Of("partner_a,partner_b,interactors", "HLAA,P1,HLA-A-KIR3DL1", "P1,P2,KIR3DL1-CD8A"));
        Assert.Equal(["KIR3DL1>CD8A"], alone.Shown());
        Assert.Equal("a symbol with a hyphen cannot be told apart without gene_input.csv beside it", alone.Skipped.Single().Reason);
    }

    [Theory]
    [InlineData("given.csv: expected columns called ligand and receptor, or those of CellPhoneDB", "gene,cell", "A,B")]
    [InlineData("found “gene, cell”. Name the two columns ligand and receptor.", "gene,cell", "A,B")]
    [InlineData("given.csv: expected the symbols of the partners, in a column interactors or in gene_input.csv beside this file, found neither. Put gene_input.csv", "partner_a,partner_b", "P1,P2")]
    [InlineData("given.csv: expected ligand–receptor pairs (columns called ligand and receptor), found a header without rows.", "ligand,receptor")]
    [InlineData("given.csv: expected ligand–receptor pairs (columns called ligand and receptor), found none: 1 row is skipped because a name is missing.", "ligand,receptor", "A,")]
    [InlineData("given.csv, line 3: expected names of genes, found “bad?name”.", "ligand,receptor", "A,B", "A,bad\u001bname")]
    [InlineData("given.csv, line 2: expected complexes of at most 30 subunits, found 40.", "ligand,receptor", "A1,B1_B1_B1_B1_B1_B1_B1_B1_B1_B1_B1_B1_B1_B1_B1_B1_B1_B1_B1_B1_B1_B1_B1_B1_B1_B1_B1_B1_B1_B1_B1_B1_B1_B1_B1_B1_B1_B1_B1_B1")]
    public void What_holds_no_pairs_is_refused_with_the_cure(string message, params string[] lines) =>
        Assert.Contains(message, Assert.Throws<PriorFileException>(() => SignalPairTable.Read(Tables.Of(lines))).Message, StringComparison.Ordinal);

    [Fact]
    public void More_pairs_than_a_request_may_carry_are_refused()
    {
        string[] lines = ["ligand,receptor", .. Enumerable.Range(0, 200_001).Select(i => $"L{i},R")];
        Assert.Contains("line 200002: expected at most 200,000 ligand–receptor pairs, found more. Keep the rows of the genes you follow.",
            Assert.Throws<PriorFileException>(() => SignalPairTable.Read(Tables.Of(lines))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_that_is_no_file_is_named()
    {
        Assert.Contains("expected a table as a text file, found a folder", Assert.Throws<PriorFileException>(() => SignalPairTable.Read(Path.GetTempPath())).Message, StringComparison.Ordinal);
        Assert.Equal("/nowhere/pairs.csv", Assert.Throws<FileNotFoundException>(() => SignalPairTable.Read("/nowhere/pairs.csv")).FileName);
    }

    /// <remarks>Counted with Python from the same release: 2,760 rows that are neither ligand–ligand nor receptor–receptor.</remarks>
    [Fact]
    public void The_published_release_of_CellPhoneDB_reads_the_same_through_its_tables_and_flat()
    {
        Assert.SkipUnless(Directory.Exists(Published), "The published list of CellPhoneDB is not on this machine.");
        PriorReading<SignalPair> tables = SignalPairTable.Read(Path.Combine(Published, "interaction_input.csv")), flat = SignalPairTable.Read(Path.Combine(Published, "pairs_flat.tsv"));
        Assert.Equal("interactions of CellPhoneDB with its genes and complexes", tables.Form);
        Assert.Equal((2760, 2760), (tables.RowsUsed, flat.RowsUsed));
        Assert.Equal([new SkippedRows(151, "neither partner is said to receive")], tables.Skipped);
        Assert.Equal(flat.Shown().Order(StringComparer.Ordinal), tables.Shown().Order(StringComparer.Ordinal));
        Assert.Contains(new SignalPair("TGFB1", "TGFBR2"), tables.Found);
        using FileStream content = File.OpenRead(Path.Combine(Published, "interaction_input.csv"));
        PriorReading<SignalPair> alone = SignalPairTable.Read(TextTable.Read(content, "interaction_input.csv"));
        Assert.Empty(alone.Found.Except(tables.Found));
        Assert.True(alone.RowsUsed > 2700);
    }
}
