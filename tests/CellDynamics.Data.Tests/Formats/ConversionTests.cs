using CellDynamics.Data.Annotated;
using CellDynamics.Data.Formats;
using CellDynamics.Data.H5ad;
using CellDynamics.Data.H5ad.Copying;
using CellDynamics.Data.Tests.Shared;

namespace CellDynamics.Data.Tests.Formats;

[Collection(ScratchWatch.Collection)]
public class ConversionTests
{
    [Theory]
    [InlineData("3", "float32")]
    [InlineData("0.5", "float32")]
    [InlineData("16777217", "int32")]
    [InlineData("9007199254740991", "int64")]
    [InlineData("0.1", "float64")]
    public void A_converted_matrix_has_the_narrowest_type_that_keeps_every_value(string value, string dtype)
    {
        using var folder = new ScratchFolder();
        string matrix = FormatSamples.Triplet(folder, "", $"%%MatrixMarket matrix coordinate real general\n2 3 2\n2 3 {value}\n1 1 4\n");
        string table = FormatSamples.Write(folder, "t.csv", $"cell,time,ACTB,SOX2\na,0,1,{value}\nb,6,NA,0\n");
        foreach (string source in new[] { matrix, table })
        {
            string target = folder.File("converted.h5ad");
            DatasetConversion.Convert(source, target);
            AssertSame(source, target);
            using AnnotatedData data = DatasetFile.Open(target);
            // NaN has no whole number.
            Assert.Equal(source == table && dtype.StartsWith("int", StringComparison.Ordinal) ? "float64" : dtype, data.X!.DType);
        }
    }

    [Fact]
    public void Anndata_reads_what_was_converted_and_what_was_said_of_it()
    {
        const string script = """
            import sys, anndata
            a = anndata.read_h5ad(sys.argv[1])
            print(a.shape, type(a.X).__name__, a.X.dtype, float(a.X.sum()), list(a.obs_names), list(a.var['gene_symbols']), list(a.uns['celldynamics_notes']))
            """;
        using var folder = new ScratchFolder();
        File.WriteAllText(folder.File("matrix.mtx"), "%%MatrixMarket matrix coordinate real general\n3 2 3\n1 1 0.1\n2 1 90\n3 2 5\n");
        File.WriteAllText(folder.File("features.tsv"), "ENSG1\tCD3\tGene Expression\nAB\tCD3\tAntibody Capture\nENSG2\tCD4\tGene Expression\n");
        File.WriteAllText(folder.File("barcodes.tsv"), "AAA-1\nCCC-1\n");
        DatasetConversion.Convert(folder.File("matrix.mtx"), folder.File("a.h5ad"));
        Assert.Equal("(2, 2) csr_matrix float64 5.1 ['AAA-1', 'CCC-1'] ['CD3', 'CD4'] ['/var holds the features of type Gene Expression; left out were 1 of type Antibody Capture.']",
            ReferencePython.Script(script, folder.File("a.h5ad")).Trim());
    }

    [Fact]
    public void Embeddings_layers_and_uns_are_converted_too()
    {
        using var folder = new ScratchFolder();
        H5adWriter.Write(folder.File("a.h5ad"), Samples.Content(30, 20, "dense"));
        DatasetConversion.Convert(folder.File("a.h5ad"), folder.File("b.h5ad"));
        AssertSame(folder.File("a.h5ad"), folder.File("b.h5ad"));
        using AnnotatedData data = DatasetFile.Open(folder.File("b.h5ad"));
        Assert.Equal(["X_pca"], data.ObsmKeys);
        Assert.Equal("day 3 – ß", data.ReadUnsText("celldynamics/text"));
    }

    [Fact]
    public void A_packed_AnnData_file_is_unpacked_as_it_is()
    {
        using var folder = new ScratchFolder();
        string plain = folder.File("a.h5ad");
        H5adWriter.Write(plain, Samples.Content(30, 20, "csr"));
        byte[] before = File.ReadAllBytes(plain);
        Assert.Empty(DatasetConversion.Convert(FormatSamples.Gzip(plain), folder.File("b.h5ad")));
        Assert.Equal(before, File.ReadAllBytes(folder.File("b.h5ad")));
    }

