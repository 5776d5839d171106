using CellDynamics.Data.Annotated;
using CellDynamics.Data.H5ad;
using CellDynamics.Data.Tests.Shared;
using CellDynamics.Data.Unstructured;

namespace CellDynamics.Data.Tests.H5ad;

public class WriterTests
{
    private const string ReadBack = """
        import sys, json, anndata, numpy as np, scipy.sparse as sp
        a = anndata.read_h5ad(sys.argv[1])
        u = a.uns['celldynamics']
        x = a.X.toarray() if sp.issparse(a.X) else a.X
        print(json.dumps(dict(
            shape=list(a.shape), x=type(a.X).__name__, xsum=float(x.sum(dtype='f8')), x01=float(x[1, 0]), xtype=str(x.dtype),
            names=list(a.obs_names[:2]), cat=list(a.obs['cat'].astype(object).where(a.obs['cat'].notna(), None)[:3]),
            cats=list(a.obs['cat'].cat.categories), ordered=bool(a.obs['cat'].cat.ordered), b=a.obs['b'].tolist()[:3], btype=str(a.obs['b'].dtype),
            i=int(a.obs['i'].sum()), f=float(np.nansum(a.obs['f'])), s=a.obs['s'].tolist()[:2],
            pca=float(a.obsm['X_pca'].sum()), pcatype=str(a.obsm['X_pca'].dtype), layer=float(a.layers['counts'].sum()),
            text=str(u['text']), number=float(u['number']), whole=int(u['whole']), flag=bool(u['flag']),
            cube=list(u['cube'].shape), cubesum=float(u['cube'].sum()), cubetype=str(u['cube'].dtype), texts=list(u['texts']),
            empty=len(u['nothing']), sparse=u['coupling'].toarray().tolist(), sorted=bool(u['coupling'].has_sorted_indices), keys=sorted(u.keys()),
            ints=u['ints'].tolist(), intstype=str(u['ints'].dtype)), ensure_ascii=False))
        """;

