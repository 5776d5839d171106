using CellDynamics.Data.Annotated;
using CellDynamics.Data.Studies;

namespace CellDynamics.Data.Tests.Studies;

public class GeneNamesTests
{
    [Fact]
    public void Genes_are_found_by_identifier_and_by_symbol()
    {
        var genes = new GeneNames(new DataFrame("_index", ["ENSG1", "ENSG2"], [DataColumn.OfTexts("feature_name", ["MYOG", "CDK1"])]));
        Assert.Equal(0, genes.Find("MYOG"));
        Assert.Equal(1, genes.Find("ENSG2"));
        Assert.Equal(0, genes.Find("myog"));
        Assert.Equal(-1, genes.Find("MYOD"));
        Assert.Equal("Did you mean 'MYOG'?", genes.Advice("MYOD"));
        Assert.Equal(["MYOG"], genes.Suggest("my"));
    }
}