    [Fact]
    public void Coordinates_of_the_genes_of_a_loom_become_varm()
    {
        using var folder = new ScratchFolder();
        string loom = folder.File("a.loom");
        ReferencePython.Script("""
            import sys, h5py, numpy as np
            with h5py.File(sys.argv[1], 'w') as f:
                f['matrix'] = np.arange(6.).reshape(2, 3); f['attrs/LOOM_SPEC_VERSION'] = '3.0.0'
                f['col_attrs/CellID'] = np.array(['a', 'b', 'c'], 'S'); f['row_attrs/Gene'] = np.array(['g', 'h'], 'S'); f['row_attrs/PCs'] = np.array([[1, 2, .25], [3, 4, 5]])
            """, loom);
        Assert.Empty(DatasetConversion.Convert(loom, folder.File("b.h5ad")));
        Assert.Equal("[[1.0, 2.0, 0.25], [3.0, 4.0, 5.0]]", ReferencePython.Script("import sys, anndata; print(anndata.read_h5ad(sys.argv[1]).varm['PCs'].tolist())", folder.File("b.h5ad")).Trim());
    }

    [Fact]
    public void More_columns_than_can_be_listed_are_named_and_the_rest_opens_in_anndata()
    {
        using var folder = new ScratchFolder();
        string loom = folder.File("wide.loom");
        ReferencePython.Script("""
            import sys, h5py, numpy as np
            with h5py.File(sys.argv[1], 'w') as f:
                f['matrix'] = np.arange(6.).reshape(2, 3); f['attrs/LOOM_SPEC_VERSION'] = '3.0.0'
                f['col_attrs/CellID'] = np.array(['a', 'b', 'c'], 'S'); f['row_attrs/Gene'] = np.array(['g', 'h'], 'S')
                for i in range(4003): f[f'col_attrs/score {i:04}'] = np.arange(3)
            """, loom);
        LeftOut left = Assert.Single(DatasetConversion.Convert(loom, folder.File("b.h5ad")));
        Assert.Equal(("/obs", "the 3 columns after 'score 3999', because a file of this kind lists at most 4000"), (left.Place, left.Reason));
        Assert.Equal($"(3, 2) 4000 score 3999 /obs is left out: {left.Reason}", ReferencePython.Script(
            "import sys, anndata; a = anndata.read_h5ad(sys.argv[1]); print(a.shape, len(a.obs.columns), a.obs.columns[-1], a.uns['celldynamics_notes'][0])", folder.File("b.h5ad")).Trim());
    }

    [Fact]
    public void A_file_that_does_not_open_leaves_no_target()
    {
        using var folder = new ScratchFolder();
        string path = FormatSamples.Write(folder, "t.csv", "gene,a,b\nACTB,1,2\nCD4,1,2\nSOX2,1,q\n");
        Assert.Throws<DatasetFileException>(() => DatasetConversion.Convert(path, folder.File("b.h5ad")));
        Assert.Equal(["t.csv"], Directory.GetFiles(folder.File("")).Select(Path.GetFileName));
    }

    private static void AssertSame(string source, string target)
    {
        using AnnotatedData before = DatasetFile.Open(source), after = DatasetFile.Open(target);
        AssertSame(before.Obs, after.Obs);
        AssertSame(before.Var, after.Var);
        Assert.Equal(before.X!.Kind, after.X!.Kind);
        Assert.Equal(FormatSamples.Dense(before.X), FormatSamples.Dense(after.X));
        foreach ((string name, ICellMatrix layer) in before.Layers)
            Assert.Equal(FormatSamples.Dense(layer), FormatSamples.Dense(after.Layers[name]));
        foreach (string key in before.ObsmKeys)
            Assert.Equal(before.ReadObsm(key).Values, after.ReadObsm(key).Values);
        Assert.Equal(before.Notes, after.UnsKeys.Contains(DatasetConversion.NotesKey) ? after.ReadUnsTexts(DatasetConversion.NotesKey) : []);
    }

    private static void AssertSame(DataFrame before, DataFrame after)
    {
        Assert.Equal(before.Index, after.Index);
        Assert.Equal(before.Columns.Select(c => (c.Name, c.Kind)), after.Columns.Select(c => (c.Name, c.Kind)));
        foreach (DataColumn column in before.Columns)
            Assert.Equal(column.Labels, after.Find(column.Name)!.Labels);
    }
}
