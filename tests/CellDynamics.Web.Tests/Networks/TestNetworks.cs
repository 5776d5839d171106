using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Networks;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Results.Networks;
using CellDynamics.Web.Features.NetworkData;

namespace CellDynamics.Web.Tests.Networks;

/// <summary>One synthetic network under a fixed id, and rows in every state.</summary>
internal sealed class TestNetworks : INetworkSource
{
    public static readonly Guid Finished = new("019c0000-0000-7000-8000-000000000011");
    public static readonly Guid Running = new("019c0000-0000-7000-8000-000000000012");
    public static readonly Guid Failed = new("019c0000-0000-7000-8000-000000000013");
    public static readonly Guid OfTime = new("019c0000-0000-7000-8000-000000000014");

    public List<RunRecord> Rows { get; } =
    [
        Row(Finished, "Drivers of blood stem cells", RunStatus.Succeeded, run => (run.Verdict, run.FinishedUtc) = ("Better than every simple guess one step ahead, not along the path.", new DateTime(2026, 1, 5, 10, 0, 0, DateTimeKind.Utc))),
        Row(Running, "Second look", RunStatus.Running, run => (run.Fraction, run.Message) = (0.4, "Fitting: about 2 to 3 min left.")),
        Row(Failed, "Third look", RunStatus.Failed, run => run.Failure = "There is no time column."),
        Row(OfTime, "Myoblasts", RunStatus.Succeeded, run => run.Method = "sbirr"),
    ];

    public NetworkResult Result { get; init; } = SyntheticNetworks.Create();

    /// <summary>The file is damaged.</summary>
    public bool IsDamaged { get; init; }

    /// <summary>The model is damaged.</summary>
    public bool IsModelDamaged { get; init; }

    /// <summary>Answers wait for this.</summary>
    public Task Gate { get; init; } = Task.CompletedTask;

    /// <summary>Questions so far, those taken back included.</summary>
    public List<string> Asked { get; } = [];

    public Task<RunRecord?> FindAsync(Guid run, CancellationToken cancellationToken) => Task.FromResult(Rows.FirstOrDefault(row => row.Id == run));

    public Task<IReadOnlyList<RunRecord>> ListAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<RunRecord>>([.. Rows.Where(row => row.Method == "staged")]);

    public Task<FileInfo?> FindFileAsync(Guid run, CancellationToken cancellationToken) => Task.FromResult(run == Finished ? new FileInfo(typeof(TestNetworks).Assembly.Location) : null);

    public Task<NetworkResult> ReadAsync(Guid run, CancellationToken cancellationToken) => IsDamaged ? throw new InvalidDataException("cut off")
        : run == Finished ? Task.FromResult(Result) : throw new FileNotFoundException("no result", "/secret/path/result.h5ad");

    public async Task<PerturbationAnswer> PerturbAsync(Guid run, PerturbationQuestion question, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        Asked.Add(question.Words);
        progress?.Report(0.4);
        await Gate.WaitAsync(cancellationToken);
        if (IsModelDamaged)
            throw new InvalidDataException("cut off");
        var model = new Agents((await ReadAsync(run, cancellationToken)).Network);
        IReadOnlyList<PerturbationPart> silent = question.Silent(model);
        return new PerturbationAnswer(question, silent, silent.Count == question.Parts.Count ? null : model.Perturb(question.Of(model), progress, cancellationToken));
    }

    private static RunRecord Row(Guid id, string name, RunStatus status, Action<RunRecord> more)
    {
        var row = new RunRecord { Id = id, Name = name, Method = "staged", Status = status, CreatedUtc = new DateTime(2026, 1, 5, 9, 0, 0, DateTimeKind.Utc) };
        more(row);
        return row;
    }

    private sealed class Agents(NetworkFindings network) : INetworkModel
    {
        public string[] Genes => network.Genes;

        public string[] TypeNames => network.TypeNames;

        public IReadOnlyList<SignalPair> Pairs => network.Pairs;

        public double[] HighLevels => [.. network.Genes.Select(_ => 2.0)];

        public bool Regulates(int gene) => gene < SyntheticNetworks.Drivers;

        public double[] Times => network.Times;

        public int[] CellTypes => throw new NotSupportedException();

        public DenseMatrix[] Follow(Perturbation perturbation, CancellationToken cancellation) => throw new NotSupportedException();

        public PerturbationEffect Perturb(Perturbation perturbation, IProgress<double>? progress, CancellationToken cancellation) => SyntheticNetworks.Perturb(network, perturbation);

        public void Save(string directory) => throw new NotSupportedException();
    }
}
