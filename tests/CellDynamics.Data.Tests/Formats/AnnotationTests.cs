using CellDynamics.Data.Annotated;
using CellDynamics.Data.Doctor;
using CellDynamics.Data.Formats;
using CellDynamics.Data.H5ad;
using CellDynamics.Data.Tests.Shared;

namespace CellDynamics.Data.Tests.Formats;

public sealed class AnnotationTests : IDisposable
{
    private const string Cells = "gene,AAAC-1,CCCA-1,GGGT-1\nACTB,1,2,3\nCD4,0,4,1\n";

    private readonly ScratchFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("cell,day,kind\nGGGT-1,2,T\nAAAC-1,0,B\nCCCA-1,1,T\n")] // in another order
    [InlineData("day;kind;barcode\n0;B;AAAC-1\n1;T;CCCA-1\n2;T;GGGT-1\n")] // names elsewhere
    [InlineData("day\tkind\nAAAC\t0\tB\nCCCA\t1\tT\nGGGT\t2\tT\n")] // as R writes it, without the number of 10x
    public void A_table_of_cells_is_joined_by_their_names(string table)
    {
        using AnnotatedData data = Open(Cells, table);
        Assert.Equal([0, 1, 2], data.RequireObs("day").Numbers!);
        Assert.Equal(["B", "T", "T"], data.RequireObs("kind").Labels);
        Assert.Equal((null, 3, 3, 0), (data.Annotations!.Key, data.Annotations.Matched, data.Annotations.Cells, data.Annotations.UnusedCount));
        Finding finding = Inspection.Of(data).Findings.Single(found => found.Code == "annotations");
        Assert.Equal(("note", "cells.csv says day, kind of 3 of 3 cells, joined by the names of the cells."), (finding.Severity, finding.Message));
    }

    [Fact]
    public void Cells_without_a_line_and_lines_without_a_cell_are_told()
    {
        using AnnotatedData data = Open(Cells, "cell,day\nAAAC-1,0\nCCCA-1,1\nTTTT-1,5\n");
        Assert.Equal([0, 1, double.NaN], data.RequireObs("day").Numbers!);
        Finding finding = Inspection.Of(data).Findings.Single(found => found.Code == "annotations");
        Assert.Equal(("warning", "cells.csv says day of 2 of 3 cells, joined by the names of the cells. 1 lines belong to no cell, such as TTTT-1. Nothing is said of GGGT-1."), (finding.Severity, finding.Message));
    }

    [Fact]
    public void A_table_of_samples_is_joined_by_the_column_of_its_head_and_replaces_columns_of_the_same_name()
    {
        string path = FormatSamples.Write(folder, "file.csv", "cell,sample,day,ACTB,CD4\nc1,S1,9,1,2\nc2,S2,9,3,4\nc3,S1,9,3,4\n");
        string table = FormatSamples.Write(folder, "cells.csv", "Sample,day\nS1,0\nS2,24\nS3,48\n");
        using AnnotatedData data = DatasetFile.Open(path, new OpenChoices { Annotations = table });
        Assert.Equal([0, 24, 0], data.RequireObs("day").Numbers!);
        Assert.Equal(("sample", 3, 1), (data.Annotations!.Key, data.Annotations.Matched, data.Annotations.UnusedCount));
        Assert.Equal(["day"], data.Annotations.Replaced);
        Assert.Equal(["S1", "S2", "S1"], data.RequireObs("sample").Labels);
    }

    [Theory]
    [InlineData("cell,day\nx,1\ny,2\n", "expected names of cells in the first column, such as 'AAAC-1', 'CCCA-1', 'GGGT-1', found none of them, but 'x', 'y'.")]
    [InlineData("cell,day\nAAAC-1,1\nAAAC-1,2\n", "expected one line for each cell, found 'AAAC-1' more than once. Keep one line of each.")]
    [InlineData("cell,day\nAAAC-2,1\nAAAC-3,2\n", "expected one line for each cell, found 'AAAC' more than once. Keep one line of each.")]
    [InlineData("cell,day\nAAAC-1,1\nCCCA-1\n", "line 3: expected 2 values, as there are heads, found 1.")]
    [InlineData("PK\u0003\u0004", "expected a table of annotations as text (CSV or TSV), found no text. Save it as CSV")]
    public void A_table_that_cannot_be_used_says_why(string table, string message) =>
        Assert.Contains(message, Assert.Throws<DatasetFileException>(() => Open(Cells, table)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_conversion_holds_what_was_added_and_the_file_stays_as_it_came()
    {
        string path = folder.File("file.h5ad"), target = folder.File("converted.h5ad");
        H5adWriter.Write(path, Samples.Content(30, 4, "csr"));
        byte[] before = File.ReadAllBytes(path);
        string table = FormatSamples.Write(folder, "cells.csv", "cell,day\n" + string.Concat(Enumerable.Range(0, 30).Select(i => $"cell {i},{i % 3}\n")));
        Assert.Equal(target, DatasetConversion.Readable(path, target, new OpenChoices { Annotations = table }));
        Assert.Equal(path, DatasetConversion.Readable(path, folder.File("none.h5ad")));
        Assert.Equal(before, File.ReadAllBytes(path));
        using AnnotatedData converted = H5adReader.Open(target);
        Assert.Equal([0, 1, 2, 0], converted.RequireObs("day").Numbers![..4]);
        Assert.Equal(["X_pca"], converted.ObsmKeys);
        Assert.Equal(["cat", "b", "i", "f", "s", "day"], converted.Obs.Columns.Select(column => column.Name));
        Assert.Single(converted.Layers);
    }

    private AnnotatedData Open(string cells, string table) =>
        DatasetFile.Open(FormatSamples.Write(folder, "file.csv", cells), new OpenChoices { Annotations = FormatSamples.Write(folder, "cells.csv", table) });
}
