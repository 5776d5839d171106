using System.Text.Json;
using CellDynamics.Data.Annotated;
using CellDynamics.Data.Formats;
using CellDynamics.Data.H5ad;
using CellDynamics.Data.H5ad.Copying;
using CellDynamics.Data.Tests.Shared;
using CellDynamics.Data.Unstructured;

namespace CellDynamics.Data.Tests.Formats;

public class FullExportTests
{
    /// <summary>Part of the name of the one file with more columns than can be listed.</summary>
    private const string TooWide = "wide_obs_5001columns";

    [Fact]
    public void Everything_that_anndata_reads_of_a_file_it_reads_equal_of_its_export()
    {
        using var folder = new ScratchFolder();
        List<(string, string, string)> files = [];
        foreach (string file in SharedData.WithExpectation().Where(OpensInAnndata))
        {
            string source = SharedData.Require(file), export = folder.File($"{files.Count}.h5ad");
            IReadOnlyList<LeftOut> left = FullExport.Write(source, Result(folder, source), export);
            if (file.Contains(TooWide, StringComparison.Ordinal))
                Assert.StartsWith("the 1002 columns after", Assert.Single(left).Reason);
            else
            {
                Assert.Equal([], left);
                files.Add((file, source, export));
            }
        }
        if (files.Count == 0)
            Assert.Skip("The shared files are not on this machine.");
        ReferencePython.RequireFilters();
        Assert.Equal("", AnnDataComparison.Differences(files));
    }

    [Theory]
    [InlineData("plain.h5mu")]
    [InlineData("packed.h5mu.gz")]
    [InlineData("packed.h5ad.gz")]
    public void What_has_to_be_converted_first_loses_nothing_either(string file)
    {
        const string script = """
            import sys, h5py, numpy as np, pandas as pd, scipy.sparse as sp, anndata
            from anndata._io.specs import write_elem
            rng = np.random.default_rng(0)
            def sparse(*shape): return sp.random(*shape, density=.3, format='csr', random_state=1)
            a = anndata.AnnData(sp.csc_matrix(sparse(6, 5)), dtype='f8')
            a.obs_names = [f'c{i}' for i in range(6)]
            a.obs['own'] = pd.Categorical(['x', 'y', 'x', 'y', 'x', 'y'])
            a.raw = anndata.AnnData(sparse(6, 9), dtype='f4', var=pd.DataFrame({'n': range(9)}, index=[f'r{i}' for i in range(9)]))
            a.raw.varm['PCs'] = rng.random((9, 2))
            a.layers['spliced'] = rng.integers(0, 9, (6, 5))
            a.obsm['X_pca'] = rng.random((6, 3)); a.obsm['sparse'] = sparse(6, 4); a.obsm['frame'] = pd.DataFrame({'a': range(6), 'b': list('uvwxyz')}, index=a.obs_names)
            a.varm['PCs'] = rng.random((5, 2)); a.obsp['distances'] = sparse(6, 6); a.varp['links'] = sparse(5, 5)
            a.uns['neighbors'] = {'params': {'n': 3, 'method': 'umap'}}
            a.write_h5ad(sys.argv[2])
            if 'h5mu' in sys.argv[1]:
                with h5py.File(sys.argv[1], 'w') as f:
                    f.attrs['encoding-type'] = 'MuData'
                    write_elem(f, 'mod/rna', a); write_elem(f, 'mod/prot', anndata.AnnData(np.ones((2, 3)), dtype='f4'))
                    write_elem(f, 'obs', pd.DataFrame({'day': [3., 4., 5., 6., 7., 8.]}, index=a.obs_names))
                a.obs['day'] = [3., 4., 5., 6., 7., 8.]
                a.write_h5ad(sys.argv[2])
            else:
                a.write_h5ad(sys.argv[1])
            """;
        using var folder = new ScratchFolder();
        string plain = folder.File(file.Replace(".gz", "", StringComparison.Ordinal)), expected = folder.File("expected.h5ad"), export = folder.File("export.h5ad");
        ReferencePython.Script(script, plain, expected);
        string source = file.EndsWith(".gz", StringComparison.Ordinal) ? FormatSamples.Gzip(plain) : plain;
        var choices = new OpenChoices { Modality = file.Contains("h5mu", StringComparison.Ordinal) ? "rna" : null };
        string[] others = choices.Modality is null ? [] : ["/mod/prot"];
        Assert.Equal(others, FullExport.Write(source, Result(folder, expected), export, choices).Select(element => element.Place));
        Assert.Equal("", AnnDataComparison.Differences([(file, expected, export)]));
    }

