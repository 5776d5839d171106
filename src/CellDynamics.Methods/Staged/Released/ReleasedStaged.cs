using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Integration;
using CellDynamics.Methods.MetaFlowMatching.Training;
using CellDynamics.Methods.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace CellDynamics.Methods.Staged.Released;

/// <summary>STAGED as its authors released it, with its loss corrected to the next time: for the record, beside the product. Ref: staged 2.3 and 2.5; written from the equations, main branch since June 2025.</summary>
/// <remarks>
/// One attention layer over scalars and one perceptron, the same for all cells and genes: it does not know which gene it is at, and what neighbours show reaches no gene. Trained from one time to the next by one
/// step of RK4. Differs from the release in that gradients pass through the stages, that there is no dropout, and that all genes may regulate all (no prior).
/// </remarks>
public sealed class ReleasedStaged : INetworkBaseline
{
    private const int Iterations = 50, TimesPerStep = 15, StreamOfTimes = 61;
    private const double LearningRate = 0.01, WeightDecay = 1e-4;

    public string Id => "staged-as-released";

    public string Name => "STAGED as released";

    public INetworkGuess Fit(NetworkTraining training, CancellationToken cancellation)
    {
        CellTrajectories cells = training.Cells;
        int[] learned = training.LearnedCells ?? [.. Enumerable.Range(0, cells.CellCount)];
        double[] intervals = [.. cells.Times.Skip(1).Zip(cells.Times, (next, time) => next - time)];
        int perIteration = Math.Max(1, intervals.Length / TimesPerStep);
        using DisposeScope scope = NewDisposeScope();
        using TorchThreads one = TorchThreads.UseOneIf(isSmall: true);
        Tensor states = stack([.. cells.States.Select(state => ReleasedNetwork.ToTensor(state.SelectRows(learned)))]);
        using var network = new ReleasedNetwork(new RandomStream(training.Seed, StreamOfTimes, 1));
        using var adam = new Adam(network.parameters(), WeightDecay);
        for (int step = 0; step < Iterations * perIteration; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            using DisposeScope inner = NewDisposeScope();
            var random = new RandomStream(training.Seed, StreamOfTimes, 2, step);
            long[] from = [.. Enumerable.Range(0, TimesPerStep).Select(_ => (long)random.NextIndex(intervals.Length))];
            Tensor now = states.index_select(0, tensor(from, [from.Length])).reshape(-1, cells.GeneCount);
            Tensor next = states.index_select(0, tensor(Array.ConvertAll(from, time => time + 1), [from.Length])).reshape(-1, cells.GeneCount);
            adam.ClearGradients();
            network.Next(now).sub(next).Squared().mean().backward();
            adam.Step(LearningRate);
        }
        return new ReleasedGuess(network.Read(), Median(intervals), training);
    }

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);
}

/// <summary>The released network after training.</summary>
internal sealed class ReleasedGuess(byte[] weights, double interval, NetworkTraining training) : INetworkGuess, IGeneDynamics
{
    public IGeneDynamics Dynamics => this;

    /// <summary>Mean attention, the same for all types.</summary>
    public EdgeScores Edges
    {
        get
        {
            using DisposeScope scope = NewDisposeScope();
            using IDisposable still = no_grad();
            using ReleasedNetwork network = ReleasedNetwork.Of(weights);
            Tensor attention = network.Attention(ReleasedNetwork.ToTensor(training.Cells.States[training.Cells.Times.Length / 2])).mean([0L]);
            int genes = training.Cells.GeneCount;
            var scores = new DenseMatrix(genes, genes, [.. attention.contiguous().to(float64).data<double>()]);
            return new EdgeScores([.. training.Cells.TypeNames.Select(_ => scores)], [.. training.Cells.TypeNames.Select(_ => new DenseMatrix(genes, training.Pairs.Count))]);
        }
    }

    /// <inheritdoc/>
    public DenseMatrix Step(Neighbourhood around, DenseMatrix states, double interval_, Perturbation perturbation)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable still = no_grad();
        using ReleasedNetwork network = ReleasedNetwork.Of(weights);
        Tensor next = network.Next(ReleasedNetwork.ToTensor(states), interval_ / interval);
        return new DenseMatrix(states.Rows, states.Columns, [.. next.contiguous().to(float64).data<double>()]);
    }
}
