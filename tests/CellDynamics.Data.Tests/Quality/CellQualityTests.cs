using System.Text.Json;
using CellDynamics.Data.Annotated;
using CellDynamics.Data.H5ad;
using CellDynamics.Data.Preprocessing;
using CellDynamics.Data.Quality;
using CellDynamics.Data.Studies;
using CellDynamics.Data.Tests.Shared;

namespace CellDynamics.Data.Tests.Quality;

public sealed class CellQualityTests : IDisposable
{
    private readonly ScratchFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Genes_counts_and_mitochondrial_share_are_those_of_numpy()
    {
        string path = Write(Timed());
        using AnnotatedData data = H5adReader.Open(path);
        CellQuality quality = CellQuality.Of(data)!;
        using JsonDocument expected = JsonDocument.Parse(ReferencePython.Script("""
            import sys, json, anndata, numpy
            file = anndata.read_h5ad(sys.argv[1])
            x = numpy.asarray(file.layers["counts"], dtype=float)
            mt = numpy.array([name.lower().startswith("mt-") for name in file.var["gene_symbols"]])
            print(json.dumps({"genes": (x != 0).sum(1).tolist(), "counts": x.sum(1).tolist(), "shares": (x[:, mt].sum(1) / x.sum(1)).tolist()}))
            """, path));
        Assert.Equal(("/layers/counts", MatrixScale.Counts), (quality.Place, quality.Scale));
        Assert.Equal(Numbers(expected, "genes"), quality.Genes.Select(count => (double)count));
        Assert.Equal(Numbers(expected, "counts"), quality.Counts);
        Assert.Equal(Numbers(expected, "shares"), quality.MitochondrialShares!);
    }

    [Fact]
    public void Without_counts_X_is_taken_and_a_share_of_logarithms_is_not_given()
    {
        using AnnotatedData data = H5adReader.Open(Write(Timed() with { Layers = new Dictionary<string, ICellMatrix>() }));
        CellQuality quality = CellQuality.Of(data)!;
        Assert.Equal(("/X", MatrixScale.Log, null), (quality.Place, quality.Scale, quality.MitochondrialShares));
        using AnnotatedData bare = H5adReader.Open(Write(Timed() with { Var = DataFrame.Numbered("g", 0), X = new MemoryMatrix(new DenseMatrix(60, 0)), Layers = new Dictionary<string, ICellMatrix>() }));
        Assert.Null(CellQuality.Of(bare));
    }

    [Theory]
    [InlineData(10, 50, 0.1, true)]
    [InlineData(9, 50, 0.1, false)]
    [InlineData(21, 50, 0.1, false)]
    [InlineData(20, 100, 0.1, true)]
    [InlineData(20, 100.5, 0.1, false)]
    [InlineData(20, 49, 0.1, false)]
    [InlineData(20, 50, 0.2, true)]
    [InlineData(20, 50, 0.21, false)]
    [InlineData(20, 50, double.NaN, true)]
    public void Bounds_belong_to_what_is_kept(int genes, double counts, double share, bool isKept)
    {
        var filter = new CellFilter { MinGenes = 10, MaxGenes = 20, MinCounts = 50, MaxCounts = 100, MaxMitochondrialShare = 0.2 };
        Assert.Equal(isKept, filter.Keeps(genes, counts, share));
        Assert.True(new CellFilter().Keeps(genes, counts, share));
        Assert.Equal("at least 10 genes, at most 20 genes, at least 50 counts, at most 100 counts, at most 20 % mitochondrial", filter.Describe());
        Assert.Null(new CellFilter().OrNull());
    }

