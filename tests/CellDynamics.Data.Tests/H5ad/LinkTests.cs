using CellDynamics.Data.Annotated;
using CellDynamics.Data.Formats;
using CellDynamics.Data.H5ad;
using CellDynamics.Data.H5ad.Copying;
using CellDynamics.Data.Tests.Formats;
using CellDynamics.Data.Tests.Shared;
using CellDynamics.Data.Unstructured;

namespace CellDynamics.Data.Tests.H5ad;

/// <summary>What stands below a group, whatever it is called. The file is of <c>tests/Golden/link_names.py</c>.</summary>
public class LinkTests
{
    [Fact]
    public void Names_outside_ASCII_hide_neither_themselves_nor_what_was_written_after_them()
    {
        using AnnotatedData data = DatasetFile.Open(Golden);
        SameAsWritten(data);
        Assert.Empty(data.Notes);
    }

    [Fact]
    public void They_are_carried_by_a_full_export_and_by_a_conversion()
    {
        using var folder = new ScratchFolder();
        string export = folder.File("export.h5ad"), converted = folder.File("converted.h5ad");
        Assert.Empty(FullExport.Write(Golden, FullExportTests.Result(folder, Golden), export));
        DatasetConversion.Convert(Golden, converted);
        foreach (string path in new[] { export, converted })
        {
            using AnnotatedData data = H5adReader.Open(path);
            SameAsWritten(data);
        }
    }

    [Fact]
    public void The_names_of_a_large_group_are_read_once()
    {
        using var folder = new ScratchFolder();
        string path = folder.File("wide.h5ad");
        H5adWriter.Write(path, Samples.Content(5, 4, "dense"));
        ReferencePython.Script("""
            import sys, h5py
            with h5py.File(sys.argv[1], 'r+') as f:
                f['uns'].create_group('wide')
                for i in range(5000): f['uns/wide'].create_group(f'group of links {i}')
            """, path);
        using AnnotatedData data = H5adReader.Open(path);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(5000, data.UnsChildren("wide").Count);
        // 5,000 times all names would be 500 MB.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 150L << 20);
    }

    [Fact]
    public void A_column_that_is_a_link_out_of_the_file_is_told_as_one()
    {
        using var folder = new ScratchFolder();
        string path = folder.File("linked.h5ad");
        H5adWriter.Write(path, Samples.Content(5, 4, "dense"));
        ReferencePython.Script("""
            import sys, h5py
            with h5py.File(sys.argv[1], 'r+') as f:
                f['obs'].attrs['column-order'] = ['i', 'out', 'around', 'absent']
                f['obs/out'] = h5py.ExternalLink('/no/such.h5', '/x')
                f['obs/around'] = h5py.SoftLink('/obs/around')
            """, path);
        using AnnotatedData data = H5adReader.Open(path);
        Assert.Equal(
            ["/obs/out is a link that leads out of the file, or nowhere; left out.", "/obs/around is a link that leads out of the file, or nowhere; left out.", "/obs/absent is listed among the columns but is not in the file; left out."],
            data.Notes);
    }

    [Fact]
    public void An_export_lists_columns_that_the_file_names_and_does_not_hold()
    {
        using var folder = new ScratchFolder();
        string path = folder.File("lost.h5ad");
        H5adWriter.Write(path, Samples.Content(5, 4, "dense") with { Uns = new UnsGroup(new Dictionary<string, UnsNode>()) });
        ReferencePython.Script("import sys, h5py\nwith h5py.File(sys.argv[1], 'r+') as f: del f['obs/i']", path);
        LeftOut lost = Assert.Single(FullExport.Write(path, FullExportTests.Result(folder, path), folder.File("export.h5ad")));
        Assert.Equal(new LeftOut("/obs/i", "the file names it, but does not hold it"), lost);
    }

    private static string Golden => Path.Combine(SharedData.RepositoryRoot(), "tests", "Golden", "links", "names.h5ad.gz");

    private static void SameAsWritten(AnnotatedData data)
    {
        Assert.Equal(["day", "día", "日本", "z"], data.Obs.Columns.Select(column => column.Name).Where(name => name != "celldynamics_time"));
        Assert.Equal([10, 11, 12], data.RequireObs("día").Numbers!);
        Assert.Equal([30, 31, 32], data.RequireObs("z").Numbers!);
        Assert.Equal(["g", "é"], data.Var.Index);
        Assert.Equal(["😀", "last"], data.Var.Columns.Select(column => column.Name));
        Assert.Equal(["z", "ö"], data.Layers.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(["X_z", "X_ö"], data.ObsmKeys.Where(key => key != "celldynamics_state").Order(StringComparer.Ordinal));
        Assert.Equal([0, 1, 2, 3, 4, 5], data.ReadObsm("X_ö").Values);
        Assert.Equal(["z", "ü"], data.UnsKeys.Where(key => !key.StartsWith("celldynamics", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Equal(["1", "last", "ß", "µ"], data.UnsChildren("ü").Order(StringComparer.Ordinal).OrderBy(name => name == "µ"));
        Assert.Equal(3, data.ReadUnsNumber("ü/µ/ñ/last"));
        Assert.Equal(2, data.ReadUnsNumber("ü/µ/ñ/ß"));
    }
}
