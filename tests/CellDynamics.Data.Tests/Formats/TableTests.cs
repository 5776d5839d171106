using System.Globalization;
using System.Text;
using CellDynamics.Data.Annotated;
using CellDynamics.Data.Doctor;
using CellDynamics.Data.Formats;
using CellDynamics.Data.Tests.Shared;

namespace CellDynamics.Data.Tests.Formats;

[Collection(ScratchWatch.Collection)]
public class TableTests
{
    [Fact]
    public void A_separator_at_the_end_of_every_line_makes_no_gene()
    {
        using var folder = new ScratchFolder();
        string path = folder.File("t.csv");
        File.WriteAllText(path, "cell,ACTB,GAPDH,\nc1,1,2,\nc2,3,4,\n");
        using (AnnotatedData data = DatasetFile.Open(path))
        {
            Assert.Equal(["ACTB", "GAPDH"], data.Var.Index);
            Assert.Contains(data.Notes, note => note.StartsWith("/X leaves out the last column", StringComparison.Ordinal));
        }
        File.AppendAllLines(path, [.. Enumerable.Repeat("c,1,2,", 600), "c,1,2,7"]);
        Assert.Contains("line 604, column 4: expected nothing, as the last column has no head", Assert.Throws<DatasetFileException>(() => DatasetFile.Open(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_choice_that_a_file_does_not_offer_is_refused()
    {
        using var folder = new ScratchFolder();
        string path = folder.File("t.csv");
        File.WriteAllText(path, "cell,ACTB,GAPDH\nc1,1,2\nc2,3,4\n");
        Assert.Contains("found one without any (csv)", Assert.Throws<DatasetFileException>(() => DatasetFile.Open(path, new OpenChoices { Modality = "rna" })).Message, StringComparison.Ordinal);
        string annotated = folder.File("a.h5ad");
        DatasetConversion.Convert(path, annotated);
        Assert.Contains("found one that says so itself (h5ad)", Assert.Throws<DatasetFileException>(() => DatasetFile.Open(annotated, new OpenChoices { AreRowsGenes = true })).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(",", ".", true)]
    [InlineData("\t", ".", false)]
    [InlineData(";", ",", true)]
    [InlineData("\t", ",", false)]
    public void Every_value_is_that_of_pandas(string delimiter, string point, bool areRowsGenes)
    {
        const string script = """
            import sys, numpy as np, pandas as pd
            path, delimiter, point, genes = sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4] == 'True'
            rng = np.random.default_rng(5)
            values = np.where(rng.random((40, 23)) < 0.4, 0, rng.normal(size=(40, 23)) * 10.0 ** rng.integers(-9, 9, (40, 23)))
            values[3, 4] = np.nan
            t = pd.DataFrame(values, [f'ENSG{100000 + i}' for i in range(40)], [f'cell {i}' for i in range(23)])
            (t if genes else t.T).to_csv(path, sep=delimiter, decimal=point, na_rep='NA')
            back = pd.read_csv(path, sep=delimiter, decimal=point, index_col=0)
            for row in (back.T if genes else back).values: print(' '.join(repr(float(v)) for v in row))
            """;
        using var folder = new ScratchFolder();
        string path = folder.File("t.csv");
        double[][] truth = [.. ReferencePython.Script(script, path, delimiter, point, areRowsGenes.ToString()).Trim().Split('\n')
            .Select(line => line.Split(' ').Select(v => v == "nan" ? double.NaN : double.Parse(v, CultureInfo.InvariantCulture)).ToArray())];
        using AnnotatedData data = DatasetFile.Open(path);
        Assert.Equal(("csv", "dense", "float64"), (data.Format, data.X!.Kind, data.X.DType));
        Assert.Equal(["cell 0", "cell 1"], data.Obs.Index.Take(2));
        Assert.Equal(["ENSG100000", "ENSG100001"], data.Var.Index.Take(2));
        double[][] found = FormatSamples.Dense(data.X);
        Assert.Equal(truth.Length, found.Length);
        foreach ((double[] row, double[] expected) in found.Zip(truth))
            Assert.Equal(expected.Length, row.Zip(expected).Count(p => p.First.Equals(p.Second) || Math.Abs(p.First - p.Second) <= 1e-12 * Math.Abs(p.Second)));
        Assert.Contains(areRowsGenes ? "/X was read with the rows of the table as genes, because the names of the rows, such as 'ENSG100000', look like genes."
            : "/X was read with the rows of the table as cells, because the names of the columns, such as 'ENSG100000', look like genes.", data.Notes);
    }

    [Fact]
    public void The_table_of_R_has_no_head_above_its_names()
    {
        using var folder = new ScratchFolder();
        using AnnotatedData data = DatasetFile.Open(FormatSamples.Write(folder, "r.txt", "\"day1_a\" \"day2_b\"\n\"ACTB\" 1 0\n\"GAPDH\" 2.5 NA\n\"Y RNA\" 0 4\n"));
        Assert.Equal(["day1_a", "day2_b"], data.Obs.Index);
        Assert.Equal(["ACTB", "GAPDH", "Y RNA"], data.Var.Index);
        Assert.Equal([[1, 2.5, 0], [0, double.NaN, 4]], FormatSamples.Dense(data.X!));
    }

    [Fact]
    public void A_series_matrix_of_GEO_is_read_between_its_comments()
    {
        using var folder = new ScratchFolder();
        using AnnotatedData data = DatasetFile.Open(FormatSamples.Write(folder, "GSE1_series_matrix.txt",
            "!Series_title\t\"A, B; C\"\r\n\r\n!series_matrix_table_begin\r\n\"ID_REF\"\t\"GSM1\"\t\"GSM2\"\r\n\"1007_s_at\"\t1.5\t2\r\n\"1053_at\"\t0\t-1e3\r\n!series_matrix_table_end\r\n"));
        Assert.Equal(["GSM1", "GSM2"], data.Obs.Index);
        Assert.Equal([[1.5, 0], [2, -1000]], FormatSamples.Dense(data.X!));
        Assert.StartsWith("/X was read with the rows of the table as genes, because the first column is named 'ID_REF'", Assert.Single(data.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_of_text_and_of_known_names_describe_the_cells()
    {
        using var folder = new ScratchFolder();
        using AnnotatedData data = DatasetFile.Open(FormatSamples.Write(folder, "t.csv",
            "cell,time,condition,ACTB,SOX2,remark\na,0,ctrl,1,0,good\nb,0,ctrl,2,0,good\nc,12,drug,3,1,\nd,12,drug,0,1,bad\n"));
        Assert.Equal(["a", "b", "c", "d"], data.Obs.Index);
        Assert.Equal(["ACTB", "SOX2"], data.Var.Index);
        Assert.Equal(["time", "condition", "remark"], data.Obs.Columns.Select(c => c.Name));
        Assert.Equal((ColumnKind.Integer, ColumnKind.Categorical, ColumnKind.Categorical), (data.RequireObs("time").Kind, data.RequireObs("condition").Kind, data.RequireObs("remark").Kind));
        Assert.Equal(["good", "good", null, "bad"], data.RequireObs("remark").Labels);
        Assert.Equal(["/X was read with the rows of the table as cells, because the column 'time' describes cells.",
            "/obs has the columns time, condition, remark of the table, which by name or content are no genes."], data.Notes);
        Assert.Equal("int64", data.X!.DType);
        Assert.Equal([0, 0, 1, 1], data.X.ReadColumn(1));
    }

    [Fact]
    public void A_first_column_of_times_or_conditions_names_no_cells()
    {
        using var folder = new ScratchFolder();
        using AnnotatedData times = DatasetFile.Open(FormatSamples.Write(folder, "deepruot.csv", "samples,x1,x2\n0,1.5,2\n0,1,2\n1,3,4\n"));
        Assert.Equal([0, 0, 1], times.RequireObs("samples").Numbers!);
        Assert.Equal(["x1", "x2"], times.Var.Index);
        Assert.Equal("cell0", times.Obs.Index[0]);
        using AnnotatedData groups = DatasetFile.Open(FormatSamples.Write(folder, "groups.csv", "kind,ACTB,GAPDH\nred,1.5,2\nred,1,2\nblue,3,4\nred,3,4\n"), new OpenChoices { AreRowsGenes = false });
        Assert.Equal(["red", "red", "blue", "red"], groups.RequireObs("kind").Labels);
        Assert.Equal("cell3", groups.Obs.Index[3]);
    }

    [Fact]
    public void A_pure_guess_is_a_warning_and_a_side_as_genesas_a_genome_holds_the_genes()
    {
        using var folder = new ScratchFolder();
        string few = FormatSamples.Write(folder, "few.csv", "g,x,y,z\nq,1,2,3\nr,4,5,6\n");
        Finding guess = Inspection.Of(few).Findings.Single(finding => finding.Code == "orientation");
        Assert.Equal("warning", guess.Severity);
        Assert.Equal("note", Inspection.Of(FormatSamples.Write(folder, "named.csv", "gene,x,y\nq,1,2\nr,4,5\n")).Findings.Single(finding => finding.Code == "orientation").Severity);
        Assert.DoesNotContain(Inspection.Of(few, new OpenChoices { AreRowsGenes = false }).Findings, finding => finding.Code == "orientation");
        string genes = FormatSamples.Write(folder, "long.csv", "n,x,y\n" + string.Concat(Enumerable.Range(0, 9000).Select(i => $"q{i},1,{i % 3}\n")));
        using AnnotatedData genome = DatasetFile.Open(genes);
        Assert.Equal((2, 9000, true), (genome.CellCount, genome.GeneCount, genome.IsOrientationGuessed));
        Assert.Contains("9,000 is about as many genes as a genome has", genome.Notes[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("g,x,y,z\nq1,1,2,3\nq2,4,5,6\n", true, "there are 2 rows and 3 columns: the longer side is taken as cells")]
    [InlineData("g,x,y\nq1,1,2\nq2,3,4\nq3,5,6\n", false, "there are 3 rows and 2 columns: the longer side is taken as cells")]
    [InlineData("1.5\t2\n3\t4\n", false, "they have no names")]
    [InlineData(",Gene_0,Gene_1,Gene_2\nS1_0,1,2,3\nS1_1,3,4,5\n", false, "the names of the columns, such as 'Gene_0', look like genes")]
    [InlineData(",S1_0,S1_1\nGENE0,1,2\nGENE1,3,4\nGENE2,3,4\n", true, "the names of the rows, such as 'GENE0', look like genes")]
    [InlineData(",c0,c1\nq,1,2\nr,3,4\ns,3,4\n", true, "the names of the columns, such as 'c0', look like cells")]
    [InlineData(",E0_1,E0_2\ng1,1,2\ng2,3,4\ng3,5,6\n", true, "the names of the columns, such as 'E0_1', look like cells")]
    [InlineData(",ACTB,Gapdh\nAAACCTGAGAAACCAT-1,1,2\nAAACCTGAGAAACCAG-1,3,4\n", false, "the names of the columns, such as 'ACTB', look like genes")]
    [InlineData("gene\tcell1\tcell2\nq\t1\t2\nw\t3\t4\n", true, "the first column is named 'gene'")]
    public void The_orientation_is_guessed_said_and_turned_round(string text, bool areRowsGenes, string reason)
    {
        using var folder = new ScratchFolder();
        string path = FormatSamples.Write(folder, "t.csv", text);
        using AnnotatedData guessed = DatasetFile.Open(path);
        Assert.Contains(reason, guessed.Notes[0], StringComparison.Ordinal);
        using AnnotatedData same = DatasetFile.Open(path, new OpenChoices { AreRowsGenes = areRowsGenes });
        using AnnotatedData turned = DatasetFile.Open(path, new OpenChoices { AreRowsGenes = !areRowsGenes });
        Assert.Empty(same.Notes);
        Assert.Equal(FormatSamples.Dense(guessed.X!), FormatSamples.Dense(same.X!));
        Assert.Equal((guessed.CellCount, guessed.GeneCount), (turned.GeneCount, turned.CellCount));
        Assert.Equal(guessed.X!.ReadColumn(1), FormatSamples.Dense(turned.X!)[1]);
    }

    [Theory]
    [InlineData("utf-8", true)]
    [InlineData("iso-8859-1", false)]
    [InlineData("utf-16", true)]
    public void Letters_beyond_ASCII_are_read_in_the_common_encodings(string encoding, bool hasMark)
    {
        using var folder = new ScratchFolder();
        Encoding chosen = Encoding.GetEncoding(encoding);
        File.WriteAllBytes(folder.File("t.csv"), [.. hasMark ? chosen.GetPreamble() : [], .. chosen.GetBytes("gene,µ1,é2\r\nACTB,1,2\r\n")]);
        using AnnotatedData data = DatasetFile.Open(folder.File("t.csv"));
        Assert.Equal(["µ1", "é2"], data.Obs.Index);
        Assert.Equal(["ACTB"], data.Var.Index);
    }

    [Fact]
    public void Quoted_values_may_hold_the_delimiter_and_names_that_count_are_names()
    {
        using var folder = new ScratchFolder();
        using AnnotatedData data = DatasetFile.Open(FormatSamples.Write(folder, "t.csv", ",0,1,2\n\"A, B\",1,\"2\",3\n\"say \"\"C\"\"\",4,5,6\n"), new OpenChoices { AreRowsGenes = true });
        Assert.Equal(["A, B", "say \"C\""], data.Var.Index);
        Assert.Equal(["0", "1", "2"], data.Obs.Index);
        Assert.Equal([[1, 4], [2, 5], [3, 6]], FormatSamples.Dense(data.X!));
    }

    [Theory]
    [InlineData("gene,a,b\nACTB,1,2\nCD4,3,4\nCD8A,1,1\n# said in between\n\nSOX2,1,1\nMYC,1,abc\n", "line 8, column 3: expected a number, found 'abc'. Correct it there; where nothing was measured, write 0.")]
    [InlineData("gene,a,b\nACTB,1,2\nCD4,3\n", "line 3: expected 3 values separated by commas, as in the lines above, found 2. Correct that line")]
    [InlineData("gene\ta\tb\nACTB\tx\ty\nCD4\tz\tw\n", "line 2, column 2: expected a number, found 'x'. This is no table of numbers with cells and genes")]
    [InlineData("a,b,c,d\n1,2\n3,4\n", "line 2: expected 4 values separated by commas, as in the line above, found 2. Is this a table")]
    [InlineData("gene,a,b\n", "line 2: expected a table with a line for each cell or each gene below its heads, found the end of the file.")]
    [InlineData("{\"a\": 1, \"b\": 2}\n", "expected a file of cells and genes, such as .h5ad, found a JSON text")]
    [InlineData("<!DOCTYPE html><html>\n<p>a, b", "found an HTML page")]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:1, 2\n", "found a Git LFS pointer")]
    [InlineData("This is a letter, and no table.\nIt has two lines.\n", "found a text file beginning with")]
    public void What_is_wrong_is_told_by_line_and_column_and_nothing_is_left_behind(string text, string said)
    {
        using var folder = new ScratchFolder();
        string path = FormatSamples.Write(folder, "t.csv", text);
        var watch = new ScratchWatch();
        string message = Assert.Throws<DatasetFileException>(() => DatasetFile.Open(path)).Message;
        Assert.StartsWith("t.csv", message, StringComparison.Ordinal);
        Assert.Contains(said, message, StringComparison.Ordinal);
        Assert.Empty(watch.Left());
    }

    [Fact]
    public void A_table_of_flies_without_names_of_cells_opens()
    {
        using AnnotatedData data = DatasetFile.Open(SharedData.Require("science/drosophila/dge.txt"));
        Assert.Equal((3039, 84), (data.CellCount, data.GeneCount));
        Assert.Equal("aay", data.Var.Index[0]);
    }
}