    [Fact]
    public void What_is_written_opens_in_anndata_with_equal_values()
    {
        using var folder = new ScratchFolder();
        string path = folder.File("written.h5ad");
        H5adWriter.Write(path, Samples.Content(400, 300, "csr"));
        Assert.Equal(
            """{"shape": [400, 300], "x": "csr_matrix", "xsum": 1.5, "x01": 2.5, "xtype": "float32", "names": ["cell 0", "cell 1"], "cat": ["b", "ü", null], "cats": ["b", "ü", "never"], "ordered": true, "b": [true, false, true], "btype": "bool", "i": 79800, "f": 199.5, "s": ["", "two\nlines"], "pca": 79900.0, "pcatype": "float32", "layer": 120000.0, "text": "day 3 – ß", "number": 0.5, "whole": 7, "flag": true, "cube": [20, 30, 40], "cubesum": 287988000.0, "cubetype": "float32", "texts": ["a", "", "ß"], "empty": 0, "sparse": [[0.0, 0.25, 0.75], [1.0, 0.0, 0.0]], "sorted": true, "keys": ["coupling", "cube", "empty group", "flag", "ints", "nothing", "number", "text", "texts", "whole"], "ints": [1, -2], "intstype": "int32"}""",
            ReferencePython.Script(ReadBack, path).Trim());
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 5)]
    [InlineData(1, 1)]
    [InlineData(500, 3000)]
    public void What_is_written_is_read_back_equal(int cells, int genes)
    {
        using var folder = new ScratchFolder();
        string path = folder.File("written.h5ad");
        foreach (string kind in new[] { "dense", "csr" })
        {
            H5adContent content = Samples.Content(cells, genes, kind);
            H5adWriter.Write(path, content);
            using AnnotatedData data = H5adReader.Open(path);
            Assert.Empty(data.Notes);
            Assert.Equal(content.Obs.Index, data.Obs.Index);
            Assert.Equal(content.Obs.Columns.Select(c => c.Name), data.Obs.Columns.Select(c => c.Name));
            foreach (DataColumn column in content.Obs.Columns)
                Assert.Equal(column.Labels, data.RequireObs(column.Name).Labels);
            Assert.Equal(kind, data.X!.Kind);
            Assert.Equal(Samples.Entries(content.X!), Samples.Entries(data.X));
            Assert.Equal(content.Obsm["X_pca"].Values, data.ReadObsm("X_pca").Values);
        }
    }

    [Fact]
    public void Uns_comes_back_as_the_tree_that_was_written()
    {
        using var folder = new ScratchFolder();
        string path = folder.File("written.h5ad");
        H5adContent content = Samples.Content(3, 2, "dense");
        H5adWriter.Write(path, content);
        using AnnotatedData data = H5adReader.Open(path);
        var written = (UnsGroup)content.Uns.Children["celldynamics"];
        Assert.Equal("day 3 – ß", data.ReadUnsText("celldynamics/text"));
        Assert.Equal(0.5, data.ReadUnsNumber("celldynamics/number"));
        Assert.Equal(new UnsFlag(true), data.ReadUns("celldynamics/flag"));
        Assert.Equal(((UnsArray)written.Children["cube"]).Shape, data.ReadUnsArray("celldynamics/cube").Shape);
        Assert.Equal(((UnsArray)written.Children["cube"]).Values, data.ReadUnsArray("celldynamics/cube").Values);
        Assert.Equal(new[] { 1, -2 }, data.ReadUnsArray("celldynamics/ints").Values);
        Assert.Equal(["a", "", "ß"], data.ReadUnsTexts("celldynamics/texts"));
        UnsSparse coupling = data.ReadUnsSparse("celldynamics/coupling");
        Assert.Equal([0, 2, 3], coupling.Pointers);
        Assert.Equal([1, 2, 0], coupling.Indices);
        Assert.Equal([0.25, 0.75, 1], coupling.Values);
        Assert.Equal(written.Children.Keys.Order(StringComparer.Ordinal), data.UnsChildren("celldynamics").Order(StringComparer.Ordinal));
        Assert.Null(data.ReadUns("celldynamics/absent"));
    }

    [Fact]
    public void A_missing_uns_entry_is_named_with_its_neighbours()
    {
        using var folder = new ScratchFolder();
        string path = folder.File("written.h5ad");
        H5adWriter.Write(path, Samples.Content(3, 2, "dense"));
        using AnnotatedData data = H5adReader.Open(path);
        var error = Assert.Throws<DatasetFileException>(() => data.ReadUnsText("celldynamics/txt"));
        Assert.Equal("/uns/celldynamics/txt", error.Place);
        Assert.Contains("Did you mean 'text'?", error.Message, StringComparison.Ordinal);
        Assert.Contains("a number", Assert.Throws<DatasetFileException>(() => data.ReadUnsText("celldynamics/whole")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_with_a_slash_and_a_matrix_of_another_size_are_refused()
    {
        H5adContent content = Samples.Content(3, 2, "dense");
        Assert.Throws<ArgumentException>(() => H5adWriter.Write("never.h5ad", content with { Obsm = new Dictionary<string, DenseMatrix> { ["a/b"] = new(3, 1) } }));
        Assert.Throws<ArgumentException>(() => H5adWriter.Write("never.h5ad", content with { X = new MemoryMatrix(new DenseMatrix(2, 2)) }));
        Assert.False(File.Exists("never.h5ad"));
    }

    [Fact]
    public void A_column_with_a_slash_is_written_as_anndata_does_and_read_again()
    {
        using var folder = new ScratchFolder();
        string path = folder.File("slash.h5ad");
        H5adContent content = Samples.Content(3, 2, "dense");
        DataFrame With(params string[] names) => content.Obs with { Columns = [.. names.Select(name => DataColumn.OfCategories(name, ["a", "b", "a"]))] };
        H5adWriter.Write(path, content with { Obs = With("Behandlung / Gruppe", "Behandlung / Arm") });
        using AnnotatedData data = H5adReader.Open(path);
        Assert.Equal(["Behandlung / Gruppe", "Behandlung / Arm"], data.Obs.Columns.Select(column => column.Name));
        Assert.Equal(["a", "b", "a"], data.RequireObs("Behandlung / Gruppe").Labels);
        Assert.Contains("Rename one of the two", Assert.Throws<ArgumentException>(() => H5adWriter.Write(path, content with { Obs = With("a", "a/b") })).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => H5adWriter.Write(path, content with { Obs = With("/absolute") }));
        Assert.Throws<ArgumentException>(() => H5adWriter.Write(path, content with { Obs = With("a/../b") }));
    }

    [Fact]
    public void A_file_appears_whole_or_the_old_one_stays()
    {
        using var folder = new ScratchFolder();
        string path = folder.File("cells.h5ad");
        H5adWriter.Write(path, Samples.Content(3, 2, "dense"));
        byte[] before = File.ReadAllBytes(path);
        H5adContent content = Samples.Content(5, 4, "dense");
        Assert.Throws<InvalidDataException>(() => H5adWriter.Write(path, content with { X = new Unreadable(5, 4) }));
        Assert.Equal(before, File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFiles(Path.GetDirectoryName(path)!));
        H5adWriter.Write(path, content);
        Assert.Equal([path], Directory.GetFiles(Path.GetDirectoryName(path)!));
        using AnnotatedData data = H5adReader.Open(path);
        Assert.Equal(5, data.CellCount);
    }

    [Fact]
    public void A_place_that_cannot_be_written_is_named_with_its_cure()
    {
        using var folder = new ScratchFolder();
        string inside = Path.GetDirectoryName(folder.File("x"))!, below = Path.Combine(inside, "no", "cells.h5ad");
        Assert.Contains("expected the name of a file to write, found a folder. Add a file name.", Assert.Throws<IOException>(() => H5adWriter.Write(inside, Samples.Content(3, 2, "csr"))).Message, StringComparison.Ordinal);
        Assert.Contains("Make that folder first.", Assert.Throws<IOException>(() => H5adWriter.Write(below, Samples.Content(3, 2, "csr"))).Message, StringComparison.Ordinal);
    }

    /// <summary>A matrix whose second block cannot be read, as on a disk that fails.</summary>
    private sealed class Unreadable(int rows, int columns) : ICellMatrix
    {
        public int Rows => rows;

        public int Columns => columns;

        public string Kind => "dense";

        public string DType => "float32";

        public IEnumerable<SparseRows> ReadRowBlocks(int maxRows = 2048, CancellationToken cancellationToken = default)
        {
            yield return SparseRows.OfDense(0, columns, new double[columns], 1);
            throw new InvalidDataException("The disk failed.");
        }

        public double[] ReadColumn(int column) => throw new InvalidDataException("The disk failed.");
    }
}
