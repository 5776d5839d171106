using CellDynamics.Data.Annotated;
using CellDynamics.Data.Doctor;
using CellDynamics.Data.Doctor.Design;
using CellDynamics.Data.H5ad;
using CellDynamics.Data.Preprocessing;
using CellDynamics.Data.Tests.Shared;

namespace CellDynamics.Data.Tests.Doctor;

public sealed class DesignTests : IDisposable
{
    private readonly ScratchFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Cells_are_counted_per_time_condition_and_donor()
    {
        DesignTable design = Inspect(240, i => i % 3, i => i % 2 == 0 ? "Ref" : "LPS", i => i < 120 ? "P1" : i == 239 ? null : "P2").Design;
        Assert.Equal(["0 h", "24 h", "48 h"], design.Times);
        Assert.Equal(["Ref", "LPS"], design.Conditions);
        Assert.Equal(["P1", "P2"], design.Donors);
        Assert.Equal((1, 3), (design.LeftOut, design.Factors));
        Assert.Equal(12, design.Groups.Count);
        Assert.Equal(new DesignGroup("0 h", "Ref", "P1", 20), design.Groups[0]);
        Assert.Equal(239, design.Groups.Sum(group => group.Cells));
        Assert.Equal("48 h, LPS, P2", design.Groups[^1].Describe());
    }

    [Fact]
    public void Groups_that_are_missing_or_small_are_named()
    {
        // Untreated cells only at the start; the second donor is rare and has no control.
        Inspection inspection = Inspect(300, i => i % 3, i => i % 3 == 0 || i % 2 == 0 && i >= 30 ? "Ref" : "LPS", i => i < 30 && i % 3 != 0 ? "P2" : "P1");
        Dictionary<string, Finding> found = inspection.Findings.ToDictionary(finding => finding.Code);
        Assert.Equal("1 of 6 combinations of time and condition have no cells: LPS at 0 h.", found["missing-groups"].Message);
        Assert.Equal("1 of 2 donors have no control cells ('Ref'): P2.", found["no-control"].Message);
        Assert.StartsWith("2 of 7 groups have fewer than 20 cells, such as 24 h, LPS, P2 (10)", found["thin-groups"].Message, StringComparison.Ordinal);
        Assert.Equal("/obs/Hours, stim, patient", found["thin-groups"].Path);
    }

