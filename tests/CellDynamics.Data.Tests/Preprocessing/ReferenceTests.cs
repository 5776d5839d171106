using System.Text.Json;
using CellDynamics.Data.Annotated;
using CellDynamics.Data.H5ad;
using CellDynamics.Data.Preprocessing;
using CellDynamics.Data.Studies;
using CellDynamics.Data.Tests.Shared;

namespace CellDynamics.Data.Tests.Preprocessing;

public class ReferenceTests
{
    [Theory]
    [InlineData("science/hsmm/hsmm_2000genes.h5ad", MatrixScale.Linear, 500, 30, 1)]
    [InlineData("science/hsmm/hsmm.h5ad", MatrixScale.Linear, 2000, 30, 1)]
    [InlineData("science/hsmm/hsmm_2000genes.h5ad", MatrixScale.Linear, 40, 10, 2)]
    [InlineData("h5ad/scvelo/pancreas_50obs_preprocessed.h5ad", MatrixScale.Log, 100, 5, 1)]
    [InlineData("h5ad/anndataR/krumsiek11.h5ad", MatrixScale.Log, 2000, 5, 3)]
    public void Genes_and_components_agree_with_the_reference(string relative, MatrixScale scale, int genes, int dims, int every)
    {
        string path = SharedData.Require(relative);
        string script = File.ReadAllText(Path.Combine(SharedData.RepositoryRoot(), "tests", "Golden", "preprocessing.py"));
        Golden golden = JsonSerializer.Deserialize<Golden>(
            ReferencePython.Script(script, path, scale.ToString().ToLowerInvariant(), $"{genes}", $"{dims}", $"{every}"), JsonSerializerOptions.Web)!;

        using AnnotatedData data = H5adReader.Open(path);
        int[]? fit = every == 1 ? null : [.. Enumerable.Range(0, data.CellCount).Where(i => i % every == 0)];
        var options = new RepresentationOptions { HighlyVariableGenes = genes, Components = dims, Scale = scale };
        Representation found = new MatrixRepresentation(new Study(data, new StudyRoles()), Mask(data.CellCount, fit), options, default).Fit();

        Assert.Equal(golden.Genes.Select(g => data.Var.Index[g]), found.Model!.Genes);
        Close(golden.Total, data.X!.ReadRowBlocks().Sum(b => Normalization.Apply(b, scale).Values.Sum()), 1e-9);
        for (int k = 0; k < dims; k++)
        {
            Close(golden.Ratio[k], found.ExplainedVariance![k], 1e-6 * golden.Ratio[0]);
            double[] column = found.States.Column(k);
            Close(golden.Norms[k], Math.Sqrt(column.Sum(v => v * v)), 1e-6);
            for (int cell = 0; cell < golden.States.Length; cell++)
                Close(golden.States[cell][k], Math.Abs(column[cell]), 1e-6 * golden.Norms[0]);
        }
    }

    private static bool[]? Mask(int cells, int[]? fit) => fit is null ? null : [.. Enumerable.Range(0, cells).Select(fit.Contains)];

    private static void Close(double expected, double actual, double tolerance) =>
        Assert.True(Math.Abs(expected - actual) <= tolerance * Math.Max(1, Math.Abs(expected)), $"expected {expected:R}, found {actual:R}");

    private sealed record Golden(int[] Genes, double Total, double[] Ratio, double[][] States, double[] Norms);
}
