using System.Numerics.Tensors;
using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Integration;
using CellDynamics.Methods.Metrics;
using CellDynamics.Methods.Responses.Inference;
using CellDynamics.Methods.Transport;

namespace CellDynamics.Methods.Responses;

/// <summary>How far treated cells lie from control cells, per treatment, donor and cell type, and how far if the cells were drawn again.</summary>
/// <remarks>
/// The p-values treat cells as exchangeable: they say that two samples of one donor differ by more than which cells were caught, not that
/// donors in general respond. Kernels are those of <see cref="PopulationDistance.KernelWidths"/> on coordinates divided by one scalar, the
/// mean standard deviation over dimensions of all control cells, as Atanackovic et al. 2025 (arXiv 2408.14608) scale their data; distances stay in the units of the representation.
/// </remarks>
internal sealed class ResponseSizes(IReadOnlyList<TreatedArm> arms, IReadOnlyList<string> cellTypes, int seed, int permutations = 199)
{
    /// <summary>A sample of so many cells a side estimates a distance to a few percent and keeps the matrix in the cache.</summary>
    public const int MostCells = 500;

    /// <summary>Enough for 95 % intervals of a rank.</summary>
    private const int Resamples = 200;

    private readonly double scale = ScaleOf(arms);

    /// <param name="done">Hears of the share that is done.</param>
    /// <param name="cancellation">Stops between two pairs.</param>
    /// <returns>Sizes in the order of arms, donors and cell types, all cells first; those of all cells with the sizes of cells drawn again.</returns>
    public IReadOnlyList<SizeDraws> Measure(Action<double> done, CancellationToken cancellation)
    {
        (int Arm, int Donor, string Type)[] work =
        [
            .. from arm in Enumerable.Range(0, arms.Count)
               from donor in Enumerable.Range(0, arms[arm].Donors.Count)
               from type in cellTypes.Prepend(ResponseStatistics.AllCells)
               where arms[arm].Donors[donor].IsEnough(type)
               select (arm, donor, type),
        ];
        var sizes = new SizeDraws[work.Length];
        int finished = 0;
        Parallel.For(0, work.Length, new ParallelOptions { CancellationToken = cancellation }, i =>
        {
            sizes[i] = Of(arms[work[i].Arm], arms[work[i].Arm].Donors[work[i].Donor], work[i].Type);
            done((double)Interlocked.Increment(ref finished) / work.Length);
        });
        return sizes;
    }

    private SizeDraws Of(TreatedArm arm, DonorCells cells, string type)
    {
        int donor = NameOf(cells.Donor), treatment = NameOf($"{arm.Treatment} {arm.Dose}"), kind = NameOf(type);
        DenseMatrix control = CellSample.Of(cells.Control, type, MostCells, new RandomStream(seed, 0, donor, kind));
        DenseMatrix treated = CellSample.Of(cells.Treated, type, MostCells, new RandomStream(seed, 1, donor, kind, treatment));
        (double[] distances, double[] kernels) = Among(DenseMatrix.Stack([control, treated]));
        SeparationMatrix energy = new(distances, control.Rows, treated.Rows), mmd = new(kernels, control.Rows, treated.Rows);
        double[][] labels = SeparationMatrix.Shuffled(control.Rows, treated.Rows, permutations, new RandomStream(seed, 2, donor, kind, treatment));
        var size = new ResponseSize(
            arm.Treatment, arm.Dose, type, cells.Donor, DonorCells.CountOf(cells.Control, type), DonorCells.CountOf(cells.Treated, type),
            energy.Observed, energy.P(labels), mmd.Observed, mmd.P(labels));
        return new SizeDraws(size, type != ResponseStatistics.AllCells ? [] : energy.WithCounts(
            // The control cells of a donor are drawn alike for all treatments: their luck is common to all and does not reorder them.
            SeparationMatrix.Redrawn(control.Rows, Resamples, new RandomStream(seed, 3, donor)),
            SeparationMatrix.Redrawn(treated.Rows, Resamples, new RandomStream(seed, 4, donor, treatment))));
    }

    /// <summary>Distances and negated mean kernels among all cells, zero on the diagonal, <c>[cells, cells]</c> each.</summary>
    private (double[] Distances, double[] Kernels) Among(DenseMatrix cells)
    {
        int n = cells.Rows;
        double[] distances = new double[n * n], kernels = new double[n * n], work = new double[n];
        var tiles = new DistanceTiles(cells, cells.Columns);
        for (int i = 0; i < n; i++)
        {
            Span<double> squared = distances.AsSpan(i * n, n), kernel = kernels.AsSpan(i * n, n);
            for (int tile = 0; tile < tiles.Count; tile++)
            {
                (int start, int width) = tiles.Range(tile);
                tiles.Squared(cells.Row(i), tile, squared.Slice(start, width));
            }
            foreach (double gamma in PopulationDistance.KernelWidths)
            {
                TensorPrimitives.Multiply(squared, -gamma / (scale * scale), work);
                TensorPrimitives.Exp<double>(work, work);
                TensorPrimitives.MultiplyAdd(work, -1.0 / PopulationDistance.KernelWidths.Count, kernel, kernel);
            }
            TensorPrimitives.Sqrt(squared, squared);
            (squared[i], kernel[i]) = (0, 0);
        }
        return (distances, kernels);
    }

    /// <summary>The same name gives the same draws, whatever else the study holds. Ref: FNV-1a, Fowler, Noll &amp; Vo.</summary>
    private static int NameOf(string text) => (int)text.Aggregate(2166136261u, (hash, letter) => (hash ^ letter) * 16777619u);

    private static double ScaleOf(IReadOnlyList<TreatedArm> arms)
    {
        DenseMatrix[] controls = [.. arms.SelectMany(arm => arm.Donors).Select(donor => donor.Control).Distinct().Select(control => control.States)];
        int dims = controls[0].Columns, cells = controls.Sum(control => control.Rows);
        double sum = 0;
        for (int d = 0; d < dims; d++)
        {
            double mean = controls.Sum(control => SumOf(control, d, 0, 1)) / cells;
            sum += Math.Sqrt(controls.Sum(control => SumOf(control, d, mean, 2)) / cells);
        }
        return sum > 0 ? sum / dims : 1;
    }

    private static double SumOf(DenseMatrix states, int dim, double mean, int power)
    {
        double sum = 0;
        for (int row = 0; row < states.Rows; row++)
            sum += power == 1 ? states[row, dim] : (states[row, dim] - mean) * (states[row, dim] - mean);
        return sum;
    }
}

/// <summary>A size and what it would be with other cells of the same populations, <c>[resamples]</c>; empty but for all cells.</summary>
internal sealed record SizeDraws(ResponseSize Size, double[] Draws);
