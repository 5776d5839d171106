using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Integration;
using CellDynamics.Methods.MetaFlowMatching.Training;
using CellDynamics.Methods.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace CellDynamics.Methods.Staged.Training;

/// <summary>Fits an agent to cells that were each seen once, taking every cell as at rest: of each gene as much is made as lost, so that its level is what the other genes of the cell make of it.</summary>
/// <remarks>A message lives for minutes to hours and follows its regulators at once on the scale of a differentiation; without paths there are no rates to fit (docs/methods/staged.md, cells seen once).</remarks>
internal static class RestTraining
{
    private const int Steps = 1500, CellsPerStep = 512, StreamOfCells = 71, ReadEvery = 50;
    private const double LearningRate = 0.1, LastShareOfRate = 0.03, GenesOfRate = 12, Sparsity = 0.001, MostMade = 1.2, LeastHalf = 0.01, LeastVariance = 1e-4, MostGradient = 1;

    private static readonly Scalar PerSmall = 2.0;

    /// <param name="levels">In units of the agent, <c>[cells, genes]</c>.</param>
    /// <param name="genes"><c>[genes]</c>.</param>
    /// <param name="seed">Of the first weights and of the cells that are drawn.</param>
    /// <param name="cancellation">Asked at every step.</param>
    public static AgentWeights Fit(DenseMatrix levels, string[] genes, int seed, CancellationToken cancellation)
    {
        using DisposeScope scope = NewDisposeScope();
        using TorchThreads one = TorchThreads.UseOneIf(isSmall: true);
        using var tissue = new Tissue(new Neighbourhood(new int[levels.Rows], ["cell"], null));
        using var network = new AgentNetwork(tissue, ["cell"], genes, [], Start(levels), 0, seed);
        Tensor cells = tissue.Arrange([levels]);
        using Scalar least = LeastVariance, perCell = 1.0 / ((double)CellsPerStep * genes.Length), price = Sparsity / genes.Length;
        Tensor weight = cells.sub(cells.mean([0, 1, 2], keepdim: true)).Squared().mean([0, 1, 2], keepdim: true).clamp_min(least).reciprocal();
        using var adam = new Adam(network.parameters(), 0);
        double rate = LearningRate * Math.Min(1, GenesOfRate / genes.Length);
        for (int step = 0; step < Steps; step++)
        {
            if (step % ReadEvery == 0)
                cancellation.ThrowIfCancellationRequested();
            using DisposeScope inner = NewDisposeScope();
            var random = new RandomStream(seed, StreamOfCells, step);
            Tensor drawn = cells.index_select(2, tensor([.. Enumerable.Range(0, CellsPerStep).Select(_ => (long)random.NextIndex(levels.Rows))], [CellsPerStep]));
            Tensor error = network.Made(drawn).sub(drawn).Squared().mul(weight).sum().mul(perCell);
            adam.ClearGradients();
            error.Plus(network.Weights.abs().mul(PerSmall).log1p().sum().mul(price)).backward();
            nn.utils.clip_grad_norm_(network.parameters(), MostGradient);
            adam.Step(rate * (LastShareOfRate + (1 - LastShareOfRate) * 0.5 * (1 + Math.Cos(Math.PI * step / Steps))));
        }
        return network.Read();
    }

    private static AgentStart Start(DenseMatrix levels)
    {
        double[] half = [.. Enumerable.Range(0, levels.Columns).Select(gene => Math.Max(LeastHalf, levels.Column(gene).Average()))];
        return new AgentStart(half, [.. half.Select(_ => MostMade)], [.. half.Select(_ => 1.0)]);
    }
}
