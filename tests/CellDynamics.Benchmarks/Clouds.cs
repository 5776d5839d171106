using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Integration;

namespace CellDynamics.Benchmarks;

/// <summary>Cells to measure on.</summary>
internal static class Clouds
{
    /// <summary>Standard normal around a point, <c>[cells, dims]</c>; the same seed draws the same.</summary>
    public static DenseMatrix Normal(int cells, int dims, double centre, int seed)
    {
        var random = new RandomStream(seed);
        var cloud = new DenseMatrix(cells, dims);
        random.FillNormal(cloud.Values);
        for (int at = 0; at < cloud.Values.Length; at++)
            cloud.Values[at] += centre;
        return cloud;
    }
}
