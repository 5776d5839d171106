using System.Text.Json;
using CellDynamics.Data.Annotated;
using CellDynamics.Data.Formats;
using CellDynamics.Data.H5ad;
using CellDynamics.Data.Tests.Shared;

namespace CellDynamics.Data.Tests.Formats;

/// <summary>What is kept in HDF5 without being AnnData; files beyond those under <c>shared</c> are made by h5py.</summary>
public class Hdf5FormatTests
{
    [Theory]
    [InlineData("h5ad/tenx/10x_data/3.0.0/filtered_feature_bc_matrix.h5", "matrix")]
    [InlineData("h5ad/tenx/10x_data/1.2.0/filtered_gene_bc_matrices_h5.h5", "hg19_chr21")]
    public void Single_values_of_10x_matrices_stand_at_their_cell_and_gene(string relative, string group)
    {
        string path = SharedData.Require(relative);
        using JsonDocument expected = JsonDocument.Parse(File.ReadAllText(path + ".expected.json"));
        using AnnotatedData data = DatasetFile.Open(path);
        foreach (JsonElement sample in expected.RootElement.GetProperty("groups").GetProperty(group).GetProperty("samples_cell_feature_value").EnumerateArray())
            Assert.Equal(sample[2].GetDouble(), data.X!.ReadColumn(sample[1].GetInt32())[sample[0].GetInt32()]);
    }

    [Theory]
    [InlineData("h5ad/loom/example.loom")]
    [InlineData("h5ad/loom/sle_example.loom")]
    public void Single_values_of_loom_matrices_stand_at_their_cell_and_gene(string relative)
    {
        string path = SharedData.Require(relative);
        using JsonDocument expected = JsonDocument.Parse(File.ReadAllText(path + ".expected.json"));
        using AnnotatedData data = DatasetFile.Open(path);
        SparseRows[] blocks = [.. data.X!.ReadRowBlocks(4)];
        foreach (JsonElement sample in expected.RootElement.GetProperty("matrix(genes x cells)").GetProperty("samples").EnumerateArray())
        {
            (int gene, int cell) = (sample[0].GetInt32(), sample[1].GetInt32());
            Assert.Equal(sample[2].GetDouble(), data.X.ReadColumn(gene)[cell], 1e-12);
            SparseRows block = blocks.Single(b => cell >= b.FirstRow && cell < b.FirstRow + b.Rows);
            int at = Array.IndexOf(block.Indices, gene, block.Pointers[cell - block.FirstRow]);
            Assert.Equal(sample[2].GetDouble(), block.Values[at], 1e-12);
        }
    }

    [Fact]
    public void Antibodies_beside_the_genes_are_left_out_and_told()
    {
        const string script = """
            import sys, h5py, numpy as np, scipy.sparse as sp
            m = sp.csc_matrix(np.array([[1, 0, 2], [0, 5, 0], [3, 0, 4], [0, 0, 6]], dtype='i4'))  # features x barcodes
            with h5py.File(sys.argv[1], 'w') as f:
                g = f.create_group('matrix')
                g['data'] = m.data; g['indices'] = m.indices.astype('i8'); g['indptr'] = m.indptr.astype('i8'); g['shape'] = np.array(m.shape, 'i4')
                g['barcodes'] = np.array(['a-1', 'b-1', 'c-1'], 'S')
                t = g.create_group('features')
                t['id'] = np.array(['ENSG1', 'CD3', 'ENSG2', 'ENSG3'], 'S'); t['name'] = np.array(['A', 'CD3', 'B', 'C'], 'S')
                t['feature_type'] = np.array(['Gene Expression', 'Antibody Capture', 'Gene Expression', 'Gene Expression'], 'S')
                t['genome'] = np.array(['GRCh38', '', 'GRCh38', 'GRCh38'], 'S')
                t.create_group('target_sets')
            """;
        using var folder = new ScratchFolder();
        string path = folder.File("cite.h5");
        ReferencePython.Script(script, path);
        using AnnotatedData data = DatasetFile.Open(path);
        Assert.Equal(["ENSG1", "ENSG2", "ENSG3"], data.Var.Index);
        Assert.Equal(["A", "B", "C"], data.Var.Find("gene_symbols")!.Labels);
        Assert.Equal([1, 3, 0, 0, 0, 0, 2, 4, 6], data.X!.ReadRowBlocks().SelectMany(Dense));
        Assert.Equal([0, 0, 6], data.X.ReadColumn(2));
        Assert.Equal("/matrix also holds 1 of type Antibody Capture; only the 3 of type Gene Expression are taken.", Assert.Single(data.Notes));
    }

