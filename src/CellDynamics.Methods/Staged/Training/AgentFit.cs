using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Integration;
using CellDynamics.Methods.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace CellDynamics.Methods.Staged.Training;

/// <summary>Fits several agents to the same paths, each from another start, one core for each.</summary>
internal static class AgentFit
{
    private const int StreamOfStart = 30, StreamOfCells = 34;
    private const double SolverTolerance = 1e-5;

    /// <param name="training">What may be learned from.</param>
    /// <param name="prior">Edges that are spared part of the penalty.</param>
    /// <param name="settings">How.</param>
    /// <param name="context">Seed, cancellation, progress, checkpoint: every finished agent is kept.</param>
    public static (AgentEnsemble Agents, FittedAgent First) Run(NetworkTraining training, IReadOnlyList<PriorEdge> prior, StagedParameters settings, RunContext context)
    {
        TorchRuntime.Load();
        var paths = new SmoothedPaths(training.Cells, settings.Delay);
        var fitted = new FittedAgent[settings.Members];
        var progress = new SharedProgress(context, settings.Members);
        SideBySide.ForEach(Enumerable.Range(0, settings.Members), Environment.ProcessorCount, (member, cancellation) =>
        {
            string name = $"agent-{member}";
            FittedAgent? kept = context.Checkpoint?.Read(name) is { } state ? StagedFile.ReadAgent(state) : null;
            fitted[member] = kept ?? One(training, Weights(training, paths, settings.Members == 1 ? null : member), prior, paths, settings, progress.Of(member, cancellation));
            progress.Done(member, kept is null ? () => context.Checkpoint?.Write(name, StagedFile.WriteAgent(fitted[member])) : null);
        }, context.Cancellation);
        context.ThrowIfCancelled();
        int[] moving = paths.MovingTimes(AgentEnsemble.MostReadTimes);
        return (new AgentEnsemble(paths.Units, [.. fitted.Select(agent => agent.Weights)], training, moving), fitted[0]);
    }

    private static FittedAgent One(NetworkTraining training, double[] weights, IReadOnlyList<PriorEdge> prior, SmoothedPaths paths, StagedParameters settings, RunContext context)
    {
        using DisposeScope scope = NewDisposeScope();
        using var tissue = new Tissue(training.Around, weights);
        using var network = new AgentNetwork(tissue, training.Cells.TypeNames, training.Cells.Genes, training.Pairs, paths.Start(), settings.Modulation, context.Seed);
        using var shooting = new ShootingTraining(network, tissue, paths, Penalty(training.Cells, prior, settings.PriorTrust), settings, context);
        IReadOnlyList<HistoryPoint> history = shooting.Run();
        return new FittedAgent(network.Read(paths.Delay), history, Evaluations(network, tissue, paths, context.Cancellation));
    }

    /// <summary>What the equations cost: how often a solver that chooses its steps asks them to follow all cells from the first time to the last.</summary>
    private static int Evaluations(AgentNetwork network, Tissue tissue, SmoothedPaths paths, CancellationToken cancellation)
    {
        using IDisposable still = no_grad();
        using DisposeScope scope = NewDisposeScope();
        var solver = new DormandPrince(SolverTolerance);
        Tensor start = tissue.Arrange([paths.Values[0]]);
        try
        {
            solver.Solve(network.Field(paths.Delay), paths.Delay == 0 ? start : cat([start, start], 3), 0, paths.Times[^1], cancellation);
        }
        catch (InvalidOperationException)
        {
            // Too steep for it: what it asked until it gave up says so. The fit itself is followed with fixed steps.
        }
        return solver.Evaluations;
    }

