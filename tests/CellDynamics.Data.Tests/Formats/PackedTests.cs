using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using CellDynamics.Data.Annotated;
using CellDynamics.Data.Formats;
using CellDynamics.Data.Formats.Packed;
using CellDynamics.Data.H5ad;
using CellDynamics.Data.Tests.Shared;

namespace CellDynamics.Data.Tests.Formats;

[Collection(ScratchWatch.Collection)]
public class PackedTests
{
    private const string Table = "gene,cell1,cell2\nACTB,1,2\nCD4,0,4\n";
    private const string Matrix = "%%MatrixMarket matrix coordinate integer general\n2 3 2\n2 3 5\n1 1 4\n";

    [Theory]
    [InlineData("t.csv.gz")]
    [InlineData("t.zip")]
    [InlineData("t.tar")]
    [InlineData("t.tar.gz")]
    [InlineData("t.csv.bz2")]
    public void A_packed_table_opens_under_the_name_of_its_file(string name)
    {
        using var folder = new ScratchFolder();
        string path = Pack(folder.File(name), ("data/t.csv", Table), ("data/README.md", "Read me."));
        var watch = new ScratchWatch();
        using (AnnotatedData data = DatasetFile.Open(path))
        {
            Assert.Equal((path, "csv"), (data.Path, data.Format));
            Assert.Equal([[1, 0], [2, 4]], FormatSamples.Dense(data.X!));
            Assert.StartsWith(name + ", /obs:", Assert.Throws<DatasetFileException>(() => data.RequireObs("day")).Message, StringComparison.Ordinal);
        }
        Assert.Empty(watch.Left());
    }

    [Theory]
    [InlineData("t.zip")]
    [InlineData("t.tar")]
    [InlineData("t.tgz")]
    public void A_packed_triplet_opens(string name)
    {
        using var folder = new ScratchFolder();
        string path = Pack(folder.File(name), ("s/GSM1_matrix.mtx", Matrix), ("s/GSM1_genes.tsv", "A\nB\n"), ("s/GSM1_barcodes.tsv", "a\nb\nc\n"), ("__MACOSX/s/._GSM1_matrix.mtx", "x"), ("s/summary.csv", ""));
        string error = Assert.Throws<DatasetFileException>(() => DatasetFile.Open(path)).Message;
        Assert.Contains("found 2 that could be meant: s/GSM1_matrix.mtx, s/summary.csv.", error, StringComparison.Ordinal);
        path = Pack(folder.File(name), ("s/GSM1_matrix.mtx", Matrix), ("s/GSM1_genes.tsv", "A\nB\n"), ("s/GSM1_barcodes.tsv", "a\nb\nc\n"), ("__MACOSX/s/._GSM1_matrix.mtx", "x"), ("web_summary.html", "x"));
        using AnnotatedData data = DatasetFile.Open(path);
        Assert.Equal((path, "mtx"), (data.Path, data.Format));
        Assert.Equal([[4, 0], [0, 0], [0, 5]], FormatSamples.Dense(data.X!));
    }

    [Fact]
    public void An_archive_that_begins_with_an_HDF5_file_is_an_archive()
    {
        using var folder = new ScratchFolder();
        H5adWriter.Write(folder.File("a.h5ad"), Samples.Content(30, 20, "csr"));
        // The header of the archive is as long as the shortest user block of HDF5.
        using (var tar = new TarWriter(File.Create(folder.File("GSE_RAW.tar"))))
            tar.WriteEntry(folder.File("a.h5ad"), "GSM1_a.h5ad");
        using AnnotatedData data = DatasetFile.Open(folder.File("GSE_RAW.tar"));
        Assert.Equal(("h5ad", 30), (data.Format, data.CellCount));
    }

    [Fact]
    public void A_password_and_a_workbook_are_named()
    {
        using var folder = new ScratchFolder();
        using (var zip = new ICSharpCode.SharpZipLib.Zip.ZipOutputStream(File.Create(folder.File("locked.zip"))) { Password = "secret" })
        {
            zip.PutNextEntry(new ICSharpCode.SharpZipLib.Zip.ZipEntry("t.csv"));
            zip.Write(System.Text.Encoding.UTF8.GetBytes(Table));
        }
        Assert.Equal("locked.zip: expected an archive that anybody can unpack, found one with a password. Unpack it yourself and open the file in it.", Assert.Throws<DatasetFileException>(() => DatasetFile.Open(folder.File("locked.zip"))).Message);
        string book = Pack(folder.File("book.zip"), ("[Content_Types].xml", "<x/>"), ("xl/workbook.xml", "<x/>"), ("xl/worksheets/sheet1.xml", "<x/>"));
        File.Move(book, folder.File("book.xlsx"));
        Assert.Equal("book.xlsx: expected a file of cells and genes, found a workbook of Excel. Save the sheet as CSV: File → Save as → CSV.", Assert.Throws<DatasetFileException>(() => DatasetFile.Open(folder.File("book.xlsx"))).Message);
    }

