using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Integration;

namespace CellDynamics.Methods.Tests.Transport;

/// <summary>Small populations to transport.</summary>
internal static class Clouds
{
    /// <summary>Standard normal states <c>[cells, dims]</c>.</summary>
    public static DenseMatrix Cloud(int cells, int dims, int seed)
    {
        var cloud = new DenseMatrix(cells, dims);
        new RandomStream(seed, cells, dims).FillNormal(cloud.Values);
        return cloud;
    }

    /// <summary>Unequal positive weights that sum to one, <c>[count]</c>.</summary>
    public static double[] Weights(int count, int seed)
    {
        var random = new RandomStream(seed, count);
        double[] weights = [.. Enumerable.Range(0, count).Select(_ => 0.1 + random.NextUniform())];
        double total = weights.Sum();
        return Array.ConvertAll(weights, weight => weight / total);
    }

    public static double[][] ToRows(this DenseMatrix points) => [.. Enumerable.Range(0, points.Rows).Select(i => points.Row(i).ToArray())];

    public static void AssertRelative(double expected, double found, double tolerance = 1e-6) =>
        Assert.True(Math.Abs(expected - found) <= tolerance * Math.Abs(expected), $"expected {expected:R}, found {found:R}");
}