    public static TheoryData<string> Files() => [.. SharedData.Expectations().DefaultIfEmpty("")];

    [Theory]
    [MemberData(nameof(Files))]
    public void What_is_read_of_a_file_is_read_equal_of_its_export(string expectation)
    {
        using var folder = new ScratchFolder();
        string source = SharedData.FileOf(SharedData.Require(expectation.Length == 0 ? "h5ad" : expectation)), export = folder.File("export.h5ad");
        FullExport.Write(source, Result(folder, source), export);
        using AnnotatedData before = DatasetFile.Open(source), after = DatasetFile.Open(export);
        Assert.Equal(before.Obs.Index, after.Obs.Index);
        Assert.Equal(before.Var.Index, after.Var.Index);
        Same(expectation.Contains(TooWide, StringComparison.Ordinal) ? [.. before.Obs.Columns.Take(3999)] : before.Obs.Columns, [.. after.Obs.Columns.Where(column => column.Name != "celldynamics_time")]);
        Same(before.Var.Columns, after.Var.Columns);
        Same(before.X, after.X);
        Same(before.RawX, after.RawX);
        Assert.Equal(before.Layers.Keys, after.Layers.Keys);
        foreach ((string key, ICellMatrix layer) in before.Layers)
            Same(layer, after.Layers[key]);
        Assert.Equal(before.Embeddings.Select(entry => entry.Key), after.ObsmKeys.Where(key => key != "celldynamics_state"));
        foreach (string key in before.ObsmKeys)
            if (before.Embeddings.First(entry => entry.Key == key) is { Kind: not "dataframe", Shape.Count: 2 })
                Assert.Equal(before.ReadObsm(key).Values, after.ReadObsm(key).Values);
        Assert.Subset(after.UnsKeys.Append("neighbors").ToHashSet(), before.UnsKeys.ToHashSet());
        Assert.Equal("settled", after.ReadUnsText("celldynamics/message"));
    }

    [Fact]
    public void Cells_without_a_result_have_none_and_are_counted()
    {
        using var folder = new ScratchFolder();
        string source = folder.File("source.h5ad"), export = folder.File("export.h5ad");
        H5adWriter.Write(source, Samples.Content(10, 3, "csr"));
        IReadOnlyList<LeftOut> left = FullExport.Write(source, Result(folder, source, name => name != "cell 4"), export);
        Assert.StartsWith("1 of 10 cells", left.Single(element => element.Place == "/obs").Reason, StringComparison.Ordinal);
        using AnnotatedData after = H5adReader.Open(export);
        Assert.Equal([0, 1, 2, 3, double.NaN, 4, 5, 6, 7, 8], after.RequireObs("celldynamics_time").Numbers!);
        Assert.Equal(double.NaN, after.ReadObsm("celldynamics_state")[4, 0]);
        Assert.Equal(4, after.ReadObsm("celldynamics_state")[5, 0]);
    }

    [Fact]
    public void Results_of_an_earlier_run_are_replaced_and_named()
    {
        using var folder = new ScratchFolder();
        string source = folder.File("source.h5ad"), first = folder.File("first.h5ad"), second = folder.File("second.h5ad");
        H5adWriter.Write(source, Samples.Content(10, 3, "dense") with { Uns = new UnsGroup(new Dictionary<string, UnsNode>()) });
        Assert.Empty(FullExport.Write(source, Result(folder, source), first));
        Assert.Equal(["/obs/celldynamics_time", "/obsm/celldynamics_state", "/uns/celldynamics"], FullExport.Write(first, Result(folder, first), second).Select(element => element.Place));
        using AnnotatedData after = H5adReader.Open(second);
        Assert.Equal("celldynamics_time", after.Obs.Columns[^1].Name);
        Assert.Single(after.Obs.Columns, column => column.Name == "celldynamics_time");
    }

