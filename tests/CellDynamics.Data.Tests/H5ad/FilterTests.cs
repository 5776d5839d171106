using CellDynamics.Data.Annotated;
using CellDynamics.Data.H5ad;
using CellDynamics.Data.H5ad.Filters;
using CellDynamics.Data.Tests.Shared;
using PureHDF.Filters;

namespace CellDynamics.Data.Tests.H5ad;

/// <summary>Compressions beside gzip, as hdf5plugin writes them; Debian's has no Zstandard of its own, which the shared files have.</summary>
public class FilterTests
{
    private const string Compressed = """
        import sys, h5py, numpy as np, hdf5plugin as p
        rng = np.random.default_rng(3)
        n, m = 203, 61
        x = np.where(rng.random((n, m)) < 0.3, rng.integers(1, 100, (n, m)), 0)
        def tag(o, t, v='0.1.0'): o.attrs['encoding-type'] = t; o.attrs['encoding-version'] = v
        filters = {'lz4': p.LZ4(), 'lz4_small': p.LZ4(nbytes=512), 'bzip2': p.BZip2(), 'bitshuffle': p.Bitshuffle(cname='none'), 'bitshuffle_lz4': p.Bitshuffle(cname='lz4'), 'bitshuffle_small': p.Bitshuffle(nelems=64, cname='lz4')}
        for codec in ('blosclz', 'lz4', 'lz4hc', 'zlib', 'zstd'):
            for level in (0, 1, 5, 9):
                for shuffle in (0, 1, 2):
                    filters[f'blosc_{codec}_{level}_{shuffle}'] = p.Blosc(cname=codec, clevel=level, shuffle=shuffle)
        filters = {name: filter for name, filter in filters.items() if h5py.h5z.filter_avail(filter['compression'])}
        with h5py.File(sys.argv[1], 'w') as f:
            tag(f, 'anndata')
            for name, count in (('obs', n), ('var', m)):
                g = f.create_group(name); tag(g, 'dataframe', '0.2.0'); g.attrs['_index'] = '_index'; g.attrs['column-order'] = np.array([], 'f8')
                d = g.create_dataset('_index', data=[f'{name}{i}' for i in range(count)], dtype=h5py.string_dtype(), **(p.LZ4() if name == 'obs' else p.BZip2())); tag(d, 'string-array', '0.2.0')
            layers = f.create_group('layers')
            tag(layers.create_dataset('plain', data=x.astype('f8')), 'array', '0.2.0')
            for name, filter in filters.items():
                for dtype in ('u1', 'i2', 'f4', 'f8'):
                    for chunks in ((7, 5), (150, 61)):
                        d = layers.create_dataset(f'{name}_{dtype}_{chunks[0]}', data=x.astype(dtype), chunks=chunks, **filter); tag(d, 'array', '0.2.0')
            for name, more in (('fletcher', dict(fletcher32=True)), ('fletcher_gzip', dict(fletcher32=True, compression='gzip', shuffle=True)), ('fletcher_lzf', dict(fletcher32=True, compression='lzf')), ('lzf', dict(compression='lzf', shuffle=True))):
                tag(layers.create_dataset(name, data=x.astype('f4'), chunks=(20, 61), **more), 'array', '0.2.0')
        """;

    [Fact]
    public void Every_compression_gives_the_same_numbers()
    {
        using var folder = new ScratchFolder();
        string path = folder.File("compressed.h5ad");
        ReferencePython.RequireFilters();
        ReferencePython.Script(Compressed, path);
        using AnnotatedData data = H5adReader.Open(path);
        Assert.Empty(data.Notes);
        Assert.Equal("obs202", data.Obs.Index[202]);
        Assert.Equal("var60", data.Var.Index[60]);
        var expected = Samples.Entries(data.Layers["plain"]);
        Assert.True(data.Layers.Count >= 1 + (3 + 60) * 8 + 4, $"Expected LZ4, bzip2 and all of Blosc, found {data.Layers.Count} layers.");
        string[] wrong = [.. data.Layers.Where(layer => !expected.SequenceEqual(Samples.Entries(layer.Value))).Select(layer => layer.Key)];
        Assert.Empty(wrong);
    }

    [Fact]
    public void Damaged_chunks_are_refused_in_the_words_of_the_filter_and_never_grow()
    {
        IH5Filter[] filters = [new Lzf(), new Lz4(), new Zstd(), new Bzip2(), new Blosc(), new Bitshuffle(), new Deflate()];
        const int chunk = 4096;
        var random = new Random(5);
        int refused = 0;
        foreach (IH5Filter filter in filters)
        {
            for (int trial = 0; trial < 2000; trial++)
            {
                byte[] noise = new byte[random.Next(0, 300)];
                random.NextBytes(noise);
                if (noise.Length > 16 && filter is Blosc)
                    (noise[4], noise[5], noise[6], noise[7], noise[8], noise[9], noise[10], noise[11]) = (0, 8, 0, 0, 0, (byte)random.Next(1, 9), 0, 0);
                if (noise.Length > 12 && filter is Lz4 or Bitshuffle)
                    noise.AsSpan(0, Math.Min(noise.Length, 6)).Clear();
                try
                {
                    int size = filter.Filter(new FilterInfo(H5FilterFlags.Decompress, [0, 0, 4, 0, 2], chunk, noise)).Length;
                    Assert.InRange(size, 0, chunk + 4);
                }
                catch (Exception damaged) when (damaged is InvalidDataException or NotSupportedException)
                {
                    refused++;
                }
            }
        }
        Assert.InRange(refused, 7000, 14_000);
    }
}
