using System.Diagnostics;
using System.Numerics.Tensors;
using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Integration;
using CellDynamics.Methods.Transport;

namespace CellDynamics.Cli.Benchmarks;

/// <summary>Two Gaussian clouds of equal size and weights, and how we solve them.</summary>
/// <param name="Cost">Squared Euclidean distances <c>[size, size]</c>.</param>
/// <param name="Epsilon">Cost units.</param>
internal sealed record TransportProblem(DenseMatrix Cost, double Epsilon)
{
    public const int Dimensions = 50;

    public const double EpsilonFraction = 0.05;

    public const double Tolerance = 1e-9;

    public int Size => Cost.Rows;

    public static TransportProblem Gaussian(int size)
    {
        DenseMatrix cost = CostMatrix.SquaredEuclidean(Cloud(size, 1), Cloud(size, 2));
        return new TransportProblem(cost, EpsilonFraction * TensorPrimitives.Sum<double>(cost.Values) / cost.Values.Length);
    }

    public TransportTrial Solve(TransportSolver solver, CancellationToken cancellation)
    {
        double[] weights = TransportWeights.Uniform(Size);
        long start = Stopwatch.GetTimestamp();
        (DenseMatrix plan, long iterations) = solver == TransportSolver.Exact ? Exact(weights, cancellation) : Entropic(weights, cancellation);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return new TransportTrial(seconds, TensorPrimitives.Dot<double>(plan.Values, Cost.Values), MarginalError(plan, weights), iterations);
    }

    private (DenseMatrix Plan, long Pivots) Exact(double[] weights, CancellationToken cancellation)
    {
        TransportPlan plan = ExactTransport.Solve(Cost, weights, weights, cancellation);
        return (plan.ToDense(), plan.Pivots);
    }

    private (DenseMatrix Plan, long Iterations) Entropic(double[] weights, CancellationToken cancellation)
    {
        var sinkhorn = new Sinkhorn(new SinkhornOptions { Epsilon = Epsilon, Tolerance = Tolerance });
        SinkhornResult result = sinkhorn.Solve(Cost, weights, weights, cancellation: cancellation);
        return (result.Plan(), result.Iterations);
    }

    private static double MarginalError(DenseMatrix plan, double[] weights)
    {
        double[] columns = new double[plan.Columns], rows = new double[plan.Rows];
        for (int i = 0; i < plan.Rows; i++)
        {
            TensorPrimitives.Add(columns, plan.Row(i), columns);
            rows[i] = TensorPrimitives.Sum<double>(plan.Row(i));
        }
        return double.Hypot(TensorPrimitives.Distance<double>(rows, weights), TensorPrimitives.Distance<double>(columns, weights));
    }

    private static DenseMatrix Cloud(int cells, int seed)
    {
        var cloud = new DenseMatrix(cells, Dimensions);
        new RandomStream(seed, cells).FillNormal(cloud.Values);
        return cloud;
    }
}
