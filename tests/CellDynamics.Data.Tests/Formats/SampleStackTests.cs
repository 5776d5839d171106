using System.Formats.Tar;
using CellDynamics.Data.Annotated;
using CellDynamics.Data.Formats;
using CellDynamics.Data.Tests.Shared;

namespace CellDynamics.Data.Tests.Formats;

[Collection(ScratchWatch.Collection)]
public sealed class SampleStackTests : IDisposable
{
    private const string Head = "%%MatrixMarket matrix coordinate integer general\n";

    private readonly ScratchFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("GSM1_A_", "GSM2_B_", "GSM1_A", "GSM2_B")]
    [InlineData("raw/A/", "raw/B/", "A", "B")]
    public void Samples_of_one_archive_are_read_together_with_their_names(string first, string second, string one, string other)
    {
        string path = Pack((first, "2 3 2\n2 3 5\n1 1 4\n", "x\ny\n"), (second, "2 3 1\n1 2 7\n", "x\ny\n"));
        var watch = new ScratchWatch();
        using (AnnotatedData data = DatasetFile.Open(path))
        {
            Assert.Equal((6, 2, "all samples"), (data.CellCount, data.GeneCount, data.Modality));
            Assert.Equal(["all samples", one, other], data.Modalities);
            Assert.Equal([one, one, one, other, other, other], data.RequireObs("sample").Labels);
            Assert.Equal(["AAAC-1", "CCCA-1", "GGGT-1", "AAAC-2", "CCCA-2", "GGGT-2"], data.Obs.Index);
            Assert.Equal([[4, 0], [0, 0], [0, 5], [0, 0], [7, 0], [0, 0]], FormatSamples.Dense(data.X!));
            Assert.Equal([0, 0, 5, 0, 0, 0], data.X!.ReadColumn(1));
        }
        using (AnnotatedData single = DatasetFile.Open(path, new OpenChoices { Modality = other }))
            Assert.Equal((3, other, 7), (single.CellCount, single.Modality, single.X!.ReadColumn(0).Sum()));
        Assert.Empty(watch.Left());
        Assert.Contains("expected a sample named 'C', found none.", Assert.Throws<DatasetFileException>(() => DatasetFile.Open(path, new OpenChoices { Modality = "C" })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Samples_with_other_genes_are_read_one_at_a_time_and_the_way_to_join_them_is_told()
    {
        string path = Pack(("A_", "2 3 1\n2 3 5\n", "x\ny\n"), ("B_", "3 3 1\n1 2 7\n", "x\ny\nz\n"));
        var watch = new ScratchWatch();
        using (AnnotatedData data = DatasetFile.Open(path))
        {
            Assert.Equal((3, "A"), (data.CellCount, data.Modality));
            Assert.Contains("2 in A and 3 in B", Assert.Single(data.Notes), StringComparison.Ordinal);
            Assert.Contains("anndata.concat(", data.Notes[0], StringComparison.Ordinal);
        }
        Assert.Empty(watch.Left());
        Assert.Contains("expected the same genes in every sample", Assert.Throws<DatasetFileException>(() => DatasetFile.Open(path, new OpenChoices { Modality = "all samples" })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_cells_in_two_forms_are_not_counted_twice_unless_somebody_says_so()
    {
        string path = Pack(("filtered/", "2 3 2\n2 3 5\n1 1 4\n", "x\ny\n"), ("raw/", "2 3 3\n2 3 5\n1 2 1\n1 1 4\n", "x\ny\n"));
        using (AnnotatedData data = DatasetFile.Open(path))
        {
            Assert.Equal((3, "filtered"), (data.CellCount, data.Modality));
            Assert.StartsWith("/obs holds the cells of filtered only: 3 cells of filtered and raw have the same names and as many genes", Assert.Single(data.Notes), StringComparison.Ordinal);
        }
        using AnnotatedData all = DatasetFile.Open(path, new OpenChoices { Modality = "all samples" });
        Assert.Equal(6, all.CellCount);
    }

    [Theory]
    [InlineData("GSM1_day0_counts.csv", "GSM2_day3_counts.csv", "GSM1_day0", "GSM2_day3")]
    [InlineData("day10.tsv.gz", "day20.tsv.gz", "day10", "day20")]
    public void Tables_of_samples_are_read_together(string first, string second, string one, string other)
    {
        foreach ((string name, string content) in new[] { (first, "gene,c1,c2\nACTB,1,0\nCD4,3,4\nGAPDH,0,2\n"), (second, "gene,d1,d2,d3\nACTB,0,5,1\nCD4,7,0,0\nGAPDH,1,1,1\n") })
        {
            string text = name.Contains("tsv", StringComparison.Ordinal) ? content.Replace(',', '\t') : content;
            string plain = FormatSamples.Write(folder, name.Replace(".gz", "", StringComparison.Ordinal), text);
            if (name.EndsWith(".gz", StringComparison.Ordinal))
                FormatSamples.Gzip(plain);
        }
        string path = folder.File("GSE_RAW.tar");
        using (var tar = new TarWriter(File.Create(path)))
        {
            tar.WriteEntry(folder.File(first), first);
            tar.WriteEntry(folder.File(second), second);
        }
        using AnnotatedData data = DatasetFile.Open(path);
        Assert.Equal((5, 3, "all samples", false), (data.CellCount, data.GeneCount, data.Modality, data.AreRowsGenes is null));
        Assert.Equal([one, one, other, other, other], data.RequireObs("sample").Labels);
        Assert.Equal([[1, 3, 0], [0, 4, 2], [0, 7, 1], [5, 0, 1], [1, 0, 1]], FormatSamples.Dense(data.X!));
    }

    [Fact]
    public void Tables_that_are_no_samples_are_listed_and_the_one_in_the_way_is_named()
    {
        string path = folder.File("two.tar");
        using (var tar = new TarWriter(File.Create(path)))
        {
            tar.WriteEntry(FormatSamples.Write(folder, "counts.csv", "gene,c1,c2\nACTB,1,0\nCD4,3,4\n"), "counts.csv");
            tar.WriteEntry(FormatSamples.Write(folder, "people.csv", "name,city\nAnna,Ulm\nBela,Pecs\n"), "people.csv");
        }
        string error = Assert.Throws<DatasetFileException>(() => DatasetFile.Open(path)).Message;
        Assert.StartsWith("two.tar: expected one dataset, or the samples of one, found 2 files that could be meant (counts.csv, people.csv), and people.csv: expected ", error, StringComparison.Ordinal);
    }

    private string Pack(params (string Prefix, string Matrix, string Genes)[] samples)
    {
        string path = folder.File("GSE_RAW.tar");
        using var tar = new TarWriter(File.Create(path));
        foreach ((string prefix, string matrix, string genes) in samples)
            foreach ((string name, string text) in new[] { ("matrix.mtx", Head + matrix), ("features.tsv", genes), ("barcodes.tsv", "AAAC-1\nCCCA-1\nGGGT-1\n") })
                tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, prefix + name) { DataStream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text)) });
        return path;
    }
}
