using System.Text.Json;
using CellDynamics.Data.Annotated;
using CellDynamics.Data.Doctor;
using CellDynamics.Data.H5ad;
using CellDynamics.Data.Studies;
using CellDynamics.Data.Tests.Shared;

namespace CellDynamics.Data.Tests.Doctor;

public class InspectionTests
{
    [Fact]
    public void The_document_has_the_agreed_names()
    {
        using var folder = new ScratchFolder();
        string path = folder.File("file.h5ad");
        H5adWriter.Write(path, Timed(60, [0, 24, 48]));
        using JsonDocument document = JsonDocument.Parse(Inspection.Of(path).ToJson());
        JsonElement root = document.RootElement;
        string[] agreed = ["file", "format", "encoding", "nObs", "nVars", "x", "raw", "layers", "obs", "var", "obsm", "varm", "obsp", "varp", "uns", "findings"];
        Assert.Equal(agreed, root.EnumerateObject().Select(p => p.Name).Take(agreed.Length));
        Assert.Equal("""["kind","dtype","shape","nonzero","sum","min","max"]""", JsonSerializer.Serialize(root.GetProperty("x").EnumerateObject().Select(p => p.Name).Take(7)));
        JsonElement column = root.GetProperty("obs").GetProperty("columns")[0];
        Assert.Equal("Hours", column.GetProperty("name").GetString());
        Assert.Equal("integer", column.GetProperty("kind").GetString());
        Assert.Equal(0, column.GetProperty("first")[0].GetInt32());
        Assert.Equal(1440, column.GetProperty("sum").GetDouble());
        Assert.Equal("c0", root.GetProperty("obs").GetProperty("index").GetProperty("first")[0].GetString());
        Assert.Equal(120, root.GetProperty("obsm").GetProperty("X_pca").GetProperty("sum").GetDouble());
        Assert.Equal("Hours", root.GetProperty("roles").GetProperty("time").GetString());
        Assert.True(root.GetProperty("readiness")[0].GetProperty("isReady").GetBoolean());
    }

    [Fact]
    public void Numbers_that_are_not_finite_or_not_exact_are_texts()
    {
        using JsonDocument document = JsonDocument.Parse(Inspection.Of(SharedData.Require("h5ad/edge/edge_anndata08.h5ad")).ToJson());
        Dictionary<string, string> first = document.RootElement.GetProperty("obs").GetProperty("columns").EnumerateArray()
            .ToDictionary(c => c.GetProperty("name").GetString()!, c => JsonSerializer.Serialize(c.GetProperty("first")));
        Assert.Equal("""["NaN","Infinity","-Infinity",0,-0]""", first["f32nan"].Replace(".0", "", StringComparison.Ordinal));
        Assert.Equal("""["9007199254740993","-9007199254740993",0,1,2]""", first["i64big"]);
        Assert.Equal("[1,null,3,4,null]", first["Int64"]);
        Assert.Equal("[true,null,false,true,null]", first["boolean"]);
    }

    [Fact]
    public void A_file_with_coordinates_but_no_genes_is_not_told_that_its_cells_are_empty()
    {
        using var folder = new ScratchFolder();
        string path = folder.File("coordinates.h5ad");
        H5adWriter.Write(path, Timed(60, [0, 24, 48]) with { Var = DataFrame.Numbered("gene_", 0), X = new MemoryMatrix(new DenseMatrix(60, 0)) });
        Inspection inspection = Inspection.Of(path);
        Assert.Contains(inspection.Findings, finding => finding.Code == "no-matrix");
        Assert.DoesNotContain(inspection.Findings, finding => finding.Code == "empty-cells" || finding.Message.Contains("NaN", StringComparison.Ordinal));
        Assert.Contains("empty (60 × 0)", inspection.ToWords(), StringComparison.Ordinal);
    }