    [Theory]
    [InlineData("abc", "batch-is-time", "Each batch in 'batch' occurs at one time point only")]
    [InlineData("abb", "batch-with-time", "'batch' changes together with time: a at 0 h; b at 24 h, 48 h.")]
    public void A_batch_that_changes_with_time_is_a_warning(string batchOfTime, string code, string message)
    {
        Finding finding = Inspect(180, i => i % 3, i => i % 2 == 0 ? "Ref" : "LPS", i => "P1", i => batchOfTime[i % 3].ToString()).Findings.Single(known => known.Code.StartsWith("batch-", StringComparison.Ordinal));
        Assert.Equal((code, "warning", "/obs/batch"), (finding.Code, finding.Severity, finding.Path));
        Assert.StartsWith(message, finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_coincides_with_the_condition_is_a_warning_and_a_crossed_design_is_not()
    {
        Inspection confounded = Inspect(240, i => i / 80, i => i % 2 == 0 ? "Ref" : "LPS", i => $"P{i % 4}", i => i % 2 == 0 ? "a" : "b");
        Assert.Equal(["batch-is-condition", "donor-is-condition"], confounded.Findings.Select(finding => finding.Code).Where(code => code.Contains("-is-", StringComparison.Ordinal)).Order());
        Inspection crossed = Inspect(240, i => i / 80, i => i % 2 == 0 ? "Ref" : "LPS", i => $"P{i / 2 % 2}", i => i / 4 % 2 == 0 ? "a" : "b");
        Assert.DoesNotContain(crossed.Findings, finding => finding.Severity != "note");
        Inspection course = Inspect(240, i => i / 120, i => i < 120 ? "Ref" : "LPS", i => $"P{i % 2}");
        Assert.Contains(course.Findings, finding => finding.Code == "condition-is-time");
    }

    [Theory]
    [InlineData("ENSMUSG00000000001,ENSMUSG00000000002", "", "gene-ids", "warning", "stable identifiers of mouse")]
    [InlineData("ENSG00000000003.10,ENSG00000000005.2", "TSPAN6,TNMD", "gene-ids", "note", "stable identifiers of human, such as ENSG00000000003.10. Symbols are shown, such as TSPAN6, TNMD.")]
    [InlineData("0,1", "", "gene-numbers", "warning", "numbered from 0")]
    [InlineData("7157,1956", "", "gene-numbers", "warning", "Entrez")]
    [InlineData("TP53,ENSG00000000003", "", "gene-names-mixed", "warning", "1 stable identifiers, 0 numbers, 1 symbols")]
    [InlineData("TP53,EGFR", "", "gene-symbols", "note", "such as TP53, EGFR.")]
    public void What_genes_are_called_is_said(string names, string symbols, string code, string severity, string message)
    {
        Finding finding = GeneIdentifiers.Of(new DataFrame("_index", names.Split(','), symbols.Length == 0 ? [] : [DataColumn.OfTexts("gene_symbols", symbols.Split(','))]))!;
        Assert.Equal((code, severity, "/var"), (finding.Code, finding.Severity, finding.Path));
        Assert.Contains(message, finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GENE", "those of human")]
    [InlineData("Gene", "those of mouse or rat")]
    public void Symbols_tell_the_species_by_their_letters(string name, string species) =>
        Assert.Contains(species, GeneIdentifiers.Of(DataFrame.Numbered(name, 200))!.Message, StringComparison.Ordinal);

    [Fact]
    public void Layers_say_what_they_hold_and_networks_what_they_need()
    {
        string path = folder.File("layers.h5ad");
        H5adWriter.Write(path, Quality.CellQualityTests.Timed());
        Inspection inspection = Inspection.Of(path);
        Finding layer = inspection.Findings.Single(finding => finding.Path == "/layers/counts");
        Assert.Equal(("holds-counts", "note"), (layer.Code, layer.Severity));
        Assert.StartsWith("layers/counts: all values are whole numbers", layer.Message, StringComparison.Ordinal);
        Readiness networks = inspection.Readiness.Single(readiness => readiness.Method == "staged");
        Assert.True(networks.IsReady);
        Assert.Equal("Ready for gene networks: cells are followed along paths inferred between the 3 time points, or along those of a finished trajectory analysis; without positions, all cells hear each other, as if well mixed.", networks.Sentence);
        H5adWriter.Write(path, Samples.Content(60, 5, "csr"));
        Assert.StartsWith("Not ready for gene networks: they are learned along time", Inspection.Of(path).Readiness.Single(readiness => readiness.Method == "staged").Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Networks_are_judged_by_the_layer_that_was_chosen()
    {
        string path = folder.File("layers.h5ad");
        H5adContent timed = Quality.CellQualityTests.Timed();
        var scaled = new DenseMatrix(timed.Obs.Count, timed.Var.Count);
        for (int i = 0; i < scaled.Values.Length; i++)
            scaled.Values[i] = i % 2 - 0.5;
        H5adWriter.Write(path, timed with { X = new MemoryMatrix(scaled) });
        using AnnotatedData data = H5adReader.Open(path);
        StudyRoles roles = Inspection.Of(data).Roles;
        Inspection Of(string? layer) => Inspection.Of(data, roles with { Layer = layer });
        Readiness Networks(string? layer) => Of(layer).Readiness.Single(readiness => readiness.Method == "staged");
        Assert.Equal("Not ready for gene networks: they need levels of genes, which are 0 or more, and the values of X were scaled. Save counts or logarithms as X, or choose a layer that holds them.", Networks(null).Sentence);
        Assert.True(Networks("counts").IsReady);
        Assert.Equal((MatrixScale.Scaled, MatrixScale.Counts), (Of(null).Scale!.Scale, Of("counts").Scale!.Scale));
        Assert.StartsWith("Not ready for gene networks: the file has no layer 'absent'.", Networks("absent").Sentence, StringComparison.Ordinal);
        H5adWriter.Write(path, timed with { X = null });
        using AnnotatedData without = H5adReader.Open(path);
        Assert.All(Inspection.Of(without, roles with { Layer = "counts" }).Readiness.Where(readiness => readiness.Method != "mfm"), readiness => Assert.True(readiness.IsReady, readiness.Sentence));
    }

    private Inspection Inspect(int cells, Func<int, int> time, Func<int, string?> condition, Func<int, string?> donor, Func<int, string?>? batch = null)
    {
        string?[] Each(Func<int, string?> value) => [.. Enumerable.Range(0, cells).Select(value)];
        List<DataColumn> columns = [DataColumn.OfIntegers("Hours", [.. Enumerable.Range(0, cells).Select(i => 24L * time(i))]), DataColumn.OfCategories("stim", Each(condition)), DataColumn.OfCategories("patient", Each(donor))];
        if (batch is not null)
            columns.Add(DataColumn.OfCategories("batch", Each(batch)));
        string path = folder.File("file.h5ad");
        var values = new DenseMatrix(cells, 3);
        Array.Fill(values.Values, 2);
        H5adWriter.Write(path, new H5adContent { Obs = DataFrame.Numbered("c", cells) with { Columns = columns }, Var = new DataFrame("_index", ["ACTB", "TP53", "EGFR"], []), X = new MemoryMatrix(values) });
        using AnnotatedData data = H5adReader.Open(path);
        return Inspection.Of(data, new StudyRoles { Time = "Hours", Condition = "stim", Control = "Ref", Donor = "patient", Batch = batch is null ? null : "batch" });
    }
}
