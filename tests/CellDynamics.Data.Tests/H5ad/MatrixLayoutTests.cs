using CellDynamics.Data.Annotated;
using CellDynamics.Data.H5ad;
using CellDynamics.Data.Preprocessing;
using CellDynamics.Data.Tests.Shared;
using CsCheck;

namespace CellDynamics.Data.Tests.H5ad;

public class MatrixLayoutTests
{
    /// <summary>The same numbers in every layout, type, order and chunk size, some entries split into duplicates.</summary>
    internal const string Layouts = """
        import sys, h5py, numpy as np, scipy.sparse as sp
        rng = np.random.default_rng(7)
        n, m = 53, 31
        x = np.where(rng.random((n, m)) < 0.2, rng.integers(1, 100, (n, m)), 0)
        x[5] = 0; x[:, 3] = 0
        def tag(o, t, v='0.1.0'): o.attrs['encoding-type'] = t; o.attrs['encoding-version'] = v
        with h5py.File(sys.argv[1], 'w') as f:
            tag(f, 'anndata')
            for name, count in (('obs', n), ('var', m)):
                g = f.create_group(name); tag(g, 'dataframe', '0.2.0'); g.attrs['_index'] = '_index'; g.attrs['column-order'] = np.array([], 'f8')
                d = g.create_dataset('_index', data=[f'{name}{i}' for i in range(count)], dtype=h5py.string_dtype()); tag(d, 'string-array', '0.2.0')
            layers = f.create_group('layers')
            for dtype in ('f2', 'f4', 'f8', 'i1', 'i2', 'i4', 'i8', 'u1', 'u2', 'u4', 'u8'):
                d = layers.create_dataset('dense_' + dtype, data=x.astype(dtype), chunks=(7, 5), compression='gzip', shuffle=True); tag(d, 'array', '0.2.0')
            for kind in ('csr', 'csc'):
                for index in ('i4', 'i8', 'u2'):
                    for chunk in (1, 13, 4096):
                        s = getattr(sp, kind + '_matrix')(x.astype('f4'))
                        data, indices, indptr = s.data.tolist(), s.indices.tolist(), s.indptr.tolist()
                        # Split every third entry in two and shuffle within rows.
                        D, I, P = [], [], [0]
                        for r in range(len(indptr) - 1):
                            row = []
                            for k in range(indptr[r], indptr[r + 1]):
                                row += [(indices[k], data[k] - 1), (indices[k], 1)] if k % 3 == 0 else [(indices[k], data[k])]
                            row = [row[q] for q in rng.permutation(len(row))]
                            D += [v for _, v in row]; I += [c for c, _ in row]; P.append(len(D))
                        g = layers.create_group(f'{kind}_{index}_{chunk}'); tag(g, kind + '_matrix'); g.attrs['shape'] = [n, m]
                        c = min(chunk, len(D))
                        g.create_dataset('data', data=np.array(D, 'f4'), chunks=(c,), compression='gzip')
                        g.create_dataset('indices', data=np.array(I, index), chunks=(c,), compression='lzf')
                        g.create_dataset('indptr', data=np.array(P, 'i8' if index == 'i8' else 'i4'))
        """;

    [Fact]
    public void Every_layout_type_and_chunk_size_gives_the_same_rows()
    {
        using var folder = new ScratchFolder();
        string path = folder.File("layouts.h5ad");
        ReferencePython.Script(Layouts, path);
        using AnnotatedData data = H5adReader.Open(path);
        Assert.Empty(data.Notes);
        Assert.Equal(29, data.Layers.Count);
        var expected = Samples.Entries(data.Layers["dense_f8"]);
        Assert.NotEmpty(expected);
        double[] column = data.Layers["dense_f8"].ReadColumn(9);
        foreach ((string name, ICellMatrix layer) in data.Layers)
            foreach (int maxRows in new[] { 1, 7, 10, 2048 })
            {
                Assert.True(expected.SequenceEqual(Samples.Entries(layer, maxRows)), $"{name} in blocks of {maxRows}");
                Assert.Equal(column, layer.ReadColumn(9));
                Assert.All(layer.ReadRowBlocks(maxRows), b => Assert.InRange(b.Rows, 1, maxRows));
            }
    }

    [Fact]
    public void Dense_and_sparse_files_of_one_matrix_agree() =>
        Gen.Select(Gen.Int[1, 40], Gen.Int[1, 60], Gen.Int[1, 50], Gen.Int[0, 100]).SelectMany((rows, columns, maxRows, share) =>
            Gen.Frequency((share + 1, Gen.Const(0.0)), (20, Gen.Float[-1e6f, 1e6f].Select(v => (double)v))).Array[rows * columns]
                .Select(values => (Matrix: new DenseMatrix(rows, columns, values), MaxRows: maxRows)))
        .Sample(sample =>
        {
            using var folder = new ScratchFolder();
            string path = folder.File("file.h5ad");
            var memory = new MemoryMatrix(sample.Matrix);
            H5adWriter.Write(path, new H5adContent
            {
                Obs = DataFrame.Numbered("c", memory.Rows),
                Var = DataFrame.Numbered("g", memory.Columns),
                X = memory,
                Layers = new Dictionary<string, ICellMatrix> { ["sparse"] = Samples.Sparse(sample.Matrix) },
            });
            using AnnotatedData data = H5adReader.Open(path);
            var expected = Samples.Entries(memory);
            Assert.Equal(expected, Samples.Entries(data.X!, sample.MaxRows));
            Assert.Equal(expected, Samples.Entries(data.Layers["sparse"], sample.MaxRows));
            Assert.Equal("csr", data.Layers["sparse"].Kind);
        }, iter: 60);

    /// <summary>Five million entries, more than are sorted at once, written by columns and by rows.</summary>
    private const string Large = """
        import sys, numpy as np, scipy.sparse as sp, anndata
        rng = np.random.default_rng(3)
        x = (rng.integers(0, 50, (3000, 2000)) * (rng.random((3000, 2000)) < 0.85)).astype('f4')
        anndata.AnnData(X=sp.csr_matrix(x), layers={'columns': sp.csc_matrix(x)}, dtype='f4').write_h5ad(sys.argv[1])
        """;

    [Fact]
    public void A_large_matrix_by_columns_is_sorted_into_the_rows_of_the_same_matrix_by_rows()
    {
        using var folder = new ScratchFolder();
        string path = folder.File("large.h5ad");
        ReferencePython.Script(Large, path);
        using AnnotatedData data = H5adReader.Open(path);
        ICellMatrix byColumns = data.Layers["columns"];
        Assert.Equal("csc", byColumns.Kind);
        foreach ((SparseRows expected, SparseRows found) in data.X!.ReadRowBlocks(500).Zip(byColumns.ReadRowBlocks(500)))
        {
            Assert.Equal(expected.Pointers, found.Pointers);
            Assert.Equal(expected.Indices, found.Indices);
            Assert.Equal(expected.Values, found.Values);
        }
        MatrixSummary rows = MatrixSummary.Of(data.X!), columns = MatrixSummary.Of(byColumns);
        Assert.True(rows.Nonzero > 4 << 20);
        Assert.Equal(rows.TotalPerCell, columns.TotalPerCell);
        Assert.Equal(rows.GenesPerCell, columns.GenesPerCell);
    }
}