    [Fact]
    public void A_packed_h5ad_opens_and_a_damaged_one_is_told_under_the_name_of_its_file()
    {
        using var folder = new ScratchFolder();
        H5adWriter.Write(folder.File("a.h5ad"), Samples.Content(30, 20, "csr"));
        byte[] whole = File.ReadAllBytes(folder.File("a.h5ad"));
        string path = FormatSamples.Gzip(folder.File("a.h5ad"));
        var watch = new ScratchWatch();
        using (AnnotatedData data = DatasetFile.Open(path))
        {
            Assert.Equal((path, "h5ad", 30), (data.Path, data.Format, data.CellCount));
            Assert.Equal(30, data.ReadObsm("X_pca").Rows);
        }
        File.WriteAllBytes(folder.File("a.h5ad"), whole[..(whole.Length / 2)]);
        Assert.StartsWith("a.h5ad.gz: expected a complete file, found a truncated one", Assert.Throws<DatasetFileException>(() => DatasetFile.Open(FormatSamples.Gzip(folder.File("a.h5ad")))).Message, StringComparison.Ordinal);
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^200]);
        Assert.StartsWith("a.h5ad.gz: expected ", Assert.Throws<DatasetFileException>(() => DatasetFile.Open(path)).Message, StringComparison.Ordinal);
        Assert.Empty(watch.Left());
    }

    [Fact]
    public void A_file_that_unfolds_beyond_measure_is_refused()
    {
        using var folder = new ScratchFolder();
        string path = folder.File("zeros.csv.gz");
        using (var gzip = new GZipStream(File.Create(path), CompressionLevel.SmallestSize))
            for (int i = 0; i < 300; i++)
                gzip.Write(new byte[1 << 20]);
        var watch = new ScratchWatch();
        var small = new UnpackLimits(Ratio: 200, AlwaysAllowed: 1 << 20);
        using FileProbe probe = FileProbe.Open(path);
        var error = Assert.Throws<DatasetFileException>(() => new PackedFormat(small).Open(probe, new OpenChoices()));
        Assert.Equal($"zeros.csv.gz: expected a file that unfolds to at most {NumberText.Grouped(200 * new FileInfo(path).Length)} bytes, found more. It is damaged or made to fill the disk; if you trust it, unpack it yourself and open what was in it.", error.Message);
        string zip = folder.File("zeros.zip");
        using (ZipArchive archive = ZipFile.Open(zip, ZipArchiveMode.Create))
        using (Stream entry = archive.CreateEntry("zeros.csv").Open())
            for (int i = 0; i < 300; i++)
                entry.Write(new byte[1 << 20]);
        using FileProbe zipped = FileProbe.Open(zip);
        Assert.Contains("unfolds to at most", Assert.Throws<DatasetFileException>(() => new PackedFormat(small).Open(zipped, new OpenChoices())).Message, StringComparison.Ordinal);
        Assert.Contains("on the disk", Assert.Throws<DatasetFileException>(() => new PackedFormat(small with { AlwaysAllowed = 1L << 40, Spared = long.MaxValue / 2 }).Open(zipped, new OpenChoices())).Message, StringComparison.Ordinal);
        Assert.Empty(watch.Left());
    }

    [Theory]
    [InlineData("t.zip")]
    [InlineData("t.tar.gz")]
    public void An_archive_of_too_many_files_is_refused(string name)
    {
        using var folder = new ScratchFolder();
        string path = Pack(folder.File(name), [.. Enumerable.Range(0, 12).Select(i => ($"{i}.{(i % 2 == 0 ? "csv" : "tsv")}", Table))]);
        using FileProbe probe = FileProbe.Open(path);
        Assert.Contains("an archive of at most 10 files", Assert.Throws<DatasetFileException>(() => new PackedFormat(new UnpackLimits(Entries: 10)).Open(probe, new OpenChoices())).Message, StringComparison.Ordinal);
        Assert.Contains("found 12 that could be meant: 0.csv, 1.tsv, 10.csv", Assert.Throws<DatasetFileException>(() => DatasetFile.Open(path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("t.zip")]
    [InlineData("t.tar")]
    public void Nothing_is_written_outside_of_the_scratch_folder(string name)
    {
        using var folder = new ScratchFolder();
        string evil = $"../../celldynamics-evil-{Environment.ProcessId}/", root = Path.GetTempPath();
        Directory.CreateDirectory(Path.Combine(root, evil.Split('/')[^2]));
        string path = Pack(folder.File(name), (evil + "matrix.mtx", Matrix), (evil + "genes.tsv", "A\nB\n"), (evil + "barcodes.tsv", "a\nb\nc\n"));
        using (AnnotatedData data = DatasetFile.Open(path))
            Assert.Equal(3, data.CellCount);
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(root, evil.Split('/')[^2])));
        Directory.Delete(Path.Combine(root, evil.Split('/')[^2]));
        path = Pack(folder.File(name), ("/tmp/../x.csv", Table));
        using AnnotatedData table = DatasetFile.Open(path);
        Assert.Equal(2, table.CellCount);
    }

    [Fact]
    public void Links_are_not_followed()
    {
        using var folder = new ScratchFolder();
        string secret = FormatSamples.Write(folder, "secret.csv", Table);
        using (var tar = new TarWriter(File.Create(folder.File("t.tar")), TarEntryFormat.Pax))
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "t.csv") { LinkName = secret });
            tar.WriteEntry(new PaxTarEntry(TarEntryType.HardLink, "u.csv") { LinkName = secret });
        }
        Assert.Contains("found nothing in it", Assert.Throws<DatasetFileException>(() => DatasetFile.Open(folder.File("t.tar"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Archives_in_archives_open_to_the_second()
    {
        using var folder = new ScratchFolder();
        string path = FormatSamples.Gzip(FormatSamples.Gzip(FormatSamples.Write(folder, "t.csv", Table)));
        using (AnnotatedData data = DatasetFile.Open(path))
            Assert.Equal((path, 2), (data.Path, data.CellCount));
        path = FormatSamples.Gzip(path);
        Assert.StartsWith("t.csv.gz.gz.gz: expected a file within at most 2 archives", Assert.Throws<DatasetFileException>(() => DatasetFile.Open(path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("RDX3\nX\n\0\0\0\u0003", "a.rds.gz")]
    [InlineData("X\n\0\0\0\u0003", "a.rds.gz")]
    [InlineData("A\n3\n262145\n", "a.rds.gz")]
    [InlineData("A\n3\n262145\n", "a.rds")]
    [InlineData("\u00fd7zXZ\0", "a.rds")]
    public void A_file_of_R_is_named_with_its_conversion(string content, string name)
    {
        using var folder = new ScratchFolder();
        string plain = name.Replace(".gz", "", StringComparison.Ordinal);
        File.WriteAllBytes(folder.File(plain), Encoding.Latin1.GetBytes(content));
        string path = name == plain ? folder.File(plain) : FormatSamples.Gzip(folder.File(plain));
        string message = Assert.Throws<DatasetFileException>(() => DatasetFile.Open(path)).Message;
        Assert.StartsWith($"{name}: expected a file of cells and genes, such as .h5ad, found an R data file. Convert it in R: anndataR::write_h5ad(readRDS(", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_zarr_store_is_named_with_its_conversion()
    {
        using var folder = new ScratchFolder();
        string zip = Pack(folder.File("x.zarr.zip"), ("x.zarr/.zgroup", "{}"), ("x.zarr/obs/.zattrs", "{}"));
        Assert.Contains("found a zarr store. Convert it in Python: anndata.read_zarr(\"x.zarr.zip\").write_h5ad(\"x.h5ad\").", Assert.Throws<DatasetFileException>(() => DatasetFile.Open(zip)).Message, StringComparison.Ordinal);
        Assert.EndsWith("anndata.read_zarr(\"x.zip\").write_h5ad(\"x.h5ad\").", Assert.Throws<DatasetFileException>(() => DatasetFile.Open(Pack(folder.File("x.zip"), ("x/.zgroup", "{}")))).Message, StringComparison.Ordinal);
        Directory.CreateDirectory(folder.File("y.zarr"));
        File.WriteAllText(folder.File("y.zarr/zarr.json"), "{}");
        Assert.StartsWith("y.zarr: expected a file of cells and genes, found a zarr store. Convert it in Python: anndata.read_zarr(\"y.zarr\").write_h5ad(\"y.h5ad\").",
            Assert.Throws<DatasetFileException>(() => DatasetFile.Open(folder.File("y.zarr"))).Message, StringComparison.Ordinal);
    }

    /// <summary>By the ending of the name; gzip and bzip2 of one file take the first.</summary>
    private static string Pack(string path, params (string Name, string Content)[] files)
    {
        File.Delete(path);
        using FileStream target = File.Create(path);
        if (path.EndsWith(".zip", StringComparison.Ordinal))
        {
            using var zip = new ZipArchive(target, ZipArchiveMode.Create);
            foreach ((string name, string content) in files)
                using (Stream entry = zip.CreateEntry(name).Open())
                    entry.Write(Encoding.UTF8.GetBytes(content));
            return path;
        }
        bool isTar = path.Contains(".tar", StringComparison.Ordinal) || path.EndsWith(".tgz", StringComparison.Ordinal);
        using Stream packed = path.EndsWith(".bz2", StringComparison.Ordinal) ? new ICSharpCode.SharpZipLib.BZip2.BZip2OutputStream(target)
            : path.EndsWith("gz", StringComparison.Ordinal) ? new GZipStream(target, CompressionLevel.Fastest) : target;
        if (!isTar)
        {
            packed.Write(Encoding.UTF8.GetBytes(files[0].Content));
            return path;
        }
        using var tar = new TarWriter(packed, TarEntryFormat.Ustar);
        foreach ((string name, string content) in files)
            tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)) });
        return path;
    }
}