    [Fact]
    public void Of_several_genomes_one_must_be_chosen()
    {
        const string script = """
            import sys, h5py, numpy as np
            with h5py.File(sys.argv[1], 'w') as f:
                for genome, value in (('hg19', 7), ('mm10', 9)):
                    g = f.create_group(genome)
                    g['data'] = np.array([value], 'i4'); g['indices'] = np.array([1], 'i8'); g['indptr'] = np.array([0, 1, 1], 'i8'); g['shape'] = np.array([2, 2], 'i4')
                    g['barcodes'] = np.array(['a-1', 'b-1'], 'S'); g['genes'] = np.array([genome + '_1', genome + '_2'], 'S'); g['gene_names'] = np.array(['A', 'B'], 'S')
            """;
        using var folder = new ScratchFolder();
        string path = folder.File("barnyard.h5");
        ReferencePython.Script(script, path);
        Assert.Equal("barnyard.h5: expected one genome, found 2: hg19, mm10. Choose one of them (--modality hg19).", Assert.Throws<DatasetFileException>(() => DatasetFile.Open(path)).Message);
        Assert.Contains("Did you mean 'mm10'?", Assert.Throws<DatasetFileException>(() => DatasetFile.Open(path, new OpenChoices { Modality = "mm1" })).Message, StringComparison.Ordinal);
        using AnnotatedData data = DatasetFile.Open(path, new OpenChoices { Modality = "mm10" });
        Assert.Equal(["mm10_1", "mm10_2"], data.Var.Index);
        Assert.Equal([9, 0], data.X!.ReadColumn(1));
    }

    [Fact]
    public void A_modality_that_is_not_there_is_answered_with_those_that_are()
    {
        string path = SharedData.Require("h5ad/mudata/v0.4.1/mdata_axis0.h5mu");
        Assert.Contains("mod1", Assert.Throws<DatasetFileException>(() => DatasetFile.Open(path, new OpenChoices { Modality = "mod3" })).Message, StringComparison.Ordinal);
        using AnnotatedData data = DatasetFile.Open(path);
        Assert.Equal(("h5mu", "mod2"), (data.Format, data.Modality));
        Assert.Equal(["mod2", "mod1"], data.Modalities);
    }

