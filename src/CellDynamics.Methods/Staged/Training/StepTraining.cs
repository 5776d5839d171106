using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Integration;
using CellDynamics.Methods.MetaFlowMatching.Training;
using CellDynamics.Methods.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace CellDynamics.Methods.Staged.Training;

/// <summary>Fits an agent to what becomes of cells in one step, x e^−γ + A σ(m(x)) (1 − e^−γ)/γ, which is exact while what drives a gene stands still; without a later state every cell is taken as at rest, the end of a step without end.</summary>
/// <remarks>
/// For cells that were each seen once (docs/methods/staged.md): what follows a cell is another cell, so a step is mostly the difference between two cells. Every freedom is used to explain that noise: levels at which genes act
/// stay where they are put, at half of their range, strengths cost in proportion to their size, measured where genes vary, and each fit sees cells drawn with replacement.
/// </remarks>
internal static class StepTraining
{
    private const int Steps = 1500, CellsPerStep = 512, StreamOfCells = 71, StreamOfBootstrap = 72, ReadEvery = 50;
    private const double LearningRate = 0.1, LastShareOfRate = 0.03, GenesOfRate = 12, Sparsity = 0.007, MostMade = 1.2, Half = 0.5, Slope = 4, LeastVariance = 1e-4, LeastSpread = 0.02, MostGradient = 1;

    /// <param name="levels">In units of the agent, <c>[cells, genes]</c>.</param>
    /// <param name="next">The same cells one unit of time later; null: at rest.</param>
    /// <param name="genes"><c>[genes]</c>.</param>
    /// <param name="seed">Of the first weights and of the cells that are drawn.</param>
    /// <param name="cancellation">Asked every fifty steps.</param>
    public static AgentWeights Fit(DenseMatrix levels, DenseMatrix? next, string[] genes, int seed, CancellationToken cancellation)
    {
        using DisposeScope scope = NewDisposeScope();
        using TorchThreads one = TorchThreads.UseOneIf(isSmall: true);
        using var tissue = new Tissue(new Neighbourhood(new int[levels.Rows], ["cell"], null));
        using var network = new AgentNetwork(tissue, ["cell"], genes, [], Start(genes.Length), 0, seed);
        network.HoldResponses();
        Tensor cells = tissue.Arrange([levels]), later = next is null ? cells : tissue.Arrange([next]);
        using Scalar least = LeastVariance, smallest = LeastSpread, perCell = 1.0 / ((double)CellsPerStep * genes.Length), price = Sparsity / genes.Length;
        Tensor weight = later.var([0, 1, 2], unbiased: false, keepdim: true).clamp_min(least).reciprocal();
        Tensor spread = network.Active(cells).std([0, 1, 2], unbiased: false, keepdim: true).clamp_min(smallest).detach().reshape(1, genes.Length, 1);
        long[] known = [.. Bootstrap(levels.Rows, seed)];
        using var adam = new Adam(network.parameters(), 0);
        double rate = LearningRate * Math.Min(1, GenesOfRate / genes.Length);
        for (int step = 0; step < Steps; step++)
        {
            if (step % ReadEvery == 0)
                cancellation.ThrowIfCancellationRequested();
            using DisposeScope inner = NewDisposeScope();
            var random = new RandomStream(seed, StreamOfCells, step);
            Tensor drawn = tensor([.. Enumerable.Range(0, CellsPerStep).Select(_ => known[random.NextIndex(known.Length)])], [CellsPerStep]);
            Tensor now = cells.index_select(2, drawn), error = (next is null ? network.Made(now) : network.Later(now)).sub(later.index_select(2, drawn)).Squared().mul(weight).sum().mul(perCell);
            adam.ClearGradients();
            error.Plus(network.Weights.abs().mul(spread).sum().mul(price)).backward();
            nn.utils.clip_grad_norm_(network.parameters(), MostGradient);
            adam.Step(rate * CosineDecay.At(1, LastShareOfRate, step, Steps));
        }
        return network.Read();
    }

    private static AgentStart Start(int genes) => new(Same(genes, Half), Same(genes, MostMade), Same(genes, 1), Slope);

    private static IEnumerable<long> Bootstrap(int cells, int seed)
    {
        var random = new RandomStream(seed, StreamOfBootstrap);
        for (int i = 0; i < cells; i++)
            yield return random.NextIndex(cells);
    }

    private static double[] Same(int count, double value) => [.. Enumerable.Repeat(value, count)];
}