    /// <summary>How often each cell counts: for one of several fits a bootstrap, so that what they agree on does not hang on single cells. Ref: Efron 1979; Poisson weights as Oza &amp; Russell 2001.</summary>
    /// <remarks>Each is drawn by the levels of its own cell, so that the order of cells and genes changes nothing.</remarks>
    private static double[] Weights(NetworkTraining training, SmoothedPaths paths, int? member)
    {
        double[] weights = new double[training.Cells.CellCount];
        foreach (int cell in training.LearnedCells ?? [.. Enumerable.Range(0, weights.Length)])
            weights[cell] = member is { } fit ? Poisson(new RandomStream(training.Seed, StreamOfCells, fit, NameOf(paths.Observed[0].Row(cell)), NameOf(paths.Observed[^1].Row(cell)))) : 1;
        return weights.Sum() > 0 ? weights : throw new ArgumentException("Expected more cells to learn from, found so few that a draw of them is empty. Take more cells, or one fit.", nameof(training));
    }

    private static int NameOf(ReadOnlySpan<double> levels)
    {
        int sum = 0;
        foreach (double level in levels)
            sum = unchecked(sum + HashCode(BitConverter.DoubleToInt64Bits(level)));
        return sum;
    }

    private static int HashCode(long bits) => unchecked((int)((ulong)(bits * -7046029254386353131) >> 32));

    /// <summary>Mean one. Ref: Knuth, TAOCP 2, 3.4.1.</summary>
    private static int Poisson(RandomStream random)
    {
        int count = -1;
        for (double product = 1; product > 1 / Math.E; product *= random.NextUniform())
            count++;
        return count;
    }

    /// <summary>What each strength costs, <c>[types, genes, genes]</c>, row = regulator.</summary>
    private static Tensor Penalty(CellTrajectories cells, IReadOnlyList<PriorEdge> prior, double trust)
    {
        int genes = cells.GeneCount;
        float[] price = new float[cells.TypeNames.Length * genes * genes];
        Array.Fill(price, 1);
        foreach (PriorEdge edge in prior)
        {
            int regulator = Array.IndexOf(cells.Genes, edge.Regulator), target = Array.IndexOf(cells.Genes, edge.Target);
            for (int type = 0; regulator >= 0 && target >= 0 && type < cells.TypeNames.Length; type++)
            {
                if (edge.Type is null || edge.Type == cells.TypeNames[type])
                    price[(type * genes + regulator) * genes + target] = (float)(1 - trust);
            }
        }
        return tensor(price, [cells.TypeNames.Length, genes, genes]);
    }

    /// <summary>Progress of several fits as one.</summary>
    private sealed class SharedProgress(RunContext context, int members)
    {
        private readonly Lock gate = new();
        private readonly double[] done = new double[members];

        public RunContext Of(int member, CancellationToken cancellation) => new()
        {
            Seed = new RandomStream(context.Seed, StreamOfStart, member).NextIndex(int.MaxValue), Device = context.Device, Cancellation = cancellation, Progress = new Part(this, member),
        };

        /// <summary>Keeps what was fitted, unless it was cancelled meanwhile, and tells.</summary>
        public void Done(int member, Action? keep)
        {
            lock (gate)
            {
                context.ThrowIfCancelled();
                keep?.Invoke();
                Move(member, 1, null);
            }
        }

        private void Move(int member, double fraction, HistoryPoint? point)
        {
            lock (gate)
            {
                done[member] = fraction;
                context.Report(done.Sum() / members, members == 1 ? "Learning the network" : $"Learning the network: {members} fits", member == 0 ? point : null);
            }
        }

        private sealed class Part(SharedProgress all, int member) : IProgress<RunProgress>
        {
            public void Report(RunProgress value) => all.Move(member, value.Fraction, value.Point);
        }
    }
}

/// <summary>One agent, at rest.</summary>
/// <param name="Weights">What it is made of.</param>
/// <param name="History">Of its losses.</param>
/// <param name="Evaluations">How often a solver that chooses its steps asks for its rates from the first time to the last.</param>
internal sealed record FittedAgent(AgentWeights Weights, IReadOnlyList<HistoryPoint> History, int Evaluations);
