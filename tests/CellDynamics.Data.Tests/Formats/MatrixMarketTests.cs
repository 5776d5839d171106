using System.Globalization;
using System.Text.Json;
using CellDynamics.Data.Annotated;
using CellDynamics.Data.Formats;
using CellDynamics.Data.Formats.Scratch;
using CellDynamics.Data.Tests.Shared;

namespace CellDynamics.Data.Tests.Formats;

[Collection(ScratchWatch.Collection)]
public class MatrixMarketTests
{
    private const string Header = "%%MatrixMarket matrix coordinate integer general\n%metadata_json: {}\n";

    [Fact]
    public void The_matrix_of_Cell_Ranger_has_the_numbers_that_scipy_finds()
    {
        string path = SharedData.Require("h5ad/tenx/10x_data/3.0.0/filtered_feature_bc_matrix/matrix.mtx.gz");
        JsonElement expected = JsonDocument.Parse(File.ReadAllText(Path.Combine(Path.GetDirectoryName(path)!, "expected.json"))).RootElement;
        foreach (string opened in new[] { path, Path.GetDirectoryName(path)! })
        {
            using AnnotatedData data = DatasetFile.Open(opened);
            Assert.Equal(("mtx", opened), (data.Format, data.Path));
            Assert.Equal(expected.GetProperty("n_cells").GetInt32(), data.CellCount);
            Assert.Equal(expected.GetProperty("n_features").GetInt32(), data.GeneCount);
            Assert.Equal(expected.GetProperty("first_barcodes").EnumerateArray().Select(b => b.GetString()), data.Obs.Index.Take(3));
            Assert.Equal(expected.GetProperty("first_features").EnumerateArray().Select(f => f[0].GetString()), data.Var.Index.Take(3));
            Assert.Equal(expected.GetProperty("first_features").EnumerateArray().Select(f => f[1].GetString()), data.Var.Find("gene_symbols")!.Labels.Take(3));
            Assert.Equal(("csr", "int64"), (data.X!.Kind, data.X.DType));
            SparseRows[] blocks = [.. data.X.ReadRowBlocks(100)];
            Assert.Equal(expected.GetProperty("nnz").GetInt32(), blocks.Sum(b => b.Values.Length));
            Assert.Equal(expected.GetProperty("sum").GetDouble(), blocks.Sum(b => b.Values.Sum()));
            double[] perCell = [.. Enumerable.Range(0, 5).Select(row => blocks[0].Values[blocks[0].Pointers[row]..blocks[0].Pointers[row + 1]].Sum())];
            Assert.Equal(expected.GetProperty("per_cell_sum_first5").EnumerateArray().Select(v => v.GetDouble()), perCell);
        }
    }

    [Theory]
    [InlineData("integer", true)]
    [InlineData("real", true)]
    [InlineData("pattern", true)]
    [InlineData("real", false)]
    public void Every_value_is_that_of_scipy_whichever_way_the_matrix_lies(string field, bool areRowsGenes)
    {
        const string script = """
            import sys, numpy as np, scipy.sparse as sp, scipy.io
            folder, field, genes_first = sys.argv[1], sys.argv[2], sys.argv[3] == 'True'
            m = sp.random(37, 53, 0.3, 'coo', random_state=1, data_rvs=lambda n: np.random.default_rng(2).normal(size=n) * 10.0 ** np.random.default_rng(3).integers(-9, 9, n))
            if field == 'integer': m.data = np.ceil(np.abs(m.data) % 1000); m = m.astype(int)
            if field == 'pattern': m.data[:] = 1
            rng = np.random.default_rng(4); order = rng.permutation(m.nnz)
            m = sp.coo_matrix((m.data[order], (m.row[order], m.col[order])), m.shape)
            scipy.io.mmwrite(folder + '/s1_matrix.mtx', m if genes_first else m.T, field=field, precision=17)
            open(folder + '/s1_genes.tsv', 'w').writelines(f'{1000 + i}\tg{i}\n' for i in range(37))
            open(folder + '/s1_barcodes.tsv', 'w').writelines(f'c{i}\n' for i in range(53))
            truth = scipy.io.mmread(folder + '/s1_matrix.mtx').toarray()
            for row in (truth.T if genes_first else truth): print(' '.join(repr(float(v)) for v in row))
            """;
        using var folder = new ScratchFolder();
        double[][] truth = [.. ReferencePython.Script(script, folder.File(""), field, areRowsGenes.ToString()).Trim().Split('\n')
            .Select(line => line.Split(' ').Select(v => double.Parse(v, CultureInfo.InvariantCulture)).ToArray())];
        using AnnotatedData data = DatasetFile.Open(folder.File("s1_matrix.mtx"));
        Assert.Equal((53, 37), (data.CellCount, data.GeneCount));
        Assert.Equal(["1000", "1001"], data.Var.Index.Take(2));
        Assert.Equal(field == "real" ? "float64" : "int64", data.X!.DType);
        Assert.Equal(truth, FormatSamples.Dense(data.X));
        Assert.Equal(truth.Select(row => row[7]), data.X.ReadColumn(7));
    }