    [Fact]
    public void A_loom_of_version_3_has_its_names_embeddings_and_attributes()
    {
        const string script = """
            import sys, h5py, numpy as np
            text = h5py.string_dtype('utf-8')
            with h5py.File(sys.argv[1], 'w') as f:
                f['matrix'] = np.arange(12, dtype='u2').reshape(4, 3)
                f['attrs/LOOM_SPEC_VERSION'] = '3.0.0'
                f.create_dataset('col_attrs/CellID', data=['a', 'b', 'ü'], dtype=text)
                f['col_attrs/Hours'] = np.array([0, 24, 48], '>i4')
                f['col_attrs/X_umap'] = np.arange(6.0).reshape(3, 2)
                f['col_attrs/short'] = np.arange(2)
                f.create_dataset('row_attrs/Gene', data=['g1', 'g2', 'g3', 'g4'], dtype=text)
                f['layers/spliced'] = np.ones((4, 3), 'f4'); f['layers/wrong'] = np.ones((4, 2))
                f.create_group('row_graphs'); f.create_group('row_attrs/nested')
            """;
        using var folder = new ScratchFolder();
        string path = folder.File("file.h5ad");
        ReferencePython.Script(script, path);
        using AnnotatedData data = DatasetFile.Open(path);
        Assert.Equal(("loom", "loom 3.0.0", "uint16"), (data.Format, data.Encoding, data.X!.DType));
        Assert.Equal(["a", "b", "ü"], data.Obs.Index);
        Assert.Equal([0, 24, 48], data.RequireObs("Hours").Numbers!);
        Assert.Equal(["g1", "g2", "g3", "g4"], data.Var.Index);
        Assert.Equal([3, 4, 5], data.X.ReadColumn(1));
        Assert.Equal([4, 5], data.ReadObsm("X_umap").Row(2).ToArray());
        Assert.Equal(["spliced"], data.Layers.Keys);
        Assert.Equal(["LOOM_SPEC_VERSION"], data.UnsKeys);
        Assert.Equal(["/col_attrs/short", "/layers/wrong", "/row_attrs/nested"], data.Notes.Select(note => note.Split(' ')[0]).Order());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Numbers_with_the_highest_byte_first_are_read(bool isSparse)
    {
        const string script = """
            import sys, h5py, numpy as np, scipy.sparse as sp
            x = np.array([[0, 1.5, -2], [3, 0, 0]], '>f4')
            def put(f, name, value, **k): return f.create_dataset(name, data=value, **k)
            with h5py.File(sys.argv[1], 'w') as f:
                if sys.argv[2] == 'True':
                    m = sp.csr_matrix(x.astype('f4')); g = f.create_group('X'); g.attrs['encoding-type'] = 'csr_matrix'; g.attrs['shape'] = np.array([2, 3], '>i4')
                    put(g, 'data', m.data.astype('>f8'), chunks=(2,), compression='gzip', shuffle=True); put(g, 'indices', m.indices.astype('>i8')); put(g, 'indptr', m.indptr.astype('>i4'))
                else:
                    put(f, 'X', x, chunks=(1, 3), compression='gzip')
                f['obs'] = np.array([(b'a', 3, 2.5, 1), (b'b', -4, np.nan, 0)], [('index', 'S1'), ('n', '>i2'), ('r', '>f8'), ('u', '>u4')])
                f['var'] = np.array([(b'g1',), (b'g2',), (b'g3',)], [('index', 'S2')])
                f['obsm'] = np.array([([1, 2],), ([3, 4],)], [('X_pca', '>f4', (2,))])
            """;
        using var folder = new ScratchFolder();
        string path = folder.File("big.h5ad");
        ReferencePython.Script(script, path, isSparse.ToString());
        using AnnotatedData data = DatasetFile.Open(path);
        Assert.Equal([0, 1.5, -2, 3, 0, 0], data.X!.ReadRowBlocks(1).SelectMany(Dense));
        Assert.Equal([3, -4], data.RequireObs("n").Numbers!);
        Assert.Equal([2.5, double.NaN], data.RequireObs("r").Numbers!);
        Assert.Equal([1, 0], data.RequireObs("u").Numbers!);
        Assert.Equal([1, 2, 3, 4], data.ReadObsm("X_pca").Values);
        Assert.Equal("anndata < 0.7", data.Encoding);
    }

    [Fact]
    public void Legacy_texts_of_variable_length_and_categories_that_do_not_fit_are_read()
    {
        const string script = """
            import sys, h5py, numpy as np
            text = h5py.special_dtype(vlen=str)
            with h5py.File(sys.argv[1], 'w') as f:
                f['obs'] = np.array([('a', 'x y', 0, 5), ('ß', '', -1, 0)], [('index', text), ('note', text), ('kind', 'i1'), ('code', 'i1')])
                f['var'] = np.array([(b'g',)], [('index', 'S1')])
                f['X'] = np.ones((2, 1), 'f4')
                f['uns/kind_categories'] = np.array([b'only'], 'S4'); f['uns/code_categories'] = np.array([b'p', b'q'], 'S1'); f['uns/other'] = 1
            """;
        using var folder = new ScratchFolder();
        string path = folder.File("old.h5ad");
        ReferencePython.Script(script, path);
        using AnnotatedData data = DatasetFile.Open(path);
        Assert.Equal(["a", "ß"], data.Obs.Index);
        Assert.Equal(["x y", ""], data.RequireObs("note").Labels);
        Assert.Equal(["only", null], data.RequireObs("kind").Labels);
        // Code 5 of two categories: the numbers are numbers, as anndata has it.
        Assert.Equal((ColumnKind.Integer, "5"), (data.RequireObs("code").Kind, data.RequireObs("code").Labels[0]));
        Assert.Equal(["code_categories", "other"], data.UnsKeys);
    }

    [Fact]
    public void The_smallest_integer_is_missing_where_R_says_so()
    {
        using var folder = new ScratchFolder();
        string path = folder.File("r.h5ad");
        H5adWriter.Write(path, Samples.Content(3, 2, "dense"));
        ReferencePython.Script("""
            import sys, h5py, numpy as np
            with h5py.File(sys.argv[1], 'r+') as f:
                for name, marked in (('marked', True), ('plain', False)):
                    d = f.create_dataset('obs/' + name, data=np.array([1, -2**31, 3], 'i4'))
                    if marked: d.attrs['rhdf5-NA.OK'] = 1
                f['obs'].attrs['column-order'] = ['marked', 'plain']
            """, path);
        using AnnotatedData data = H5adReader.Open(path);
        Assert.Equal(["1", null, "3"], data.RequireObs("marked").Labels);
        Assert.Equal(["1", "-2147483648", "3"], data.RequireObs("plain").Labels);
    }

    private static double[] Dense(SparseRows block)
    {
        double[] values = new double[block.Rows * block.Columns];
        for (int row = 0; row < block.Rows; row++)
            for (int i = block.Pointers[row]; i < block.Pointers[row + 1]; i++)
                values[row * block.Columns + block.Indices[i]] = block.Values[i];
        return values;
    }
}
