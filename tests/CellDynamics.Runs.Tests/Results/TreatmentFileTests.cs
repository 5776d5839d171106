using CellDynamics.Data.Annotated;
using CellDynamics.Data.H5ad;
using CellDynamics.Data.Preprocessing;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Embedding;
using CellDynamics.Methods.Responses;
using CellDynamics.Methods.Treatments;
using CellDynamics.Methods.Validation;
using CellDynamics.Methods.Validation.Donors;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Results.Treatments;
using CellDynamics.Runs.Tests.Shared;

namespace CellDynamics.Runs.Tests.Results;

public sealed class TreatmentFileTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void What_is_written_is_read_back()
    {
        using AnnotatedData dataset = H5adReader.Open(Screen.Write(scratch["screen.h5ad"], ["P1", "P2"], ["LPS"]));
        TreatmentFindings findings = Findings(dataset);
        TreatmentWriter.Write(scratch["result.h5ad"], findings, CancellationToken.None);
        TreatmentResult read = TreatmentReader.Read(scratch["result.h5ad"]);
        Assert.Equal(findings.Request.ToJson(), read.Request.ToJson());
        Assert.Equal(("Ref", 3, MatrixScale.Cytometry), (read.Control, read.Dimensions, read.Scale));
        Assert.Equal(findings.Validation!.Rows, read.Validation!.Rows);
        Assert.Equal(findings.Validation.Differences, read.Validation.Differences);
        Assert.Equal(findings.Validation.Verdict, read.Validation.Verdict);
        Assert.Equal([(0.5, true), (null, false)], read.Responses.Select(response => (response.Dose, response.IsHeldOut)));
        Assert.Equal([new RangeCheck(0.5, 1, "P2"), new RangeCheck(2, 1, "P1")], read.Responses.Select(response => response.Range));
        Assert.Equal([5, 7], read.Responses[0].Cells);
        Assert.Equal([1, 2, 3, 4, 5, 6], read.Responses[0].States);
        Assert.Equal([7f, 8, 9], read.Responses[1].States);
        // The linear view shows the first two coordinates themselves.
        Assert.Equal([1, 2, 4, 5], read.Responses[0].Places["pca"]);
        Assert.Equal([7f, 8], read.Responses[1].Places["pca"]);
        Same(findings.Statistics, read.Statistics);
    }

    [Fact]
    public void A_large_population_keeps_two_thousand_cells_spread_over_all_of_them()
    {
        var response = new PredictedResponse("P", "LPS", null, false, [.. Enumerable.Range(0, 5000)], new DenseMatrix(5000, 2), new RangeCheck(0, 1, "P"));
        PredictedResponse bounded = Assert.Single(StoredResponses.Bounded([response]));
        Assert.Equal((2000, 2000), (bounded.Cells.Length, bounded.States.Rows));
        Assert.Equal((0, 4997), (bounded.Cells[0], bounded.Cells[^1]));
        Assert.All(StoredResponses.Bounded([.. Enumerable.Repeat(response, 1000)]), one => Assert.Equal(400, one.Cells.Length));
        Assert.All(StoredResponses.Bounded([.. Enumerable.Repeat(response, 9000)]), one => Assert.Equal(100, one.Cells.Length));
    }

    private static void Same(ResponseStatistics expected, ResponseStatistics read)
    {
        Assert.Equal(expected.Sizes, read.Sizes);
        Assert.Equal(expected.Ranking, read.Ranking);
        Assert.Equal(expected.Similarity, read.Similarity);
        Assert.Equal((expected.HasReplicates, expected.Notes[0]), (read.HasReplicates, read.Notes[0]));
        Assert.Equal(expected.Composition.Select(row => row with { Shares = [] }), read.Composition.Select(row => row with { Shares = [] }));
        Assert.Equal(expected.Composition.SelectMany(row => row.Shares), read.Composition.SelectMany(row => row.Shares));
        Assert.Equal(expected.Markers.SelectMany(row => row.Changes), read.Markers.SelectMany(row => row.Changes));
        Assert.Equal(expected.Markers.Select(row => (row.Marker, row.Change, row.IsSameInAll)), read.Markers.Select(row => (row.Marker, row.Change, row.IsSameInAll)));
        Assert.True(double.IsNaN(read.Markers[0].Low));
        Assert.Equal(expected.Responders[0].Edges, read.Responders[0].Edges);
        Assert.Equal(expected.Responders[0].Control, read.Responders[0].Control);
        Assert.Equal(expected.Responders[1].Treated, read.Responders[1].Treated);
        Assert.Equal(expected.Responders[1].ResponderFrom, read.Responders[1].ResponderFrom);
    }

    private static TreatmentFindings Findings(AnnotatedData dataset)
    {
        var states = new DenseMatrix(dataset.CellCount, 3, [.. Enumerable.Range(0, 3 * dataset.CellCount).Select(i => Math.Sin(i))]);
        var errors = new ResponseErrors(1, 2, 3, 4, double.NaN, 6, 7);
        return new TreatmentFindings
        {
            Request = new RunRequest
            {
                Method = "shift", Name = "Test", DatasetPath = dataset.Path, DatasetSha256 = "", Roles = new StudyRoles { Condition = "stim", Control = "Ref", Donor = "patient" }, HoldOutDonors = ["P1"],
                Parameters = new Dictionary<string, string>(), Version = "test", CreatedUtc = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc),
            },
            Dataset = dataset, States = states, Control = "Ref", Treatments = ["LPS"], Donors = ["P1", "P2"], CellTypes = ["B", "T"],
            Method = new MethodResult(new Outcome(true, "Done."), new ShiftModel([], [])) { History = [new HistoryPoint("loss", 1, 2)], Metrics = new Dictionary<string, double> { ["loss"] = 2 } },
            Responses =
            [
                new("P1", "LPS", 0.5, true, [5, 7], new DenseMatrix(2, 3, [1, 2, 3, 4, 5, 6]), new RangeCheck(0.5, 1, "P2")),
                new("P2", "LPS", null, false, [30], new DenseMatrix(1, 3, [7, 8, 9]), new RangeCheck(2, 1, "P1")),
            ],
            Validation = new ResponseValidation(
                [new("P1", "LPS", 0.5, "this-analysis", 3, errors), new("P1", "LPS", null, "no-change", 0, errors with { W2 = 5 })], [new("no-change", -3, double.NaN, double.NaN)],
                new Verdict(VerdictLevel.Mixed, "Better than some.", "One donor."), ["A note."]),
            Statistics = new ResponseStatistics(
                [new("LPS", 0.5, ResponseStatistics.AllCells, "P1", 20, 24, 1.5, 0.005, 0.2, 0.01)],
                [new("LPS", null, "B", [new("P2", 0.25, 0.5)], 0.7, double.NaN, double.NaN)],
                [new("LPS", null, "T", "pM0", [new("P1", 1.5), new("P2", -0.5)], 0.5, double.NaN, double.NaN, double.NaN, double.NaN, false), new("LPS", null, "", "pM1", [new("P2", 2)], 2, 1, 3, 0.1, 0.2, true)],
                [new("LPS", null, "", "P1", 0.5, 0.25, 0.25, 1.6, 2.3, [0, 1, 2], [1, 0], [0.25, 0.75]), new("LPS", null, "B", "P2", 0, 0, 1, 1.6, 2.4, [0, 2, 4], [0.5, 0.5], [0, 1])],
                [new("P1", "LPS", null, 1, 0.5, 1.5, 1, 1, 2)], [new("LPS", null, "P1", "P2", 0.9)], true, ["A note."]),
            Views = CellViews.For(states, "X_pca", null, givenUmap: null, seed: 0), Scale = MatrixScale.Cytometry, Explanation = "Because.", Warnings = [],
        };
    }
}
