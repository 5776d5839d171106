using System.IO.Compression;
using CellDynamics.Data.Annotated;
using CellDynamics.Data.Doctor;
using CellDynamics.Data.H5ad;
using CellDynamics.Data.Tests.Shared;

namespace CellDynamics.Data.Tests.H5ad;

public class BadFileTests
{
    [Theory]
    [InlineData(0.999)]
    [InlineData(0.5)]
    [InlineData(0.01)]
    public void A_truncated_file_is_told_by_its_bytes(double kept)
    {
        using var folder = new ScratchFolder();
        string path = folder.File("cut.h5ad");
        H5adWriter.Write(path, Samples.Content(50, 40, "csr"));
        byte[] whole = File.ReadAllBytes(path);
        byte[] cut = whole[..(int)(whole.Length * kept)];
        File.WriteAllBytes(path, cut);
        var error = Assert.Throws<DatasetFileException>(() => H5adReader.Open(path));
        Assert.Equal(
            $"cut.h5ad: expected a complete file, found a truncated one: it has {NumberText.Grouped(cut.Length)} of {NumberText.Grouped(whole.Length)} bytes. Copy or upload the file again.",
            error.Message);
    }

    [Fact]
    public void A_truncated_file_of_h5py_is_told_by_its_bytes()
    {
        using var folder = new ScratchFolder();
        string path = folder.File("cut.h5ad");
        File.WriteAllBytes(path, File.ReadAllBytes(SharedData.Require("science/hsmm/hsmm_2000genes.h5ad"))[..1000]);
        Assert.Contains("it has 1,000 of 2,071,695 bytes", Assert.Throws<DatasetFileException>(() => H5adReader.Open(path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gene,cell1,cell2\nA,1,2\n", "a text file beginning with “gene,cell1,cell2”")]
    [InlineData("<!DOCTYPE html><html>", "an HTML page")]
    [InlineData("{\"error\": \"not found\"}", "a JSON text")]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid", "a Git LFS pointer")]
    [InlineData("%PDF-1.7\n", "a PDF document")]
    [InlineData("%%MatrixMarket matrix coordinate", "a Matrix Market text file")]
    [InlineData("", "an empty file of 0 bytes")]
    [InlineData("PK\u0003\u0004", "a zip archive")]
    [InlineData("\u0001\u0002\u0003", "other binary data, beginning with the bytes 010203")]
    public void A_file_of_another_kind_is_named_by_its_first_bytes(string content, string found)
    {
        using var folder = new ScratchFolder();
        string path = folder.File("wrong.h5ad");
        File.WriteAllText(path, content);
        var error = Assert.Throws<DatasetFileException>(() => H5adReader.Open(path));
        Assert.Contains(found, error.Message, StringComparison.Ordinal);
        Assert.NotEmpty(error.Cure);
    }

    [Fact]
    public void A_gzipped_file_is_named_as_one()
    {
        using var folder = new ScratchFolder();
        string path = folder.File("wrong.h5ad");
        using (var gzip = new GZipStream(File.Create(path), CompressionLevel.Fastest))
            gzip.WriteByte(1);
        Assert.Contains("a gzip archive", Assert.Throws<DatasetFileException>(() => H5adReader.Open(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_a_missing_file() =>
        Assert.Contains("nowhere.h5ad", Assert.Throws<FileNotFoundException>(() => H5adReader.Open("nowhere.h5ad")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_Seurat_file_is_named_with_its_conversion()
    {
        using var folder = new ScratchFolder();
        string path = folder.File("file.h5Seurat");
        ReferencePython.Script("import sys, h5py\nwith h5py.File(sys.argv[1], 'w') as f: f.create_group('assays'); f.create_group('meta.data')", path);
        var error = Assert.Throws<DatasetFileException>(() => H5adReader.Open(path));
        Assert.Contains("a Seurat file", error.Message, StringComparison.Ordinal);
        Assert.Contains("write_h5ad", error.Cure, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_column_is_answered_with_the_nearest_name()
    {
        using var folder = new ScratchFolder();
        string path = folder.File("file.h5ad");
        H5adWriter.Write(path, Samples.Content(3, 2, "dense"));
        using AnnotatedData data = H5adReader.Open(path);
        var error = Assert.Throws<DatasetFileException>(() => data.RequireObs("Cat"));
        Assert.Equal("file.h5ad, /obs: expected a column named 'Cat', found none. Did you mean 'cat'? There are: cat, b, i, f, s.", error.Message);
        Assert.Contains("X_pca", Assert.Throws<DatasetFileException>(() => data.ReadObsm("X_pac")).Message, StringComparison.Ordinal);
        Assert.Contains("counts", Assert.Throws<DatasetFileException>(() => data.RequireMatrix("count")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Extents_that_disagree_are_named()
    {
        const string script = """
            import sys, h5py
            with h5py.File(sys.argv[1], 'r+') as f:
                x = f['X'][:-1]
                del f['X']
                d = f.create_dataset('X', data=x)
                d.attrs['encoding-type'] = 'array'; d.attrs['encoding-version'] = '0.2.0'
                f['obs'].attrs['column-order'] = ['cat', 'i', 'short', 'absent']
                f['obs/short'] = [1, 2]
                f['obsm/X_short'] = [[1.0], [2.0]]
            """;
        using var folder = new ScratchFolder();
        string path = folder.File("file.h5ad");
        H5adWriter.Write(path, Samples.Content(5, 4, "dense"));
        ReferencePython.Script(script, path);
        var error = Assert.Throws<DatasetFileException>(() => H5adReader.Open(path));
        Assert.StartsWith("file.h5ad, /X: expected 5 × 4 values, as obs and var have entries, found 4 × 4.", error.Message, StringComparison.Ordinal);
        ReferencePython.Script("import sys, h5py\nwith h5py.File(sys.argv[1], 'r+') as f: del f['X']", path);
        using AnnotatedData data = H5adReader.Open(path);
        Assert.Null(data.X);
        Assert.Equal(["cat", "i"], data.Obs.Columns.Select(c => c.Name));
        Assert.Equal(["/obs/short", "/obs/absent", "/obsm/X_short"], data.Notes.Select(n => n.Split(' ')[0]));
    }

    [Fact]
    public void An_unknown_compression_is_named_with_its_number()
    {
        // The same file as if it were packed by zfp, which nothing here reads.
        byte[] bytes = File.ReadAllBytes(SharedData.Require("h5ad/variants/krumsiek_zstd_numeric.h5ad"));
        byte[] zstd = [0x0f, 0x7d, 0, 0, 1, 0, 1, 0];
        int found = 0;
        for (int at; (at = bytes.AsSpan(found).IndexOf(zstd)) >= 0; found += at + 1)
            bytes[found + at] = 0x0d;
        Assert.True(found > 0);
        using var folder = new ScratchFolder();
        string path = folder.File("zfp.h5ad");
        File.WriteAllBytes(path, bytes);
        Inspection inspection = Inspection.Of(path);
        Finding unreadable = inspection.Findings.Single(finding => finding.Path == "/X" && finding.Severity == "error");
        Assert.Contains("filter 32013", unreadable.Message, StringComparison.Ordinal);
        // It costs that element only.
        Assert.Equal((640, 11), (inspection.NObs, inspection.NVars));
        using AnnotatedData data = H5adReader.Open(path);
        Assert.Contains("filter 32013", Assert.Throws<DatasetFileException>(() => data.RequireMatrix(null)).Message, StringComparison.Ordinal);
    }
}
