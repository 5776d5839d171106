using BenchmarkDotNet.Attributes;
using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Transport;

namespace CellDynamics.Benchmarks;

/// <summary>Transport between two clouds in 50 dimensions, the cost matrix given.</summary>
[MemoryDiagnoser]
public class TransportKernels
{
    private DenseMatrix source = null!, target = null!, cost = null!;
    private double[] weights = null!;

    [Params(500, 1000, 2000)]
    public int Cells { get; set; }

    [GlobalSetup]
    public void Draw()
    {
        (source, target) = (Clouds.Normal(Cells, 50, 0, 1), Clouds.Normal(Cells, 50, 0.5, 2));
        (cost, weights) = (CostMatrix.SquaredEuclidean(source, target), TransportWeights.Uniform(Cells));
    }

    [Benchmark]
    public DenseMatrix Costs() => CostMatrix.SquaredEuclidean(source, target);

    [Benchmark]
    public SinkhornResult Entropic() => new Sinkhorn(new SinkhornOptions().RelativeTo(cost, 0.05)).Solve(cost, weights, weights);

    [Benchmark]
    public TransportPlan Exact() => ExactTransport.Solve(cost, weights, weights);
}
