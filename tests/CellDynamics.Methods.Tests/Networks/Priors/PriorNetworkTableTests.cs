using CellDynamics.Methods.Networks;
using CellDynamics.Methods.Networks.Priors;

namespace CellDynamics.Methods.Tests.Networks.Priors;

public class PriorNetworkTableTests
{
    [Theory]
    [InlineData("a network of BEELINE", "Gene1,Gene2,Type", "GATA1,FLI1,-", true)]
    [InlineData("a network of BEELINE", "Gene1\tGene2\tEdgeWeight", "GATA1\tFLI1\t0.4", true)]
    [InlineData("a network of NicheNet", "from,to,source,database", "GATA1,FLI1,x,y", false)]
    [InlineData("columns called regulator and target", "Regulator,Target", "GATA1,FLI1", false)]
    [InlineData("columns called TF and target", "TF;target;importance", "GATA1;FLI1;12", true)]
    [InlineData("columns called source and target", "source,target,mor", "GATA1,FLI1,-1", true)]
    [InlineData("columns of regulator and target symbols", "source,target,source_genesymbol,target_genesymbol", "P15976,Q01543,GATA1,FLI1", false)]
    public void The_header_tells_the_form(string form, string header, string row, bool hasSigns)
    {
        PriorReading<PriorEdge> found = PriorNetworkTable.Read(Tables.Of(header, row, row));
        Assert.Equal([new PriorEdge("GATA1", "FLI1")], found.Found);
        Assert.Equal($"given.csv was read as {form}: 2 of 2 rows give 1 edges.{(hasSigns ? " Signs and weights are not used: learning finds them." : "")}", found.Note);
    }

    [Fact]
    public void An_edge_may_hold_in_one_cell_type_only()
    {
        PriorReading<PriorEdge> found = PriorNetworkTable.Read(Tables.Of("regulator,target,cell_type", "GATA1,FLI1,erythroid", "GATA1,FLI1,", "GATA1,FLI1,erythroid"));
        Assert.Equal([new PriorEdge("GATA1", "FLI1") { Type = "erythroid" }, new PriorEdge("GATA1", "FLI1")], found.Found);
        Assert.EndsWith("Edges hold in the cell type of the column “cell_type”.", found.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_that_say_no_edge_are_counted_with_the_reason()
    {
        PriorReading<PriorEdge> found = PriorNetworkTable.Read(Tables.Of("Gene1,Gene2,EdgeWeight", "A,B,0", "A,B,0.0", "A,a,1", ",B,1", "B,A,1e-9"));
        Assert.Equal([new PriorEdge("B", "A")], found.Found);
        Assert.Equal([new SkippedRows(2, "the weight is zero"), new SkippedRows(1, "a name is missing"), new SkippedRows(1, "an edge of a gene to itself is no part of a network")], found.Skipped);
    }

    [Fact]
    public void Another_table_is_refused_with_the_cure() => Assert.Contains(
        "given.csv: expected columns called regulator and target, or those of BEELINE (Gene1, Gene2) or NicheNet (from, to), found “ligand, receptor”. Name the two columns regulator and target.",
        Assert.Throws<PriorFileException>(() => PriorNetworkTable.Read(Tables.Of("ligand,receptor", "A,B"))).Message, StringComparison.Ordinal);
}
