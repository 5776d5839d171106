using CellDynamics.Data.Annotated;
using CellDynamics.Data.H5ad;
using CellDynamics.Data.Preprocessing;
using CellDynamics.Data.Studies;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Results;
using CellDynamics.Runs.Tests.Shared;

namespace CellDynamics.Runs.Tests.Results;

public sealed class DatasetGenesTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void A_gene_that_was_read_is_not_read_again_and_is_gone_with_its_file()
    {
        string path = Screen.Write(scratch["screen.h5ad"], ["P1"], ["LPS"]);
        var request = new RunRequest { Method = "mfm", Name = "Screen", DatasetPath = path, DatasetSha256 = "", Roles = new StudyRoles(), Version = "", CreatedUtc = DateTime.UnixEpoch, Parameters = new Dictionary<string, string>() };
        DatasetGenes genes;
        using (AnnotatedData file = H5adReader.Open(path))
        {
            genes = new DatasetGenes(request, MatrixScale.Scaled, new GeneNames(file.Var));
            Assert.Equal(file.X!.ReadColumn(1).Select(value => (float)value), genes.Read(1, CancellationToken.None));
        }
        float[] first = genes.Read(0, CancellationToken.None), second = genes.Read(1, CancellationToken.None);
        Assert.NotEqual(first, second);
        Assert.Same(first, genes.Read(0, CancellationToken.None));
        Assert.Same(second, genes.Read(1, CancellationToken.None));
        File.Delete(path);
        Assert.Contains("Genes of measured cells can be shown again when it is back", Assert.Throws<RunException>(() => genes.Read(0, CancellationToken.None)).Message, StringComparison.Ordinal);
    }
}
