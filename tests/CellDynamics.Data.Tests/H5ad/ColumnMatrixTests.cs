using CellDynamics.Data.Annotated;
using CellDynamics.Data.H5ad;
using CellDynamics.Data.Preprocessing;
using CellDynamics.Data.Tests.Formats;
using CellDynamics.Data.Tests.Shared;

namespace CellDynamics.Data.Tests.H5ad;

[Collection(ScratchWatch.Collection)]
public class ColumnMatrixTests
{
    [Fact]
    public void A_matrix_that_is_stored_by_genes_is_summed_up_without_being_sorted()
    {
        using var folder = new ScratchFolder();
        string path = folder.File("layouts.h5ad");
        ReferencePython.Script(MatrixLayoutTests.Layouts, path);
        using AnnotatedData data = H5adReader.Open(path);
        bool[] marked = [.. Enumerable.Range(0, data.GeneCount).Select(gene => gene % 4 == 1)];
        MatrixSummary expected = MatrixSummary.Of(data.Layers["csr_i4_4096"], marked);
        Assert.Equal(expected.TotalPerCell, MatrixSummary.Of(data.Layers["dense_f8"]).TotalPerCell);
        var scratch = new ScratchWatch();
        ICellMatrix[] byGenes = [.. data.Layers.Values.Where(layer => layer.Kind == "csc")];
        Assert.Equal(9, byGenes.Length);
        foreach (ICellMatrix layer in byGenes)
        {
            MatrixSummary found = MatrixSummary.Of(layer, marked);
            Assert.Equal((expected.Nonzero, expected.Sum, expected.Min, expected.Max, expected.Fractional), (found.Nonzero, found.Sum, found.Min, found.Max, found.Fractional));
            Assert.Equal(expected.GenesPerCell, found.GenesPerCell);
            Assert.Equal(expected.TotalPerCell, found.TotalPerCell);
            Assert.Equal(expected.MarkedPerCell, found.MarkedPerCell);
            Assert.Equal(expected.TotalPerCell, MatrixSummary.Of(layer).TotalPerCell);
        }
        Assert.Empty(scratch.Left());
    }
}