    [Fact]
    public void The_result_of_another_dataset_is_refused()
    {
        using var folder = new ScratchFolder();
        string source = folder.File("source.h5ad"), other = folder.File("other.h5ad"), export = folder.File("export.h5ad");
        H5adWriter.Write(source, Samples.Content(10, 3, "dense"));
        H5adWriter.Write(other, Samples.Content(10, 3, "dense") with { Obs = DataFrame.Numbered("other", 10) });
        Assert.Throws<DatasetFileException>(() => FullExport.Write(source, Result(folder, other), export));
        Assert.False(File.Exists(export));
    }

    [Fact]
    public void What_cannot_be_carried_is_listed_with_its_reason_and_costs_nothing_else()
    {
        using var folder = new ScratchFolder();
        string source = folder.File("source.h5ad"), export = folder.File("export.h5ad");
        H5adWriter.Write(source, Samples.Content(300, 40, "csr"));
        ReferencePython.Script("""
            import sys, h5py, numpy as np
            with h5py.File(sys.argv[1], 'r+') as f:
                u = f['uns']
                u.create_dataset('reference', data=f['X'].ref, dtype=h5py.ref_dtype)
                u.create_dataset('ragged', (2,), dtype=h5py.vlen_dtype('i4'))
                u['elsewhere'] = h5py.ExternalLink('/etc/other.h5', '/X')
                u['nowhere'] = h5py.SoftLink('/no/such')
                u['type'] = np.dtype('f8')
                u['opaque'] = np.zeros(3, dtype='V7')
                u['self'] = f['uns']
                f['my own'] = 5
                big = np.random.default_rng(0).random((300, 500))
                f['layers'].create_dataset('damaged', data=big, chunks=(100, 500), compression='gzip').attrs['encoding-type'] = 'array'
                f['layers/damaged'].attrs['encoding-version'] = '0.2.0'
                place = f['layers/damaged'].id.get_chunk_info(2)
            with open(sys.argv[1], 'r+b') as f:
                f.seek(place.byte_offset + 100)
                f.write(b'\0' * 5000)
            """, source);
        string[] places = [.. FullExport.Write(source, Result(folder, source), export).Select(element => element.Place)];
        Assert.Superset(new HashSet<string> { "/uns/reference", "/uns/ragged", "/uns/elsewhere", "/uns/nowhere", "/uns/type", "/uns/opaque", "/my own", "/layers/damaged", "/uns/celldynamics" }, places.ToHashSet());
        using AnnotatedData before = H5adReader.Open(source), after = H5adReader.Open(export);
        Same(before.X, after.X);
        Assert.Equal(["counts"], after.Layers.Keys);
    }

