using System.Diagnostics;
using CellDynamics.Data.Annotated;
using CellDynamics.Data.H5ad;
using CellDynamics.Data.Preprocessing;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Embedding;
using CellDynamics.Methods.Validation;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Results;

namespace CellDynamics.Runs.Tests.Results;

public sealed class ResultFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void What_is_written_is_read_back()
    {
        using AnnotatedData dataset = Dataset();
        RunFindings findings = Findings(dataset, withValidation: true);
        string path = Path.Combine(folder, "result.h5ad");
        ResultWriter.Write(path, findings, CancellationToken.None);
        TrajectoryResult read = ResultReader.Read(path);

        Assert.Equal(findings.Request.ToJson(), read.Request.ToJson());
        Assert.Equal(findings.Method.Outcome, read.Outcome);
        Assert.Equal(findings.Measured, read.Measured);
        Assert.Equal(findings.Method.Trajectories!.Points, read.Trajectories.Points);
        Assert.Equal(findings.Method.Trajectories.SourceCell, read.Trajectories.SourceCell);
        Assert.Equal(findings.Method.History, read.History);
        Assert.Equal(findings.Method.Metrics, read.Metrics);
        Assert.Equal(findings.Validation!.Rows, read.Validation!.Rows);
        Assert.Equal(findings.Validation.Verdict, read.Validation.Verdict);
        Assert.Equal(["pca", "umap"], read.Views.Select(view => view.Key));
        Assert.Equal(3 * 4 * 2, read.Views[1].Paths.Length);
        Assert.Equal(findings.CellTimes, read.CellTimes);
        Assert.Equal(findings.Explanation, read.Explanation);
    }

    [Fact]
    public void A_result_without_validation_couplings_or_warnings_is_whole_too()
    {
        using AnnotatedData dataset = Dataset();
        RunFindings findings = Findings(dataset, withValidation: false) with { Warnings = [] };
        string path = Path.Combine(folder, "plain.h5ad");
        ResultWriter.Write(path, findings with { Method = findings.Method with { Couplings = [], History = [] } }, CancellationToken.None);
        TrajectoryResult read = ResultReader.Read(path);
        Assert.Null(read.Validation);
        Assert.Empty(read.Warnings);
        Assert.Empty(read.History);
    }

    [Fact]
    public void A_cell_outside_every_population_has_no_velocity()
    {
        using AnnotatedData dataset = Dataset();
        string path = Path.Combine(folder, "velocity.h5ad");
        ResultWriter.Write(path, Findings(dataset, withValidation: false), CancellationToken.None);
        DenseMatrix velocity = ResultReader.Read(path).Velocity!;
        Assert.True(double.IsNaN(velocity[7, 0]));
        Assert.Equal(1.5, velocity[0, 0]);
    }

    [Fact]
    public void A_file_that_is_no_result_is_refused_with_the_place()
    {
        string path = Path.Combine(folder, "input.h5ad");
        Dataset(path).Dispose();
        var failure = Assert.Throws<DatasetFileException>(() => ResultReader.Read(path));
        Assert.Contains("celldynamics", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_reference_implementation_opens_a_result()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/python3"), "/usr/bin/python3 with anndata is not installed.");
        using AnnotatedData dataset = Dataset();
        string path = Path.Combine(folder, "python.h5ad");
        ResultWriter.Write(path, Findings(dataset, withValidation: true), CancellationToken.None);
        const string script = """
            import sys
            try:
                import anndata
            except ImportError:
                print("absent"); sys.exit(0)
            a = anndata.read_h5ad(sys.argv[1]); r = a.uns["celldynamics"]
            assert a.shape == (8, 3), a.shape
            assert r["trajectories"]["points"].shape == (3, 4, 5), r["trajectories"]["points"].shape
            assert r["couplings"]["0"]["matrix"].shape == (4, 3)
            assert list(r["validation"]["rows"]["predictor"]) == ["persistence", "this-analysis"]
            assert a.obsm["celldynamics_state"].shape == (8, 5)
            assert "Hours" in a.obs and a.obs["celldynamics_time"][0] == 0.0
            print("opened")
            """;
        using var python = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-W", "ignore", "-c", script, path]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        string output = python.StandardOutput.ReadToEnd() + python.StandardError.ReadToEnd();
        python.WaitForExit();
        Assert.SkipWhen(output.Contains("absent", StringComparison.Ordinal), "anndata is not installed for /usr/bin/python3.");
        Assert.Contains("opened", output, StringComparison.Ordinal);
    }

    private AnnotatedData Dataset(string? path = null)
    {
        path ??= Path.Combine(folder, "dataset.h5ad");
        string[] cells = [.. Enumerable.Range(0, 8).Select(i => $"cell{i}")];
        H5adWriter.Write(path, new H5adContent
        {
            Obs = new DataFrame("_index", cells, [DataColumn.OfCategories("Hours", ["0", "0", "0", "0", "24", "24", "24", null])]),
            Var = new DataFrame("_index", ["MYOG", "CDK1", "<b>odd</b>"], []),
            X = new MemoryMatrix(new DenseMatrix(8, 3)),
        });
        return H5adReader.Open(path);
    }

    private static RunFindings Findings(AnnotatedData dataset, bool withValidation)
    {
        var states = new DenseMatrix(8, 5, [.. Enumerable.Range(0, 40).Select(i => Math.Sin(i))]);
        var populations = new PopulationSet(
            [new Population(0, "0", states.SelectRows([0, 1, 2, 3]), [0, 1, 2, 3]), new Population(24, "24", states.SelectRows([4, 5, 6]), [4, 5, 6])], "h", "X_pca");
        var velocity = new DenseMatrix(7, 5);
        velocity[0, 0] = 1.5;
        var paths = new TrajectorySet([0, 8, 16, 24], [.. Enumerable.Range(0, 60).Select(i => (float)Math.Cos(i))], [0, 1, 4]);
        var coupling = new Coupling(0, 24, (4, 3), [0, 1, 2, 3, 4], [0, 1, 2, 0], [1, 1, 1, 1], [1, 1, 1, 1]);
        var verdict = new Verdict(VerdictLevel.Mixed, "Better than guesses at 24 h.", "One time only.");
        return new RunFindings
        {
            Request = new RunRequest
            {
                Method = "sbirr", Name = "Test", DatasetPath = dataset.Path, DatasetSha256 = "00", Roles = new StudyRoles { Time = "Hours" },
                Parameters = new Dictionary<string, string> { ["sigma"] = "auto" }, Version = "0.1.0", CreatedUtc = new DateTime(2026, 11, 24, 0, 0, 0, DateTimeKind.Utc),
            },
            Dataset = dataset,
            Measured = [new MeasuredTime(0, "0", 4, false), new MeasuredTime(24, "24", 3, true)],
            TimeUnit = "h",
            CellTimes = [0, 0, 0, 0, 24, 24, 24, double.NaN],
            States = states,
            Populations = populations,
            Method = new MethodResult(new Outcome(true, "Settled."), new NoModel())
            {
                Trajectories = paths, Velocity = velocity, Couplings = [coupling],
                History = [new HistoryPoint("fit", 0, 2), new HistoryPoint("fit", 1, 1)], Metrics = new Dictionary<string, double> { ["sigma"] = 0.1 },
            },
            Validation = withValidation
                ? new ValidationTable([new(24, "persistence", 0, 2, 2, .1, .2), new(24, "this-analysis", 1, 1, 1, .05, .1, "sigma=0.1")], [new(24, .5, .6)], verdict, ["A note."])
                : null,
            Views = CellViews.For(states, "X_pca", [0.2, 0.1], givenUmap: null, seed: 0),
            Scale = MatrixScale.Linear,
            Explanation = "Because.",
            Warnings = ["Few cells."],
        };
    }

    private sealed class NoModel : ITrajectoryModel
    {
        public DenseMatrix PopulationAt(double time, int? cells, int seed) => new(0, 5);

        public void Save(string directory) { }
    }
}
