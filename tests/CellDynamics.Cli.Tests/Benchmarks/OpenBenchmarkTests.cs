using System.Diagnostics;
using System.Globalization;
using CellDynamics.Cli.Benchmarks;
using CellDynamics.Cli.Benchmarks.Opening;

namespace CellDynamics.Cli.Tests.Benchmarks;

public class OpenBenchmarkTests
{
    [Fact]
    public void A_simulated_file_is_read_whole_and_a_child_is_measured_with_its_memory()
    {
        Assert.SkipUnless(HasAnnData(), "anndata and h5py are not installed for /usr/bin/python3.");
        var cancellation = TestContext.Current.CancellationToken;
        DirectoryInfo folder = Directory.CreateTempSubdirectory("open-benchmark-test-");
        try
        {
            SimulatedFile file = SimulatedFile.Write(folder.FullName, 2_000, 100, cancellation);
            Assert.Equal(2_000L * 100, file.Entries);
            MeasuredProcess whole = MeasuredProcess.Run(MeasuredProcess.Python, ["-c", "data = bytearray(200 << 20); print(len(data))"], cancellation);
            Assert.Equal((200 << 20).ToString(CultureInfo.InvariantCulture), whole.Output.Trim());
            Assert.InRange(whole.PeakBytes, 200L << 20, 400L << 20);
            using Data.Annotated.AnnotatedData data = Data.H5ad.H5adReader.Open(file.Path);
            Assert.Empty(data.Notes);
            Assert.Equal((2_000, SimulatedFile.Genes, 10), (data.CellCount, data.GeneCount, data.Obs.Columns.Count));
            Assert.Equal(file.Entries, Data.Preprocessing.MatrixSummary.Of(data.X!, cancellation).Nonzero);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_data_file_is_refused_with_the_cure()
    {
        var request = new BenchmarkRequest("cells.h5ad", IsQuick: true, _ => { }, CancellationToken.None);
        Assert.Contains("found cells.h5ad", Assert.Throws<ArgumentException>(() => new OpenBenchmark().Run(request)).Message, StringComparison.Ordinal);
    }


    private static bool HasAnnData()
    {
        if (!File.Exists(MeasuredProcess.Python))
            return false;
        using Process process = Process.Start(new ProcessStartInfo(MeasuredProcess.Python, ["-c", "import anndata, h5py"]) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