    [Fact]
    public void Values_of_every_type_keep_their_type_with_the_lowest_byte_first()
    {
        using var folder = new ScratchFolder();
        string source = folder.File("source.h5ad"), export = folder.File("export.h5ad");
        H5adWriter.Write(source, Samples.Content(5, 3, "csr") with { Uns = new UnsGroup(new Dictionary<string, UnsNode>()) });
        ReferencePython.Script("""
            import sys, h5py, numpy as np
            with h5py.File(sys.argv[1], 'r+') as f:
                u = f['uns']
                for t in ('>f8', '>i2', '<u8', '<f2', '<i1', '>u4', '?', '<c16', '<c8'):
                    for n in (0, 3, 40000):
                        u[f'{t[1:]}_{n}'] = (np.arange(n) % 2 + 1).astype(t)
                    u[f'{t[1:]}_scalar'] = np.array(1).astype(t)[()]
                u['most'] = np.array([2**64 - 1, 2**53 + 1], dtype='u8')
                u['records'] = np.array([(1, 2.5, b'x', True), (2, np.nan, b'yz', False)], dtype=[('a b', '>i4'), ('f', 'f2'), ('s', 'S4'), ('t', '?')])
                u['texts of 2d'] = np.array([['a', 'ü'], ['', 'c']], dtype=object).astype(h5py.string_dtype())
                u['null'] = h5py.Empty('f4')
                u['deep/er'] = np.zeros((2, 3, 0, 4))
                for name, value in (('many', np.array([[1, 2**40, -3]], '>i8')), ('one', np.array(2.5, '>f4')), ('short', np.array([-2, 700], '>i2')), ('whole', np.array(2**63, '>u8')), ('flag', np.array(True)), ('little', np.array([1.5], '<f8'))):
                    u['null'].attrs.create(name, value, dtype=value.dtype)
            """, source);
        Assert.Empty(FullExport.Write(source, Result(folder, source), export));
        Assert.Equal("", ReferencePython.Script("""
            import sys, h5py, numpy as np
            a, b = h5py.File(sys.argv[1])['uns'], h5py.File(sys.argv[2])['uns']
            def same(name, o):
                if not isinstance(o, h5py.Dataset): return
                p = b[name]
                for k, v in o.attrs.items():
                    w = np.asarray(p.attrs[k])
                    if np.asarray(v).tolist() != w.tolist() or np.asarray(v).dtype.newbyteorder('=') != w.dtype or w.dtype.byteorder == '>': print(name, k, v, w)
                if isinstance(o[()], h5py.Empty):
                    if not isinstance(p[()], h5py.Empty): print(name, 'null')
                    return
                if o.shape != p.shape: print(name, o.shape, p.shape)
                for part in (o.dtype.names or [None]):
                    x, y = (o[()], p[()]) if part is None else (o[part], p[part])
                    if x.dtype.kind in 'SO': x, y = np.array(x, dtype=object).ravel().tolist(), np.array(y, dtype=object).ravel().tolist()
                    elif x.dtype.newbyteorder('=') != y.dtype or y.dtype.byteorder == '>' or not np.array_equal(x, y, equal_nan=x.dtype.kind in 'fc'): print(name, part, x.dtype, y.dtype)
                    if isinstance(x, list) and x != y: print(name, part, x, y)
            a.visititems(same)
            """, source, export).Trim());
    }

    private static void Same(IReadOnlyList<DataColumn> before, IReadOnlyList<DataColumn> after)
    {
        Assert.Equal(before.Select(column => (column.Name, column.Kind, column.IsOrdered)), after.Select(column => (column.Name, column.Kind, column.IsOrdered)));
        foreach ((DataColumn first, DataColumn second) in before.Zip(after))
        {
            Assert.Equal(first.Labels, second.Labels);
            Assert.Equal(first.Categories, second.Categories);
        }
    }

    private static void Same(ICellMatrix? before, ICellMatrix? after)
    {
        Assert.Equal((before?.Rows, before?.Columns, before?.Kind is "dense"), (after?.Rows, after?.Columns, after?.Kind is "dense"));
        if (before is not null)
            Assert.Equal(Samples.Entries(before), Samples.Entries(after!));
    }

    private static bool OpensInAnndata(string file)
    {
        using JsonDocument expected = JsonDocument.Parse(File.ReadAllText(SharedData.Require(Path.ChangeExtension(file, ".expected.json"))));
        return expected.RootElement.TryGetProperty("anndata_0.8", out JsonElement anndata) && anndata.GetProperty("opens").GetBoolean();
    }

    /// <summary>A small result of all cells of a dataset, or of some.</summary>
    internal static string Result(ScratchFolder folder, string source, Func<string, bool>? isKept = null)
    {
        using AnnotatedData data = DatasetFile.Open(source);
        string[] cells = [.. data.Obs.Index.Where(isKept ?? (_ => true))];
        string path = folder.File("result.h5ad");
        H5adWriter.Write(path, new H5adContent
        {
            Obs = new DataFrame("_index", cells, [DataColumn.OfNumbers("celldynamics_time", [.. cells.Select((_, i) => (double)i)])]),
            Var = data.Var with { Columns = [] },
            Obsm = new Dictionary<string, DenseMatrix> { ["celldynamics_state"] = new(cells.Length, 2, [.. Enumerable.Range(0, 2 * cells.Length).Select(i => i / 2.0)]) },
            Uns = new UnsGroup(new Dictionary<string, UnsNode>
            {
                ["celldynamics"] = new UnsGroup(new Dictionary<string, UnsNode>
                {
                    ["message"] = new UnsText("settled"),
                    ["metrics"] = new UnsGroup(new Dictionary<string, UnsNode> { ["loss"] = new UnsNumber(0.5) }),
                    ["points"] = new UnsArray([3, 5, 2], new float[30]),
                }),
            }),
        });
        return path;
    }
}
