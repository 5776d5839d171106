using CellDynamics.Runs.Model;
using CellDynamics.Runs.Results;
using CellDynamics.Web.Features.TrajectoryData;

namespace CellDynamics.Web.Tests.Trajectories;

/// <summary>One synthetic result under a fixed id, and rows in every state.</summary>
internal sealed class TestTrajectories : ITrajectorySource
{
    public static readonly Guid Finished = new("019b0000-0000-7000-8000-000000000001");
    public static readonly Guid Running = new("019b0000-0000-7000-8000-000000000002");
    public static readonly Guid Failed = new("019b0000-0000-7000-8000-000000000003");

    /// <summary>A gene at which the program fails as it never should.</summary>
    public const string Faulty = "FAULTY";

    public List<RunRecord> Rows { get; } =
    [
        Row(Finished, "HSMM myoblast differentiation", RunStatus.Succeeded, run =>
            (run.Verdict, run.IsExample, run.FinishedUtc) = ("At 24 h, left-out cells are predicted better than by any simple guess.", true, new DateTime(2026, 1, 5, 10, 0, 0, DateTimeKind.Utc))),
        Row(Running, "Second look", RunStatus.Running, run => (run.Fraction, run.Message) = (0.4, "Fitting: about 2 to 3 min left.")),
        Row(Failed, "Third look", RunStatus.Failed, run => run.Failure = "Did not settle in 20 min. Fewer genes or a longer limit may help."),
    ];

    public TrajectoryResult Result { get; init; } = SyntheticTrajectories.Create();

    /// <summary>Stands for the published file.</summary>
    public string File { get; init; } = typeof(TestTrajectories).Assembly.Location;

    public bool CanDecode { get; init; } = true;

    public Task<RunRecord?> FindAsync(Guid run, CancellationToken cancellationToken) => Task.FromResult(Rows.FirstOrDefault(row => row.Id == run));

    public Task<IReadOnlyList<RunRecord>> ListAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<RunRecord>>(Rows);

    public Task<FileInfo?> FindFileAsync(Guid run, CancellationToken cancellationToken) => Task.FromResult(run == Finished ? new FileInfo(File) : null);

    public Task<TrajectoryResult> ReadAsync(Guid run, CancellationToken cancellationToken) =>
        run == Finished ? Task.FromResult(Result) : throw new FileNotFoundException("no result", "/secret/path/result.h5ad");

    public async Task<float[]> ReadGeneAsync(Guid run, string gene, CancellationToken cancellationToken)
    {
        TrajectoryResult result = await ReadAsync(run, cancellationToken);
        return SyntheticTrajectories.Gene(result, Known(gene));
    }

    public async Task<float[]?> ReadInferredGeneAsync(Guid run, string gene, CancellationToken cancellationToken)
    {
        TrajectoryResult result = await ReadAsync(run, cancellationToken);
        return CanDecode ? SyntheticTrajectories.InferredGene(result, Known(gene)) : null;
    }

    public async Task<GeneTrend> ReadGeneTrendAsync(Guid run, string gene, CancellationToken cancellationToken)
    {
        TrajectoryResult result = await ReadAsync(run, cancellationToken);
        GeneTrend trend = SyntheticTrajectories.Trend(result, Known(gene));
        return CanDecode ? trend : trend with { Times = [], Mean = [], Low = [], High = [], Note = "the run worked on a given embedding." };
    }

    public Task<IReadOnlyList<string>> SuggestGenesAsync(Guid run, int count, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>([.. SyntheticTrajectories.Genes.Take(count)]);

    private static string Known(string gene) => gene == Faulty ? throw new InvalidOperationException($"No such thing as {gene}.") : SyntheticTrajectories.Genes.Contains(gene) ? gene : throw new KeyNotFoundException($"There is no gene \"{gene}\". Close ones: MYOG.");

    private static RunRecord Row(Guid id, string name, RunStatus status, Action<RunRecord> more)
    {
        var row = new RunRecord { Id = id, Name = name, Method = "sbirr", Status = status, CreatedUtc = new DateTime(2026, 1, 5, 9, 0, 0, DateTimeKind.Utc) };
        more(row);
        return row;
    }
}
