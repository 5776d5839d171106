using CellDynamics.Data.Annotated;
using CellDynamics.Data.Formats;
using CellDynamics.Data.Tests.Shared;

namespace CellDynamics.Data.Tests.H5ad;

/// <summary>HDF5 as h5py writes it where a library goes astray: chunks that were spared a filter, and files that begin with something else.</summary>
public class ContainerTests
{
    private const string Script = """
        import sys, h5py, numpy as np
        def tag(o, t, v='0.1.0'): o.attrs['encoding-type'] = t; o.attrs['encoding-version'] = v
        def ann(f, n, m):
            tag(f, 'anndata')
            for name, count in (('obs', n), ('var', m)):
                g = f.create_group(name); tag(g, 'dataframe', '0.2.0'); g.attrs['_index'] = '_index'; g.attrs['column-order'] = np.array([], 'f8')
                tag(g.create_dataset('_index', data=[f'{name}{i}' for i in range(count)], dtype=h5py.string_dtype()), 'string-array', '0.2.0')
            return f.create_group('layers')
        rng = np.random.default_rng(3)
        # Noise does not shrink, ones do: some chunks are spared LZF, others are not.
        with h5py.File(sys.argv[1] + '/spared.h5ad', 'w') as f:
            layers = ann(f, 120, 60)
            for dtype in ('u2', 'i4', 'f4', 'f8'):
                x = (rng.random((120, 60)) * 60000).astype(dtype); x[::7] = 1
                tag(layers.create_dataset(f'plain_{dtype}', data=x), 'array', '0.2.0')
                for name, more in (('lzf', dict(compression='lzf', shuffle=True)), ('lzf_alone', dict(compression='lzf')), ('lzf_fletcher', dict(compression='lzf', shuffle=True, fletcher32=True)), ('gzip', dict(compression='gzip', shuffle=True)), ('shuffle', dict(shuffle=True, fletcher32=True))):
                    d = layers.create_dataset(f'{name}_{dtype}', data=x, chunks=(1, 60), **more); tag(d, 'array', '0.2.0')
                spared = {layers[f'lzf_{dtype}'].id.get_chunk_info(i).filter_mask for i in range(120)}
                assert dtype != 'u2' or spared == {0, 2}, spared
        for size in (512, 1024, 2048, 8192):
            for libver in ('earliest', 'latest'):
                with h5py.File(f'{sys.argv[1]}/block{size}{libver}.h5ad', 'w', userblock_size=size, libver=libver) as f:
                    tag(ann(f, 4, 3).create_dataset('a', data=np.arange(12.0).reshape(4, 3), chunks=(2, 3), compression='gzip'), 'array', '0.2.0')
                with open(f'{sys.argv[1]}/block{size}{libver}.h5ad', 'r+b') as f: f.write(b'A licence, or a script, stands here.')
        """;

    [Fact]
    public void Chunks_that_were_spared_a_filter_give_the_same_numbers_as_the_others()
    {
        using var folder = new ScratchFolder();
        string place = Path.GetDirectoryName(folder.File("x"))!;
        ReferencePython.Script(Script, place);
        using AnnotatedData data = DatasetFile.Open(folder.File("spared.h5ad"));
        Assert.Equal(4 * 6, data.Layers.Count);
        string[] wrong = [.. data.Layers.Where(layer => !Samples.Entries(data.Layers["plain_" + layer.Key[^2..]]).SequenceEqual(Samples.Entries(layer.Value))).Select(layer => layer.Key)];
        Assert.Empty(wrong);
        foreach (string file in Directory.GetFiles(place, "block*.h5ad"))
        {
            using AnnotatedData behind = DatasetFile.Open(file);
            Assert.Equal(("obs3", 66), (behind.Obs.Index[3], Samples.Entries(behind.Layers["a"]).Sum(entry => entry.Value)));
        }
    }
}
