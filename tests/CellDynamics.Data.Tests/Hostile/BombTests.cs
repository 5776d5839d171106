using CellDynamics.Data.Annotated;
using CellDynamics.Data.Doctor;
using CellDynamics.Data.H5ad;
using CellDynamics.Data.Tests.Shared;

namespace CellDynamics.Data.Tests.Hostile;

/// <summary>Small files that would be large, endless or both: each costs its element, not the machine.</summary>
public class BombTests
{
    private const long Limit = 2L << 30;

    [Theory]
    [InlineData("a chunk that inflates without end", "/obs/bomb", """
        d = f.create_dataset('obs/bomb', shape=(3,), maxshape=(None,), chunks=(1 << 20,), dtype='i8', compression='gzip')
        import zlib
        c = zlib.compressobj(9); packed = b''.join(c.compress(bytes(1 << 20)) for _ in range(4096)) + c.flush()
        d.id.write_direct_chunk((0,), packed)
        """)]
    [InlineData("a column that claims 2^62 entries", "/obs/bomb", "f.create_dataset('obs/bomb', shape=(2**62,), chunks=(1024,), dtype='i1')")]
    [InlineData("a chunk of three gigabytes", "/obs/bomb", "f.create_dataset('obs/bomb', shape=(3,), maxshape=(None,), chunks=(3 << 30,), dtype='i1')[0] = 1")]
    [InlineData("texts of two gigabytes", "/obs/bomb", "f.create_dataset('obs/bomb', shape=(3,), dtype='S2147483647')")]
    [InlineData("two links that lead to each other", "/obs/bomb", "f['obs/bomb'] = h5py.SoftLink('/obs/other'); f['obs/other'] = h5py.SoftLink('/obs/bomb')")]
    [InlineData("a column that is the table itself", "/obs/bomb", "f['obs/bomb'] = f['obs']")]
    [InlineData("a link to itself", "/obs/bomb", "f['obs/bomb'] = h5py.SoftLink('/obs/bomb')")]
    public void A_column_that_is_a_bomb_is_left_out(string _, string place, string script)
    {
        using var folder = new ScratchFolder();
        string path = Bomb(folder, script + "\nf['obs'].attrs['column-order'] = ['i', 'bomb']");
        using AnnotatedData data = Within(() => H5adReader.Open(path));
        Assert.Equal(["i"], data.Obs.Columns.Select(column => column.Name));
        Assert.StartsWith(place + " ", Assert.Single(data.Notes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a dense matrix of 2^62 values", """
        del f['X']
        f.create_dataset('X', shape=(2**31, 2**31), chunks=(64, 64), dtype='f4', compression='gzip')
        """)]
    [InlineData("a sparse matrix of 2^62 values", """
        del f['X']; g = f.create_group('X'); g.attrs['encoding-type'] = 'csr_matrix'; g.attrs['encoding-version'] = '0.1.0'; g.attrs['shape'] = np.array([3, 2])
        g['indptr'] = np.array([0, 2**61, 2**61, 2**62]); 
        for n in ('data', 'indices'): g.create_dataset(n, shape=(2**62,), chunks=(1024,), dtype='i4')
        """)]
    public void A_matrix_that_is_a_bomb_is_refused(string _, string script)
    {
        using var folder = new ScratchFolder();
        string path = Bomb(folder, script);
        var error = Within(() => Assert.Throws<DatasetFileException>(() => Inspection.Of(path)));
        Assert.StartsWith("bomb.h5ad, /X", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_large_matrix_of_nothing_beside_small_tables_is_refused()
    {
        using var folder = new ScratchFolder();
        string path = Bomb(folder, """
            f.create_dataset('layers/bomb', shape=(3, 2**40), chunks=(1, 1024), dtype='f8', compression='gzip')
            f.create_dataset('obsm/bomb', shape=(3, 2**40), chunks=(1, 1024), dtype='f8', compression='gzip')
            """);
        Inspection inspection = Within(() => Inspection.Of(path));
        Assert.DoesNotContain("bomb", inspection.Layers.Keys);
        Assert.Contains(inspection.Findings, finding => finding.Path == "/layers/bomb");
        Assert.Contains(inspection.Findings, finding => finding.Path == "/obsm/bomb");
    }

    [Theory]
    [InlineData("f['uns/a'] = f['uns']; f['uns/b'] = f['uns']; f['uns/c'] = f['uns']", "links that lead back")]
    [InlineData("""
        g = f['uns'].create_group('deep')
        for _ in range(100000): g = g.create_group('g')
        """, null)]
    public void Groups_without_end_are_not_followed(string script, string? said)
    {
        using var folder = new ScratchFolder();
        string path = Bomb(folder, script);
        using AnnotatedData data = Within(() => H5adReader.Open(path));
        if (said is null)
            Assert.NotNull(data.ReadUns("deep"));
        else
            Assert.Contains(said, Within(() => Assert.Throws<DatasetFileException>(() => data.ReadUns(""))).Message, StringComparison.Ordinal);
        Assert.Equal(3, Inspection.Of(path).NObs);
    }

    [Theory]
    [InlineData("f['{0}'] = h5py.ExternalLink(sys.argv[2], '/obs/i')")]
    [InlineData("f.create_dataset('{0}', shape=(3,), dtype='i8', external=[(sys.argv[2], 0, 24)])")]
    [InlineData("f.create_dataset('{0}', shape=(3,), dtype='i8', external=[('other.h5ad', 0, 24)])")]
    [InlineData("l = h5py.VirtualLayout(shape=(3,), dtype='i8'); l[:] = h5py.VirtualSource(sys.argv[2], '/obs/i', shape=(3,)); f.create_virtual_dataset('{0}', l)")]
    public void Other_files_of_the_machine_are_not_read(string script)
    {
        using var folder = new ScratchFolder();
        string other = folder.File("other.h5ad");
        H5adWriter.Write(other, Samples.Content(3, 2, "dense"));
        string[] places = ["obs/leak", "obsm/leak", "layers/leak", "uns/leak", "uns/deep/leak"];
        string path = Bomb(folder, string.Join("\n", places.Select(place => script.Replace("{0}", place, StringComparison.Ordinal))) + "\nf['obs'].attrs['column-order'] = ['i', 'leak']", other);
        using AnnotatedData data = H5adReader.Open(path);
        Assert.Equal(["i"], data.Obs.Columns.Select(column => column.Name));
        Assert.DoesNotContain("leak", data.ObsmKeys);
        Assert.DoesNotContain("leak", data.Layers.Keys);
        Assert.Empty(data.UnsChildren("deep"));
        Assert.ThrowsAny<DatasetException>(() => data.ReadUns("leak"));
        Assert.Equal(["/layers", "/obs/leak", "/obsm", "/uns"], data.Notes.Select(note => note.Split(' ')[0]).Order());
    }

    private static string Bomb(ScratchFolder folder, string script, string argument = "")
    {
        string path = folder.File("bomb.h5ad");
        H5adWriter.Write(path, Samples.Content(3, 2, "dense"));
        ReferencePython.Script($"import sys, h5py, numpy as np\nf = h5py.File(sys.argv[1], 'r+', libver='latest')\n{script}\nf.close()", path, argument);
        return path;
    }

    /// <summary>Bounded in what is allocated; a hang is ended by the suite's own limit.</summary>
    private static T Within<T>(Func<T> work)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        T result = work();
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Limit);
        return result;
    }
}
