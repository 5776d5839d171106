using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Metrics;
using CellDynamics.Methods.Tests.Transport;
using CellDynamics.Methods.Validation.Donors;
using static CellDynamics.Methods.Tests.Transport.Clouds;

namespace CellDynamics.Methods.Tests.Metrics;

public class ResponseDistanceTests
{
    [Fact]
    public void Every_error_is_the_one_that_numpy_scipy_and_pot_find()
    {
        DenseMatrix x = Mixed(Cloud(80, 5, 71), 0.8), y = Mixed(Cloud(65, 5, 72), -0.3);
        double[] reference = PythonReference.Run("""
            x, y = d["x"], d["y"]
            def squared(p, q): return ((p[:, None] - q[None]) ** 2).sum(-1)
            def upper(p): return np.corrcoef(p.T)[np.triu_indices(p.shape[1], 1)]
            levels = np.arange(5, 100, 5)
            print(ot.emd2([], [], np.sqrt(squared(x, y))), np.sqrt(ot.emd2([], [], squared(x, y))),
                  scipy.stats.pearsonr(upper(x), upper(y))[0], np.sqrt(((x.mean(0) - y.mean(0)) ** 2).mean()),
                  np.abs(np.percentile(x, levels, axis=0) - np.percentile(y, levels, axis=0)).mean())
            """, new { x = x.ToRows(), y = y.ToRows() });
        ResponseErrors errors = ResponseDistance.Between(x, y);
        double[] found = [errors.W1, errors.W2, errors.Correlation, errors.MeanError, errors.QuantileError];
        for (int i = 0; i < found.Length; i++)
            AssertRelative(reference[i], found[i]);
        PopulationDistance distance = PopulationDistance.Between(x, y);
        Assert.Equal((distance.Mmd, distance.Energy), (errors.Mmd, errors.Energy));
    }

    [Fact]
    public void A_shift_of_all_cells_is_as_far_as_it_is_long_and_leaves_the_correlations_as_they_are()
    {
        DenseMatrix x = Mixed(Cloud(60, 4, 73), 0.5), moved = Shifted(x, [3, 0, -4, 0]);
        ResponseErrors errors = ResponseDistance.Between(x, moved);
        AssertRelative(5, errors.W1, 1e-9);
        AssertRelative(5, errors.W2, 1e-9);
        Assert.Equal(1, errors.Correlation, 1e-9);
        Assert.Equal(2.5, errors.MeanError, 1e-9); // root of (9 + 16) / 4
        Assert.Equal(1.75, errors.QuantileError, 1e-9); // (3 + 4) / 4
    }

    [Fact]
    public void A_population_is_no_distance_from_itself()
    {
        DenseMatrix x = Mixed(Cloud(40, 4, 74), 0.5);
        ResponseErrors errors = ResponseDistance.Between(x, x);
        Assert.All([errors.W1, errors.W2, errors.Mmd, errors.Energy, errors.MeanError, errors.QuantileError], error => Assert.Equal(0, error, 1e-7));
        Assert.Equal(1, errors.Correlation, 1e-12);
    }

    [Fact]
    public void Correlations_turned_around_are_found_to_be_opposite()
    {
        DenseMatrix x = Mixed(Cloud(50, 3, 75), 0.9), mirrored = new(50, 3, [.. x.Values]);
        for (int i = 0; i < 50; i++)
            mirrored[i, 1] = -mirrored[i, 1];
        double[] reference = PythonReference.Run("""
            def upper(p): return np.corrcoef(p.T)[np.triu_indices(3, 1)]
            print(scipy.stats.pearsonr(upper(d["x"]), upper(d["y"]))[0])
            """, new { x = x.ToRows(), y = mirrored.ToRows() });
        double found = FeatureCorrelation.Between(x, mirrored);
        Assert.InRange(found, -1, 0.9);
        AssertRelative(reference[0], found);
    }

    [Fact]
    public void Features_that_are_constant_in_one_population_have_no_correlations_and_are_dropped()
    {
        DenseMatrix x = Mixed(Cloud(30, 4, 76), 0.6), y = Mixed(Cloud(30, 4, 77), 0.2);
        double without = FeatureCorrelation.Between(x, y);
        Assert.Equal(without, FeatureCorrelation.Between(WithConstant(x, 0.1), WithColumn(y)), 1e-12);
        Assert.True(double.IsNaN(FeatureCorrelation.Between(Cloud(30, 2, 78), Cloud(30, 2, 79))));
        Assert.True(double.IsNaN(FeatureCorrelation.Between(WithConstant(Cloud(30, 2, 78), 0.1), Cloud(30, 3, 79))));

        static DenseMatrix WithConstant(DenseMatrix states, double value) => Widened(states, _ => value);
        static DenseMatrix WithColumn(DenseMatrix states) => Widened(states, i => i % 7);
    }

    [Fact]
    public void A_score_is_nought_at_the_ceiling_one_without_change_and_undefined_without_a_response()
    {
        Assert.Equal(0, ResponseDistance.Normalised(2, 5, 2));
        Assert.Equal(1, ResponseDistance.Normalised(5, 5, 2));
        Assert.Equal(0.5, ResponseDistance.Normalised(3.5, 5, 2));
        Assert.Equal(2, ResponseDistance.Normalised(8, 5, 2));
        Assert.True(double.IsNaN(ResponseDistance.Normalised(3, 2, 2)));
        Assert.True(double.IsNaN(ResponseDistance.Normalised(3, 1, 2)));
    }

    private static DenseMatrix Widened(DenseMatrix states, Func<int, double> last)
    {
        var wide = new DenseMatrix(states.Rows, states.Columns + 1);
        for (int i = 0; i < states.Rows; i++)
        {
            states.Row(i).CopyTo(wide.Row(i));
            wide[i, states.Columns] = last(i);
        }
        return wide;
    }

    /// <summary>Every feature takes a part of the one before it, so that features go together.</summary>
    private static DenseMatrix Mixed(DenseMatrix cloud, double share)
    {
        for (int i = 0; i < cloud.Rows; i++)
        {
            for (int k = 1; k < cloud.Columns; k++)
                cloud[i, k] += share * k * cloud[i, k - 1];
        }
        return cloud;
    }

    private static DenseMatrix Shifted(DenseMatrix states, double[] by) =>
        new(states.Rows, states.Columns, [.. states.Values.Select((value, i) => value + by[i % by.Length])]);
}