    [Fact]
    public void Matrices_are_summed_as_the_expectations_say()
    {
        foreach (string relative in SharedData.WithExpectation().Where(f => f.Contains("science") || f.Contains("edge")))
        {
            string path = SharedData.Require(relative);
            using JsonDocument expected = JsonDocument.Parse(File.ReadAllText(Path.ChangeExtension(path, ".expected.json")));
            if (!expected.RootElement.TryGetProperty("X", out JsonElement x) || !x.TryGetProperty("min", out JsonElement min) || min.ValueKind != JsonValueKind.Number)
                continue;
            MatrixReport found = Inspection.Of(path).X;
            Assert.Equal(min.GetDouble(), found.Min!.Value, 1e-9 * Math.Abs(min.GetDouble()));
            Assert.Equal(x.GetProperty("max").GetDouble(), found.Max!.Value, 1e-9 * Math.Abs(found.Max.Value));
            Assert.Equal(x.GetProperty("nonzero").GetInt64(), found.Nonzero);
        }
    }

    [Theory]
    [InlineData("0", "not-ready", "one, '0'")]
    [InlineData("0,24", "ready", "nothing can be held out")]
    [InlineData("0,24,48", "ready", "3 time points (0 h to 48 h), 60 cells")]
    public void Readiness_is_a_sentence(string times, string verdict, string sentence)
    {
        using var folder = new ScratchFolder();
        string path = folder.File("file.h5ad");
        H5adWriter.Write(path, Timed(60, [.. times.Split(',').Select(long.Parse)]));
        Readiness readiness = Inspection.Of(path).Readiness.Single(known => known.Method == "sbirr");
        Assert.Equal(verdict == "ready", readiness.IsReady);
        Assert.Contains(sentence, readiness.Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Ref,LPS", "P1,P2,P3", true, "Ready for treatment response: 3 donors, LPS against Ref, 60 cells; donors will be held out in turn to validate the result.")]
    [InlineData("Ref,LPS", "P1,P1,P1", true, "Ready for treatment response: 1 donor, LPS against Ref, 60 cells. With one donor there is no replicate: the result will be descriptive only.")]
    [InlineData("one,two,three", "P1,P2", false, "which value of 'stim' means untreated is not known. Choose it: one, two, three.")]
    [InlineData("Ref", "P1,P2", false, "'stim' has one condition only.")]
    [InlineData("Ref,LPS", "P1,P2", false, "no donor of 'patient' has both control ('Ref') and treated cells.")]
    public void Readiness_for_treatments_is_a_sentence(string conditions, string donors, bool isReady, string sentence)
    {
        (string[] condition, string[] donor) = (conditions.Split(','), donors.Split(','));
        using var folder = new ScratchFolder();
        string path = folder.File("file.h5ad");
        H5adContent content = Timed(60, [0, 24, 48]);
        H5adWriter.Write(path, content with
        {
            Obs = content.Obs with
            {
                Columns =
                [
                    DataColumn.OfCategories("stim", [.. Enumerable.Range(0, 60).Select(i => condition[i % condition.Length])]),
                    DataColumn.OfCategories("patient", [.. Enumerable.Range(0, 60).Select(i => donor[i % donor.Length])]),
                ],
            },
        });
        using AnnotatedData data = H5adReader.Open(path);
        StudyRoles suggested = RoleSuggestion.Suggest(data).Roles;
        Inspection inspection = Inspection.Of(data, suggested with { Condition = "stim", Donor = "patient" });
        Readiness readiness = inspection.Readiness.Single(known => known.Method == "mfm");
        Assert.Equal(isReady, readiness.IsReady);
        Assert.Contains(sentence, readiness.Sentence, StringComparison.Ordinal);
        Assert.Equal(isReady ? "note" : "warning", inspection.Findings.Single(finding => finding.Code == "time-not-found").Severity);
    }

    [Theory]
    [InlineData("LPS,Ref", "Ref")]
    [InlineData("stim,ctrl", "ctrl")]
    [InlineData("10,0,100", "0")]
    [InlineData("drug A,DMSO 24h", "DMSO 24h")]
    [InlineData("IFN,rest", "rest")]
    [InlineData("A,B", null)]
    [InlineData("Untreated,none", "Untreated")]
    public void The_likely_control_is_known_by_its_name(string values, string? control) =>
        Assert.Equal(control, RoleSuggestion.LikelyControl(DataColumn.OfCategories("stim", values.Split(','))));

    [Fact]
    public void What_is_wrong_is_found_with_place_and_cure()
    {
        H5adContent content = Timed(60, [0, 24, 48]);
        string?[] batch = [.. content.Obs.Columns[0].Labels.Select(l => "batch of " + l)];
        var broken = new DenseMatrix(60, 2);
        broken[7, 1] = double.NaN;
        H5adContent bad = content with
        {
            Obs = content.Obs with { Columns = [.. content.Obs.Columns, new DataColumn("batch", ColumnKind.Categorical, batch, Categories: [.. batch.Distinct().OfType<string>(), "never used"])] },
            Var = content.Var with { Index = ["g", "g"] },
            Obsm = new Dictionary<string, DenseMatrix> { ["X_umap"] = broken },
        };
        using var folder = new ScratchFolder();
        string path = folder.File("file.h5ad");
        H5adWriter.Write(path, bad);
        Inspection inspection = Inspection.Of(path);
        Dictionary<string, Finding> found = inspection.Findings.ToDictionary(f => f.Code);
        Assert.Equal("/obsm/X_umap", found["nan-embedding"].Path);
        Assert.Contains("1 of 60 cells, the first 'c7'", found["nan-embedding"].Message, StringComparison.Ordinal);
        Assert.Equal("/var", found["duplicate-genes"].Path);
        Assert.Equal("/obs/batch", found["unused-categories"].Path);
        Assert.Equal("/obs/batch", found["batch-is-time"].Path);
        Assert.Equal("scale-counts", found.Keys.Single(k => k.StartsWith("scale-", StringComparison.Ordinal)));
        Assert.Equal("error", inspection.Findings[0].Severity);
        string words = inspection.ToWords();
        Assert.Contains("Ready for trajectories", words, StringComparison.Ordinal);
        Assert.Contains("/obsm/X_umap: NaN or infinities", words, StringComparison.Ordinal);
    }

    [Fact]
    public void Few_cells_at_a_time_are_a_warning()
    {
        H5adContent content = Timed(45, [0, 24, 48]);
        using var folder = new ScratchFolder();
        string path = folder.File("file.h5ad");
        H5adWriter.Write(path, content);
        Finding[] few = [.. Inspection.Of(path).Findings.Where(f => f.Code == "few-cells")];
        Assert.Equal(3, few.Length);
        Assert.Equal("Only 15 cells at 0 h.", few[0].Message);
    }

    [Fact]
    public void Without_a_time_column_the_columns_are_listed()
    {
        using var folder = new ScratchFolder();
        string path = folder.File("file.h5ad");
        H5adWriter.Write(path, Samples.Content(60, 5, "csr"));
        Inspection inspection = Inspection.Of(path);
        Finding finding = inspection.Findings.Single(f => f.Code == "time-not-found");
        Assert.Contains("cat, b, i, f, s", finding.Fix, StringComparison.Ordinal);
        // The browser shows the finding, the command line says its option as well.
        Assert.DoesNotContain("--", finding.Fix, StringComparison.Ordinal);
        Assert.Contains("(--time COLUMN)", inspection.ToWords(), StringComparison.Ordinal);
        Assert.False(inspection.Readiness[0].IsReady);
        Assert.Null(inspection.Times.Column);
    }

    [Theory]
    [InlineData("science/hsmm/hsmm_2000genes.h5ad", "Hours", "h", 4)]
    [InlineData("science/sbirr/LV_data.h5ad", "time", "", 9)]
    [InlineData("science/embryoid-body/eb_pca5_full.h5ad", "time", "", 5)]
    [InlineData("h5ad/moscot/moscot_temporal_tests.h5ad", "day", "d", 3)]
    public void The_sampling_time_of_real_files_is_recognised(string relative, string column, string unit, int points)
    {
        TimeReport times = Inspection.Of(SharedData.Require(relative)).Times;
        Assert.Equal((column, unit, points), (times.Column, times.Unit, times.Points.Count));
    }

    internal static H5adContent Timed(int cells, long[] times)
    {
        var counts = new DenseMatrix(cells, 2, [.. Enumerable.Range(0, 2 * cells).Select(i => (double)(i % 5))]);
        return new H5adContent
        {
            Obs = DataFrame.Numbered("c", cells) with { Columns = [DataColumn.OfIntegers("Hours", [.. Enumerable.Range(0, cells).Select(i => times[i % times.Length])])] },
            Var = DataFrame.Numbered("g", 2),
            X = new MemoryMatrix(counts),
            Obsm = new Dictionary<string, DenseMatrix> { ["X_pca"] = new(cells, 2, [.. Enumerable.Repeat(1.0, 2 * cells)]) },
        };
    }
}
