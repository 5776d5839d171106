using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Metrics;
using static CellDynamics.Methods.Tests.Transport.Clouds;

namespace CellDynamics.Methods.Tests.Transport;

public class PopulationDistanceTests
{
    [Fact]
    public void Populations_of_unequal_sizes_are_as_far_apart_as_pot_and_numpy_say()
    {
        DenseMatrix x = Cloud(90, 5, 61), y = Shifted(Cloud(70, 5, 62), 0.4);
        double[] reference = PythonReference.Run("""
            x, y = d["x"], d["y"]
            def squared(p, q): return ((p[:, None] - q[None]) ** 2).sum(-1)
            def kernel(p, q): return np.mean([np.exp(-g * squared(p, q)).mean() for g in (2, 1, .5, .1, .01, .005)])
            def distance(p, q): return np.sqrt(squared(p, q)).mean()
            print(ot.emd2([], [], np.sqrt(squared(x, y))), np.sqrt(ot.emd2([], [], squared(x, y))),
                  kernel(x, x) + kernel(y, y) - 2 * kernel(x, y), 2 * distance(x, y) - distance(x, x) - distance(y, y))
            """, new { x = x.ToRows(), y = y.ToRows() });
        AssertAll(reference, PopulationDistance.Between(x, y));
    }

    [Fact]
    public void In_one_dimension_w1_and_energy_are_those_of_scipy()
    {
        DenseMatrix x = Cloud(130, 1, 63), y = Shifted(Cloud(85, 1, 64), 0.7);
        double[] reference = PythonReference.Run("""
            x, y = d["x"], d["y"]
            print(scipy.stats.wasserstein_distance(x, y), scipy.stats.energy_distance(x, y) ** 2)
            """, new { x = x.Values, y = y.Values });
        PopulationDistance distance = PopulationDistance.Between(x, y);
        AssertRelative(reference[0], distance.W1);
        AssertRelative(reference[1], distance.Energy);
    }

    [Fact]
    public void The_distance_does_not_depend_on_the_order_of_the_populations_or_of_their_cells()
    {
        DenseMatrix x = Cloud(50, 3, 65), y = Cloud(35, 3, 66);
        DenseMatrix reversed = new(50, 3, [.. x.ToRows().Reverse().SelectMany(row => row)]);
        PopulationDistance there = PopulationDistance.Between(x, y), back = PopulationDistance.Between(y, reversed);
        AssertAll([there.W1, there.W2, there.Mmd, there.Energy], back, 1e-10);
    }

    [Fact]
    public void Two_single_cells_are_apart_by_the_closed_forms()
    {
        PopulationDistance distance = PopulationDistance.Between(new DenseMatrix(1, 2, [0, 0]), new DenseMatrix(1, 2, [3, 4]));
        double kernels = PopulationDistance.KernelWidths.Average(width => Math.Exp(-25 * width));
        AssertAll([5, 5, 2 - 2 * kernels, 10], distance, 1e-12);
    }

    [Fact]
    public void Populations_in_different_spaces_are_refused() =>
        Assert.Contains("2 and 3 dimensions", Assert.Throws<ArgumentException>(() => PopulationDistance.Between(Cloud(4, 2, 1), Cloud(4, 3, 1))).Message);

    [Fact]
    public void An_empty_population_is_refused() =>
        Assert.Throws<ArgumentException>(() => PopulationDistance.Between(Cloud(4, 2, 1), new DenseMatrix(0, 2)));

    private static void AssertAll(double[] expected, PopulationDistance found, double tolerance = 1e-6)
    {
        AssertRelative(expected[0], found.W1, tolerance);
        AssertRelative(expected[1], found.W2, tolerance);
        AssertRelative(expected[2], found.Mmd, tolerance);
        AssertRelative(expected[3], found.Energy, tolerance);
    }

    private static DenseMatrix Shifted(DenseMatrix cloud, double by) => new(cloud.Rows, cloud.Columns, Array.ConvertAll(cloud.Values, value => value + by));
}
