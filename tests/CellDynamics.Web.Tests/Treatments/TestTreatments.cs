using CellDynamics.Runs.Model;
using CellDynamics.Runs.Results.Treatments;
using CellDynamics.Web.Features.Answers;
using CellDynamics.Web.Features.TreatmentData;

namespace CellDynamics.Web.Tests.Treatments;

/// <summary>One synthetic result under a fixed id, and rows in every state.</summary>
internal sealed class TestTreatments : ITreatmentSource
{
    public static readonly Guid Finished = new("019c0000-0000-7000-8000-000000000001");
    public static readonly Guid Running = new("019c0000-0000-7000-8000-000000000002");
    public static readonly Guid Failed = new("019c0000-0000-7000-8000-000000000003");
    public static readonly Guid OfTime = new("019c0000-0000-7000-8000-000000000004");

    public List<RunRecord> Rows { get; } =
    [
        Row(Finished, "B-cell receptor stimulation", RunStatus.Succeeded, run => (run.Verdict, run.FinishedUtc) = ("Left-out patients are predicted better than by any simple guess.", new DateTime(2026, 1, 5, 10, 0, 0, DateTimeKind.Utc))),
        Row(Running, "Second look", RunStatus.Running, run => (run.Fraction, run.Message) = (0.4, "Fitting: about 2 to 3 min left.")),
        Row(Failed, "Third look", RunStatus.Failed, run => run.Failure = "There are no control cells."),
        Row(OfTime, "Myoblasts", RunStatus.Succeeded, run => run.Method = "sbirr"),
    ];

    public TreatmentResult Result { get; init; } = SyntheticTreatments.Create();

    /// <summary>The file is damaged.</summary>
    public bool IsDamaged { get; init; }

    public bool CanDecode { get; init; } = true;

    public Task<RunRecord?> FindAsync(Guid run, CancellationToken cancellationToken) => Task.FromResult(Rows.FirstOrDefault(row => row.Id == run));

    public Task<IReadOnlyList<RunRecord>> ListAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<RunRecord>>([.. Rows.Where(row => ResultPages.KindOf(row) == ResultKind.Treatments)]);

    public Task<FileInfo?> FindFileAsync(Guid run, CancellationToken cancellationToken) => Task.FromResult(run == Finished ? new FileInfo(typeof(TestTreatments).Assembly.Location) : null);

    public Task<TreatmentResult> ReadAsync(Guid run, CancellationToken cancellationToken) => IsDamaged ? throw new InvalidDataException("cut off")
        : run == Finished ? Task.FromResult(Result) : throw new FileNotFoundException("no result", "/secret/path/result.h5ad");

    public async Task<float[]> ReadGeneAsync(Guid run, string gene, CancellationToken cancellationToken)
    {
        TreatmentResult result = await ReadAsync(run, cancellationToken);
        return SyntheticTreatments.Markers.Contains(gene) ? SyntheticTreatments.Gene(result, gene) : throw new KeyNotFoundException($"There is no gene '{gene}'. Did you mean 'pS6'?");
    }

    public async Task<float[]?> ReadPredictedGeneAsync(Guid run, int response, string gene, CancellationToken cancellationToken)
    {
        float[] measured = await ReadGeneAsync(run, gene, cancellationToken);
        return CanDecode ? Array.ConvertAll(Result.Responses[response].Cells, cell => measured[cell] + 1) : null;
    }

    private static RunRecord Row(Guid id, string name, RunStatus status, Action<RunRecord> more)
    {
        var row = new RunRecord { Id = id, Name = name, Method = "mfm", Status = status, CreatedUtc = new DateTime(2026, 1, 5, 9, 0, 0, DateTimeKind.Utc) };
        more(row);
        return row;
    }
}