    [Fact]
    public void What_is_set_aside_is_in_nothing_that_a_study_gives()
    {
        using AnnotatedData data = H5adReader.Open(Write(Timed()));
        // Of every time point the first four cells have one gene only.
        var study = new Study(data, new StudyRoles { Time = "Hours", Filter = new CellFilter { MinGenes = 2 } });
        Assert.Equal("12 of 60 cells were set aside by the filter: at least 2 genes (layers/counts).", study.SetAside);
        Assert.Equal([16, 16, 16], study.Time!.Points.Select(point => point.CellCount));
        Assert.Equal((48, 48, 60), (study.Data.CellCount, study.Matrix!.Rows, data.CellCount));
        Assert.DoesNotContain("c0", study.Data.Obs.Index);
        int[] rows = [.. study.Data.Obs.Index.Select(name => Array.IndexOf(data.Obs.Index, name))];
        DenseMatrix all = data.ReadObsm("X_pca"), kept = study.Data.ReadObsm("X_pca");
        Assert.Equal(all.SelectRows(rows).Values, kept.Values);
        Assert.Equal(rows.Select(row => data.X!.ReadColumn(1)[row]), study.Data.X!.ReadColumn(1));
        var placeOf = rows.Index().ToDictionary(entry => entry.Item, entry => entry.Index);
        var expected = Samples.Entries(data.X!).Where(entry => placeOf.ContainsKey(entry.Row)).Select(entry => (placeOf[entry.Row], entry.Column, entry.Value));
        // Blocks of seven rows begin and end among cells that are set aside.
        Assert.Equal(expected, Samples.Entries(study.Data.X!, 7));
        Assert.Equal(48, Representation.Build(study).States.Rows);
    }

    [Fact]
    public void A_filter_that_leaves_too_little_or_cannot_be_applied_is_refused_with_numbers()
    {
        using AnnotatedData data = H5adReader.Open(Write(Timed()));
        var roles = new StudyRoles { Time = "Hours", Filter = new CellFilter { MinGenes = 5000 } };
        var failure = Assert.Throws<DatasetFileException>(() => new Study(data, roles));
        Assert.Equal("/obs/Hours", failure.Place);
        Assert.Equal("at least 3 cells of every time point after the filter (at least 5,000 genes)", failure.Expected);
        Assert.Equal("0 of 20 cells at '0', 0 of 20 cells at '24', 0 of 20 cells at '48'", failure.Found);
        using AnnotatedData logs = H5adReader.Open(Write(Timed() with { Layers = new Dictionary<string, ICellMatrix>() }));
        var unknown = Assert.Throws<DatasetFileException>(() => new Study(logs, roles with { Filter = new CellFilter { MaxMitochondrialShare = 0.1 } }));
        Assert.Equal("/var", unknown.Place);
    }

    /// <summary>Sixty cells at three times, their counts in a layer; genes are known by symbols beside the index.</summary>
    internal static H5adContent Timed()
    {
        string[] symbols = ["ACTB", "MT-ND1", "mt-Co1", "GAPDH", "MTOR"];
        var counts = new DenseMatrix(60, symbols.Length);
        for (int cell = 0; cell < 60; cell++)
            for (int gene = 0; gene < symbols.Length; gene++)
                counts[cell, gene] = gene == 0 ? 3 + cell : cell < 12 ? 0 : (cell + 2 * gene) % 7;
        var obs = new DataFrame("_index", [.. Enumerable.Range(0, 60).Select(i => $"c{i}")], [DataColumn.OfIntegers("Hours", [.. Enumerable.Range(0, 60).Select(i => 24L * (i % 3))])]);
        return new H5adContent
        {
            Obs = obs,
            Var = new DataFrame("_index", [.. symbols.Select((_, i) => $"ENSG0000000000{i}")], [DataColumn.OfTexts("gene_symbols", symbols)]),
            X = new MemoryMatrix(new DenseMatrix(60, symbols.Length, Array.ConvertAll(counts.Values, value => Math.Log(1 + value)))),
            Layers = new Dictionary<string, ICellMatrix> { ["counts"] = new MemoryMatrix(counts) },
            Obsm = new Dictionary<string, DenseMatrix> { ["X_pca"] = new(60, 2, [.. Enumerable.Range(0, 120).Select(i => i / 4.0)]) },
        };
    }

    private string Write(H5adContent content)
    {
        string path = folder.File($"{Guid.CreateVersion7():N}.h5ad");
        H5adWriter.Write(path, content);
        return path;
    }

    private static IEnumerable<double> Numbers(JsonDocument document, string name) => document.RootElement.GetProperty(name).EnumerateArray().Select(value => value.GetDouble());
}