    [Fact]
    public void Entries_of_one_place_are_summed_and_lines_may_end_as_in_Windows()
    {
        using var folder = new ScratchFolder();
        string path = FormatSamples.Triplet(folder, "", Header.Replace("\n", "\r\n") + "2 3 4\r\n2 3 5\r\n1 1 1\r\n\r\n2 3 2\r\n1 2 7 \r\n");
        using AnnotatedData data = DatasetFile.Open(path);
        Assert.Equal([[1, 0], [7, 0], [0, 7]], FormatSamples.Dense(data.X!));
    }

    [Fact]
    public void Many_buckets_give_what_one_gives()
    {
        using var scratch = new ScratchSpace();
        var random = new Random(7);
        var truth = new DenseMatrix(200, 40);
        var sorter = new EntrySorter(scratch, bucketEntries: 100);
        for (int i = 0; i < 20_000; i++)
        {
            (int row, int column, int value) = (random.Next(200), random.Next(40), random.Next(1, 9));
            truth[row, column] += value;
            sorter.Add(row, column, value);
        }
        ScratchMatrix matrix = sorter.ToMatrix(200, 40, "csr", "int64");
        Assert.Equal(Enumerable.Range(0, 200).Select(row => truth.Row(row).ToArray()), FormatSamples.Dense(matrix));
        Assert.Equal(["indices", "values"], Directory.GetFiles(scratch.Folder).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void Only_gene_expression_is_kept_of_several_kinds_of_features_and_that_is_said()
    {
        using var folder = new ScratchFolder();
        File.WriteAllText(folder.File("matrix.mtx"), Header + "3 2 3\n1 1 4\n2 1 90\n3 2 5\n");
        File.WriteAllText(folder.File("features.tsv"), "ENSG1\tCD3\tGene Expression\tchr1\nCD3_TotalSeqB\tCD3\tAntibody Capture\tNA\nENSG2\tCD4\tGene Expression\tchr2\n");
        File.WriteAllText(folder.File("barcodes.tsv"), "AAA-1\nCCC-1\n");
        using AnnotatedData data = DatasetFile.Open(folder.File("matrix.mtx"));
        Assert.Equal(["ENSG1", "ENSG2"], data.Var.Index);
        Assert.Equal(["gene_symbols", "feature_types", "chromosome"], data.Var.Columns.Select(c => c.Name));
        Assert.Equal([[4, 0], [0, 5]], FormatSamples.Dense(data.X!));
        Assert.Equal("/var holds the features of type Gene Expression; left out were 1 of type Antibody Capture.", Assert.Single(data.Notes));
    }

    [Fact]
    public void Companions_are_found_by_their_prefix_packed_or_not()
    {
        using var folder = new ScratchFolder();
        FormatSamples.Triplet(folder, "GSM1_a_", Header + "2 3 1\n1 1 1\n");
        string second = FormatSamples.Triplet(folder, "GSM2_b_", Header + "2 3 1\n1 1 2\n");
        FormatSamples.Gzip(second);
        FormatSamples.Gzip(folder.File("GSM2_b_barcodes.tsv"));
        using AnnotatedData data = DatasetFile.Open(second + ".gz");
        Assert.Equal(2, data.X!.ReadColumn(0)[0]);
        using AnnotatedData both = DatasetFile.Open(folder.File(""));
        Assert.Equal(["all samples", "GSM1_a", "GSM2_b"], both.Modalities);
        Assert.Equal([1, 0, 0, 2, 0, 0], both.X!.ReadColumn(0));
    }

    [Fact]
    public void Names_that_occur_twice_get_a_number()
    {
        using var folder = new ScratchFolder();
        File.WriteAllText(folder.File("matrix.mtx"), Header + "2 1 1\n1 1 4\n");
        File.WriteAllText(folder.File("genes.tsv"), "A\nA\n");
        File.WriteAllText(folder.File("barcodes.tsv"), "AAA-1\n");
        using AnnotatedData data = DatasetFile.Open(folder.File("matrix.mtx"));
        Assert.Equal(["A", "A-1"], data.Var.Index);
        Assert.Equal("/var has names that occur more than once: 1 got a number, such as 'A-1'.", Assert.Single(data.Notes));
    }

    [Theory]
    [InlineData("%%MatrixMarket matrix coordinate real symmetric\n2 2 0\n", "line 1: expected %%MatrixMarket matrix coordinate integer (or real, or pattern) general, found %%matrixmarket matrix coordinate real symmetric. A symmetric matrix")]
    [InlineData("%%MatrixMarket matrix array real general\n2 3\n", "Write it as a sparse matrix")]
    [InlineData(Header + "2 3 2\n1 1 4\n", "expected 2 entries, as the head says, found the end of the file after 1.")]
    [InlineData(Header + "2 3 1\n1 1 4\n1 2 4\n", "line 5: expected the end of the file after 1 entries, as the head says, found more.")]
    [InlineData(Header + "2 3 1\n3 1 4\n", "line 4 (row): expected a whole number from 1 to 2, found '3'.")]
    [InlineData(Header + "2 3 1\n1 0 4\n", "line 4 (column): expected a whole number from 1 to 3, found '0'.")]
    [InlineData(Header + "2 3 1\n1 1 abc\n", "line 4 (value): expected a number, found 'abc'.")]
    [InlineData(Header + "2 3 1\n1 1\n", "line 4 (value): expected a number, found the end of the line.")]
    [InlineData(Header + "2 3 1\n1 1 4 5\n", "line 4: expected the end of the line, found '5'.")]
    [InlineData(Header + "7 5 1\n1 1 4\n", "expected 2 × 3 values, as genes.tsv and barcodes.tsv have names, found 7 × 5. Do the three files belong together?")]
    [InlineData(Header, "expected the numbers of rows, columns and entries, found the end of the file.")]
    public void What_is_wrong_is_told_by_line_and_nothing_is_left_behind(string text, string said)
    {
        using var folder = new ScratchFolder();
        string path = FormatSamples.Triplet(folder, "", text);
        var watch = new ScratchWatch();
        var error = Assert.Throws<DatasetFileException>(() => DatasetFile.Open(path));
        Assert.StartsWith("matrix.mtx", error.Message, StringComparison.Ordinal);
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.Empty(watch.Left());
    }

    [Fact]
    public void Missing_and_damaged_companions_are_named()
    {
        using var folder = new ScratchFolder();
        string path = FormatSamples.Triplet(folder, "", Header + "2 3 1\n1 1 4\n");
        File.Delete(folder.File("barcodes.tsv"));
        Assert.Contains("beside matrix.mtx, found only genes.tsv. Put the three files", Assert.Throws<DatasetFileException>(() => DatasetFile.Open(path)).Message, StringComparison.Ordinal);
        File.Delete(folder.File("genes.tsv"));
        Assert.Contains("beside matrix.mtx, found neither.", Assert.Throws<DatasetFileException>(() => DatasetFile.Open(path)).Message, StringComparison.Ordinal);
        File.WriteAllText(folder.File("barcodes.tsv"), "a\tb\nc\n");
        File.WriteAllText(folder.File("genes.tsv"), "a\nb\n");
        Assert.StartsWith("barcodes.tsv, line 2: expected 2 values separated by tabs, as in the first line, found 1.", Assert.Throws<DatasetFileException>(() => DatasetFile.Open(path)).Message, StringComparison.Ordinal);
        File.WriteAllText(folder.File("barcodes.tsv"), string.Concat(Enumerable.Repeat("a\n", 9)));
        Assert.StartsWith("barcodes.tsv: expected at most 4 names", Assert.Throws<DatasetFileException>(() => DatasetFile.Open(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_first_line_of_heads_is_none_of_the_cells()
    {
        using var folder = new ScratchFolder();
        string path = FormatSamples.Triplet(folder, "", Header + "2 3 1\n1 1 4\n");
        File.WriteAllText(folder.File("barcodes.tsv"), "barcode\tday\nA\t1\nB\t2\nC\t2\n");
        using AnnotatedData data = DatasetFile.Open(path);
        Assert.Equal(["A", "B", "C"], data.Obs.Index);
        Assert.Equal([1, 2, 2], data.RequireObs("column2").Numbers!);
    }

    [Fact]
    public void Scratch_files_go_with_the_dataset_and_a_reading_can_be_cancelled()
    {
        using var folder = new ScratchFolder();
        string path = FormatSamples.Triplet(folder, "", Header + "2 3 1\n1 1 4\n");
        var watch = new ScratchWatch();
        AnnotatedData data = DatasetFile.Open(path);
        Assert.NotEmpty(watch.Left());
        using var cancelled = new CancellationTokenSource();
        using IEnumerator<SparseRows> blocks = data.X!.ReadRowBlocks(1, cancelled.Token).GetEnumerator();
        Assert.True(blocks.MoveNext());
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() => blocks.MoveNext());
        data.Dispose();
        Assert.Empty(watch.Left());
    }
}
