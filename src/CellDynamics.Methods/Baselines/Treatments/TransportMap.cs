using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Integration;
using CellDynamics.Methods.Treatments;
using static TorchSharp.torch;

namespace CellDynamics.Methods.Baselines.Treatments;

/// <summary>The map ∇g that carries control cells to treated ones at least squared cost, learned against the potential f of the way back.</summary>
/// <remarks>
/// min over f, max over g of E f(y) + E[⟨x, ∇g(x)⟩ − f(∇g(x))], both convex. Ref: Makkuva et al. 2020, arXiv 1908.10609; Bunne et al. 2023. As published: ten
/// steps of g to one of f, weights of f clamped and those of g penalised where negative, Adam with decays 0.5 and 0.9. Unlike it: a learning rate of 0.004 that
/// falls to a tenth, and 600 steps of f, instead of 0.0001 and 100,000 steps, so that a map takes seconds. On a left-out patient of
/// Bodenmiller's cells (24 markers after asinh(x/5), no change 4.88, average shift 4.22) W2 was 3.79 after 600 steps; 1,200 steps of an earlier variant gained nothing.
/// States are centred and divided by one number, so that distances keep their proportions; donors count alike.
/// </remarks>
internal sealed class TransportMap : IDisposable
{
    public const int DefaultSteps = 600;

    private const int InnerSteps = 10, BatchCells = 256, MostAtOnce = 4096;
    private const double Rate = 4e-3, LastRate = 4e-4;

    private readonly ConvexPotential potential;
    private readonly double[] centre;
    private readonly double scale;

    private TransportMap(ConvexPotential potential, double[] centre, double scale) => (this.potential, this.centre, this.scale) = (potential, centre, scale);

    /// <param name="pairs">Of one treatment.</param>
    /// <param name="steps">Of f.</param>
    /// <param name="seed">Of the first weights and the batches.</param>
    /// <param name="cancellation">Looked at in every step.</param>
    public static TransportMap Learn(IReadOnlyList<TreatmentPair> pairs, int steps, int seed, CancellationToken cancellation)
    {
        DenseMatrix[] all = [.. pairs.SelectMany(pair => new[] { pair.Control.States, pair.Treated.States })];
        int dims = all[0].Columns;
        double[] centre = [.. Enumerable.Range(0, dims).Select(k => all.Average(states => states.Column(k).Average()))];
        double scale = Enumerable.Range(0, dims).Average(k => Math.Sqrt(all.Average(states => states.Column(k).Average(value => (value - centre[k]) * (value - centre[k])))));
        var map = new TransportMap(new ConvexPotential(dims, new RandomStream(seed, 1)), centre, scale > 0 ? scale : 1);
        using var dual = new ConvexPotential(dims, new RandomStream(seed, 2));
        try
        {
            map.Train(dual, pairs, steps, new RandomStream(seed, 3), cancellation);
            return map;
        }
        catch
        {
            map.Dispose();
            throw;
        }
    }

    private void Train(ConvexPotential dual, IReadOnlyList<TreatmentPair> pairs, int steps, RandomStream random, CancellationToken cancellation)
    {
        DenseMatrix[][] controls = [.. pairs.GroupBy(pair => pair.Donor).Select(donor => donor.Select(pair => pair.Control.States).ToArray())];
        DenseMatrix[][] treated = [.. pairs.GroupBy(pair => pair.Donor).Select(donor => donor.Select(pair => pair.Treated.States).ToArray())];
        for (int step = 0; step < steps; step++)
        {
            double rate = CosineDecay.At(Rate, LastRate, step, steps);
            for (int inner = 0; inner < InnerSteps; inner++)
            {
                cancellation.ThrowIfCancellationRequested();
                using var scope = NewDisposeScope();
                Tensor x = Batch(controls, random), moved = potential.Gradient(x, isTrained: true);
                // f(moved) − ⟨x, moved⟩ rises with moved by this much: its slope in the weights is that of the product, and f needs no graph.
                Tensor rise = dual.Gradient(moved.detach(), isTrained: false) - x;
                potential.Descend((rise * moved).sum(1).mean().Plus(potential.Negativity()), rate);
            }
            using var outer = NewDisposeScope();
            Tensor image = potential.Gradient(Batch(controls, random), isTrained: false).detach();
            dual.Descend((dual.Value(Batch(treated, random)) - dual.Value(image)).mean(), rate);
            dual.MakeConvex();
        }
    }

    /// <summary>Where the control cells go.</summary>
    /// <returns><c>[cells, dims]</c>, in the order given.</returns>
    public DenseMatrix Apply(DenseMatrix control, CancellationToken cancellation)
    {
        var moved = new DenseMatrix(control.Rows, control.Columns);
        for (int start = 0; start < control.Rows; start += MostAtOnce)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = Math.Min(MostAtOnce, control.Rows - start);
            using var scope = NewDisposeScope();
            float[] found = potential.Gradient(Scaled(count, i => control.Row(start + i)), isTrained: false).data<float>().ToArray();
            for (int i = 0; i < found.Length; i++)
                moved.Values[start * control.Columns + i] = found[i] * scale + centre[i % centre.Length];
        }
        return moved;
    }

    private Tensor Batch(DenseMatrix[][] donors, RandomStream random) => Scaled(BatchCells, _ =>
    {
        DenseMatrix[] populations = donors[random.NextIndex(donors.Length)];
        DenseMatrix states = populations[random.NextIndex(populations.Length)];
        return states.Row(random.NextIndex(states.Rows));
    });

    private Tensor Scaled(int rows, Func<int, Span<double>> row)
    {
        float[] values = new float[rows * centre.Length];
        for (int i = 0; i < rows; i++)
        {
            Span<double> cell = row(i);
            for (int k = 0; k < centre.Length; k++)
                values[i * centre.Length + k] = (float)((cell[k] - centre[k]) / scale);
        }
        return tensor(values, rows, centre.Length);
    }

    public void Dispose() => potential.Dispose();
}
