using CellDynamics.Data.Annotated;
using CellDynamics.Data.Doctor;
using CellDynamics.Data.H5ad;
using CellDynamics.Data.Preprocessing;
using CellDynamics.Data.Studies;
using CellDynamics.Data.Tests.Shared;

namespace CellDynamics.Data.Tests.Doctor;

/// <summary>What the doctor says a study would work in is what it works in.</summary>
public sealed class PlacesTests : IDisposable
{
    private readonly ScratchFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_matrix_with_NaN_is_not_ready_and_the_reason_names_it()
    {
        (Inspection inspection, Exception? failure) = Look(Timed() with { X = new MemoryMatrix(Broken()), Obsm = new Dictionary<string, DenseMatrix> { ["X_umap"] = Broken() } });
        foreach (string method in new[] { "sbirr", "staged" })
            Assert.False(Of(inspection, method).IsReady);
        Assert.Equal("Not ready for trajectories: X holds NaN or infinities in 1 place. The file has nothing else to work in: mend it and write it again.", Of(inspection, "sbirr").Sentence);
        Assert.IsType<DatasetFileException>(failure);
        Assert.Contains(inspection.Findings, finding => finding is { Severity: "error", Path: "/X" } && finding.Message.EndsWith("place of X.", StringComparison.Ordinal));
        Assert.Contains(inspection.Findings, finding => finding is { Severity: "error", Path: "/obsm/X_umap" } && finding.Message.Contains("the embedding X_umap", StringComparison.Ordinal));
    }

    [Fact]
    public void What_can_be_worked_in_instead_of_a_bad_matrix_is_suggested()
    {
        (Inspection layered, Exception? failure) = Look(Timed() with { X = new MemoryMatrix(Broken()), Layers = new Dictionary<string, ICellMatrix> { ["logs"] = new MemoryMatrix(Filled(0.5)), ["counts"] = new MemoryMatrix(Filled(3)) } });
        Assert.Null(failure);
        Assert.Equal(("counts", null), (layered.Roles.Layer, layered.Roles.Use));
        Assert.Equal(MatrixScale.Counts, layered.Scale!.Scale);
        Assert.Contains("60 cells; values of genes are those of the layer counts;", Of(layered, "sbirr").Sentence, StringComparison.Ordinal);
        (Inspection placed, failure) = Look(Timed() with { X = new MemoryMatrix(Broken()), Obsm = new Dictionary<string, DenseMatrix> { ["X_umap"] = Filled(1), ["X_scvi"] = Filled(2) } });
        Assert.Null(failure);
        Assert.Equal("X_scvi", placed.Roles.Use);
        Assert.True(Of(placed, "sbirr").IsReady);
        Assert.StartsWith("Not ready for gene networks: X holds NaN", Of(placed, "staged").Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_X_the_layer_that_holds_counts_is_worked_in()
    {
        (Inspection inspection, Exception? failure) = Look(Timed() with { X = null, Layers = new Dictionary<string, ICellMatrix> { ["logs"] = new MemoryMatrix(Filled(0.5)), ["counts"] = new MemoryMatrix(Filled(3)) } });
        Assert.Null(failure);
        Assert.Equal("counts", inspection.Roles.Layer);
        Assert.True(Of(inspection, "sbirr").IsReady && Of(inspection, "staged").IsReady);
        Assert.Contains("As said, with: --layer counts", inspection.ToWords(), StringComparison.Ordinal);
    }

    [Fact]
    public void With_an_embedding_only_that_is_worked_in_and_said()
    {
        H5adContent content = Timed() with { X = null, Obsm = new Dictionary<string, DenseMatrix> { ["X_umap"] = Filled(1) } };
        (Inspection inspection, Exception? failure) = Look(content);
        Assert.Null(failure);
        Assert.Contains("the embedding X_umap is worked in, and no values of genes are known", Of(inspection, "sbirr").Sentence, StringComparison.Ordinal);
        using AnnotatedData data = H5adReader.Open(folder.File("file.h5ad"));
        Representation used = Representation.Build(new Study(data, new StudyRoles()));
        Assert.Equal(("X_umap", null), (used.Key, used.Model));
        Assert.Contains(used.Warnings, warning => warning.Contains("distances between groups mean little", StringComparison.Ordinal));
    }

    [Fact]
    public void A_layer_that_is_chosen_is_the_one_that_is_judged()
    {
        H5adWriter.Write(folder.File("file.h5ad"), Timed() with { Layers = new Dictionary<string, ICellMatrix> { ["bad"] = new MemoryMatrix(Broken()) } });
        using AnnotatedData data = H5adReader.Open(folder.File("file.h5ad"));
        Assert.True(Of(Inspection.Of(data, new StudyRoles { Time = "Hours" }), "sbirr").IsReady);
        Assert.StartsWith("Not ready for trajectories: the layer bad holds NaN or infinities in 1 place. Choose what to work in instead:", Of(Inspection.Of(data, new StudyRoles { Time = "Hours", Layer = "bad" }), "sbirr").Sentence, StringComparison.Ordinal);
        Assert.Contains("no layer 'none'", Of(Inspection.Of(data, new StudyRoles { Time = "Hours", Layer = "none" }), "sbirr").Sentence, StringComparison.Ordinal);
    }

    /// <summary>What the doctor says, and how the coordinates of a study under the same roles end.</summary>
    private (Inspection Inspection, Exception? Failure) Look(H5adContent content)
    {
        H5adWriter.Write(folder.File("file.h5ad"), content);
        using AnnotatedData data = H5adReader.Open(folder.File("file.h5ad"));
        var inspection = Inspection.Of(data);
        return (inspection, Record.Exception(() => Representation.Build(new Study(data, inspection.Roles))));
    }

    private static Readiness Of(Inspection inspection, string method) => inspection.Readiness.Single(readiness => readiness.Method == method);

    private static H5adContent Timed() => InspectionTests.Timed(60, [0, 24, 48]) with { Obsm = new Dictionary<string, DenseMatrix>(), X = new MemoryMatrix(Filled(2)) };

    private static DenseMatrix Filled(double unit) => new(60, 2, [.. Enumerable.Range(0, 120).Select(i => unit * (i % 5))]);

    private static DenseMatrix Broken()
    {
        DenseMatrix values = Filled(1);
        values[7, 1] = double.NaN;
        return values;
    }
}
