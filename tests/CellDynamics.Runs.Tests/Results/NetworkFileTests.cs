using CellDynamics.Data.Annotated;
using CellDynamics.Data.H5ad;
using CellDynamics.Data.Preprocessing;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Networks;
using CellDynamics.Methods.Validation;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Results;
using CellDynamics.Runs.Results.Networks;
using CellDynamics.Runs.Results.Treatments;
using CellDynamics.Runs.Tests.Shared;

namespace CellDynamics.Runs.Tests.Results;

public sealed class NetworkFileTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void What_is_written_is_read_back()
    {
        NetworkRunFindings findings = Written(network => network);
        NetworkFindings expected = findings.Network;
        NetworkResult read = NetworkReader.Read(scratch["result.h5ad"]);
        Assert.Equal(findings.Request.ToJson(), read.Request.ToJson());
        Assert.Equal(("d", 8, MatrixScale.Counts, "Because."), (read.TimeUnit, read.CellCount, read.Scale, read.Explanation));
        Assert.Equal((findings.Method.Outcome, "A warning."), (read.Outcome, Assert.Single(read.Warnings)));
        Assert.Equal(findings.Method.History, read.History);
        Assert.Equal(findings.Method.Metrics, read.Metrics);
        Assert.Equal([new MeasuredTime(0, "0", 3, false), new MeasuredTime(2, "2", 5, true)], read.Measured);
        Assert.Equal(expected.Genes, read.Network.Genes);
        Assert.Equal(expected.Reasons, read.Network.Reasons);
        Assert.Equal(expected.TypeNames, read.Network.TypeNames);
        Assert.Equal(expected.TypeSizes, read.Network.TypeSizes);
        Assert.Equal(expected.Times, read.Network.Times);
        Assert.Equal((3, true, "Inferred."), (read.Network.Members, read.Network.IsSpatial, read.Network.Origin));
        Assert.Equal(expected.Levels, read.Network.Levels);
        Assert.Equal(expected.Activity, read.Network.Activity);
        Assert.Equal(expected.Pairs, read.Network.Pairs);
        Assert.Equal(expected.Scores, read.Network.Scores);
        Assert.Equal(expected.Verdict, read.Network.Verdict);
        Assert.Equal(expected.Notes, read.Network.Notes);
        Assert.Equivalent(expected.Edges, read.Network.Edges, strict: true);
        Assert.Equivalent(expected.Effects, read.Network.Effects, strict: true);
        Assert.Equivalent(expected.Flows, read.Network.Flows, strict: true);
    }

    [Fact]
    public void A_network_without_links_or_signals_is_a_result_too()
    {
        Written(network => network with { Edges = [], Effects = [], Flows = [], Pairs = [], Scores = [], Notes = [] });
        NetworkFindings read = NetworkReader.Read(scratch["result.h5ad"]).Network;
        Assert.Equal((0, 0, 0, 0, 0), (read.Edges.Count, read.Effects.Count, read.Flows.Count, read.Pairs.Count, read.Scores.Count));
    }

    [Fact]
    public void Cells_that_were_followed_were_all_measured_at_every_time()
    {
        using AnnotatedData dataset = Dataset();
        NetworkRunFindings findings = Findings(dataset);
        NetworkWriter.Write(scratch["result.h5ad"], findings with { Request = findings.Request with { Roles = new StudyRoles() } }, CancellationToken.None);
        Assert.Equal([new MeasuredTime(0, "", 8, false), new MeasuredTime(1, "", 8, false), new MeasuredTime(2, "", 8, false)], NetworkReader.Read(scratch["result.h5ad"]).Measured);
    }

    [Fact]
    public void Readers_of_other_questions_say_what_the_file_is()
    {
        Written(network => network);
        Assert.Contains("found one of gene networks", Assert.Throws<DatasetFileException>(() => ResultReader.Read(scratch["result.h5ad"])).Message, StringComparison.Ordinal);
        Assert.Contains("found one of gene networks", Assert.Throws<DatasetFileException>(() => TreatmentReader.Read(scratch["result.h5ad"])).Message, StringComparison.Ordinal);
    }

    private NetworkRunFindings Written(Func<NetworkFindings, NetworkFindings> change)
    {
        using AnnotatedData dataset = Dataset();
        NetworkRunFindings findings = Findings(dataset);
        findings = findings with { Network = change(findings.Network) };
        NetworkWriter.Write(scratch["result.h5ad"], findings, CancellationToken.None);
        return findings;
    }

    private AnnotatedData Dataset()
    {
        H5adWriter.Write(scratch["data.h5ad"], new H5adContent
        {
            Obs = new DataFrame("_index", [.. Enumerable.Range(0, 8).Select(i => $"c{i}")], [DataColumn.OfNumbers("day", [0, 0, 0, 2, 2, 2, 2, 2])]),
            Var = new DataFrame("_index", ["g0", "g1", "g2"], []),
        });
        return H5adReader.Open(scratch["data.h5ad"]);
    }

    private static NetworkRunFindings Findings(AnnotatedData dataset) => new()
    {
        Request = new RunRequest
        {
            Method = "staged", Name = "Test", DatasetPath = dataset.Path, DatasetSha256 = "", Roles = new StudyRoles { Time = "day" }, HoldOut = [2], PathsFrom = "/runs/1",
            Parameters = new Dictionary<string, string>(), Version = "test", CreatedUtc = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc),
        },
        Dataset = dataset,
        Network = new NetworkFindings
        {
            Genes = ["A", "B", "C"], Reasons = ["varies much", "ligand", "receptor"], TypeNames = ["T", "U"], TypeSizes = [5, 3], Times = [0, 1, 2], Pairs = [new("B", "C")], Members = 3, IsSpatial = true,
            Levels = [.. Enumerable.Range(0, 18).Select(i => i / 3f)], Activity = [.. Enumerable.Range(0, 18).Select(i => i / 17f)],
            Edges = [new(1, 0, 2, 0.5f, 0.25f, 0.75f, 1, [0.5f, 0.25f, 0.75f]), new(0, 2, 0, -0.125f, -1, 0.1f, 2 / 3f, [-0.1f, -0.2f, 0])],
            Effects = [new(0, 1, 2, -0.4f, -0.5f, -0.3f, 1, [0, -0.4f, -0.8f])],
            Flows = [new(0, 0, 1, 0.2f, [0.1f, 0.2f, 0.3f]), new(0, 1, 1, 0.05f, [0, 0, 0.15f])],
            Scores = [new("staged", "This analysis", 1, 0.5, 0.1), new("persistence", "Nothing changes", 0, 0, double.NaN)],
            Verdict = new Verdict(VerdictLevel.Mixed, "Better than some.", "One gene."), Origin = "Inferred.", Notes = ["A note."],
        },
        Method = new MethodResult(new Outcome(true, "Settled."), new ShiftModel([], [])) { History = [new HistoryPoint("loss", 1, 2)], Metrics = new Dictionary<string, double> { ["loss"] = 2 } },
        TimeUnit = "d", Scale = MatrixScale.Counts, Explanation = "Because.", Warnings = ["A warning."],
    };
}
