using CellDynamics.Cli.Tests.Shared;
using CellDynamics.Data.Annotated;
using CellDynamics.Data.H5ad;
using CellDynamics.Data.Preprocessing;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Networks;
using CellDynamics.Methods.Validation;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Results.Networks;

namespace CellDynamics.Cli.Tests.Networks;

/// <summary>The file of a network analysis against <c>docs/result-format.md</c>. Every list has a length of its own, so that no axis can be taken for another.</summary>
public sealed class NetworkFormatTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void Every_place_of_a_network_is_described_and_every_promised_place_is_there()
    {
        H5adWriter.Write(scratch["data.h5ad"], new H5adContent
        {
            Obs = new DataFrame("_index", [.. Enumerable.Range(0, 13).Select(i => $"c{i}")], [DataColumn.OfNumbers("day", [.. Enumerable.Range(0, 13).Select(i => i / 7 * 2.0)])]),
            Var = new DataFrame("_index", [.. Enumerable.Range(0, 11).Select(i => $"g{i}")], []),
        });
        using AnnotatedData dataset = H5adReader.Open(scratch["data.h5ad"]);
        NetworkWriter.Write(scratch["result.h5ad"], Findings(dataset), CancellationToken.None);
        FormatPage page = FormatPage.Read(FormatPage.Networks);
        IReadOnlyList<StoredObject> all = StoredObject.All(scratch["result.h5ad"]);
        Assert.Equal([], page.Undescribed(all));
        Assert.Equal([], page.Missing(all, "always"));
    }

    private static NetworkRunFindings Findings(AnnotatedData dataset)
    {
        float[] course = [1, 2, 3, 4];
        return new NetworkRunFindings
        {
            Request = new RunRequest
            {
                Method = "staged", Name = "Test", DatasetPath = dataset.Path, DatasetSha256 = "", Roles = new StudyRoles { Time = "day" }, PathsFrom = "/runs/1",
                Parameters = new Dictionary<string, string>(), Version = "test", CreatedUtc = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc),
            },
            Dataset = dataset,
            Network = new NetworkFindings
            {
                Genes = ["A", "B", "C", "D", "E"], Reasons = ["", "", "", "", ""], TypeNames = ["T", "U"], TypeSizes = [5, 8], Times = [0, 1, 1.5, 2], Pairs = [new("B", "C"), new("A", "C"), new("D", "E")], Members = 3, IsSpatial = false,
                Levels = new float[40], Activity = new float[40],
                Edges = [.. Enumerable.Range(0, 6).Select(i => new NetworkEdge(0, 0, i % 5, 1, 1, 1, 1, course))],
                Effects = [.. Enumerable.Range(0, 7).Select(i => new SignalEffect(0, 1, i % 5, 1, 1, 1, 1, course))],
                Flows = [.. Enumerable.Range(0, 8).Select(_ => new SignalFlow(0, 0, 1, 1, course))],
                Scores = [.. Enumerable.Range(0, 9).Select(i => new DynamicsScore("staged", "This analysis", i, 0.5, 0.1))],
                Verdict = new Verdict(VerdictLevel.Mixed, "Better than some.", ""), Origin = "Inferred.", Notes = ["A note."],
            },
            Method = new MethodResult(new Outcome(true, "Settled."), new NoModel()) { History = [new HistoryPoint("loss", 1, 2)], Metrics = new Dictionary<string, double> { ["loss"] = 2 } },
            TimeUnit = "d", Scale = MatrixScale.Counts, Explanation = "Because.", Warnings = ["A warning."],
        };
    }

    private sealed class NoModel : IFittedModel
    {
        public void Save(string directory) => throw new NotSupportedException();
    }
}
