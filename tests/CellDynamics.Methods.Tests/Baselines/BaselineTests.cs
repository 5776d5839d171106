using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Baselines;
using CellDynamics.Methods.Integration;
using CellDynamics.Methods.Validation;

namespace CellDynamics.Methods.Tests.Baselines;

public class BaselineTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(0.25)]
    [InlineData(1)]
    public void A_pure_translation_is_found_exactly_by_the_shift_and_by_transport(double share)
    {
        DenseMatrix before = Cloud(40, 1);
        DenseMatrix after = Shifted(before, 3, -2), between = Shifted(before, 3 * share, -2 * share);
        Assert.Equal(between.Values, Predict(new LinearShift(), before, after, share).Values, (x, y) => Math.Abs(x - y) < 1e-12);
        DenseMatrix transported = Sorted(Predict(new TransportInterpolation(), before, after, share));
        Assert.Equal(Sorted(between).Values, transported.Values, (x, y) => Math.Abs(x - y) < 1e-12);
    }

    [Fact]
    public void Persistence_repeats_the_last_measured_cells_at_every_time()
    {
        DenseMatrix before = Cloud(10, 1), after = Cloud(12, 2);
        Assert.Equal(before.Values, Predict(new Persistence(), before, after, 0.9).Values);
    }

    [Fact]
    public void The_shift_goes_by_the_means_of_samples_of_unequal_size_and_keeps_the_earlier_shape()
    {
        DenseMatrix moved = Predict(new LinearShift(), Line(0, 2), Line(9, 10, 11), 0.5);
        Assert.Equal([4.5, 6.5], moved.Values);
    }

    [Fact]
    public void Transport_splits_the_mass_of_a_cell_where_more_cells_follow()
    {
        DenseMatrix moved = Sorted(Predict(new TransportInterpolation(), Line(0, 10), Line(12, 0, 2, 10), 0.5));
        Assert.Equal([0, 1, 10, 11], moved.Values);
    }

    [Fact]
    public void Transport_joins_the_mass_of_cells_where_fewer_follow()
    {
        DenseMatrix moved = Sorted(Predict(new TransportInterpolation(), Line(12, 0, 2, 10), Line(0, 10), 0.25));
        Assert.Equal([0, 1.5, 10, 11.5], moved.Values);
    }

    [Fact]
    public void Transport_follows_groups_apart_where_the_shift_of_the_mean_follows_none()
    {
        DenseMatrix before = Line(-1, 1), after = Line(-3, 3);
        Assert.Equal([-2, 2], Sorted(Predict(new TransportInterpolation(), before, after, 0.5)).Values);
        Assert.Equal([-1, 1], Predict(new LinearShift(), before, after, 0.5).Values);
    }

    [Fact]
    public void Every_baseline_has_a_name_of_its_own_and_no_change_is_among_them() // the verdict looks for it by name
    {
        Assert.Distinct(BaselineCatalog.All.Select(baseline => baseline.Id));
        Assert.Contains(BaselineCatalog.All, baseline => baseline.Id == Predictors.NoChange);
        Assert.DoesNotContain(BaselineCatalog.All, baseline => baseline.Id == Predictors.ThisAnalysis);
    }

    [Fact]
    public void A_cancelled_guess_stops()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => new TransportInterpolation().Predict(Cloud(300, 1), Cloud(300, 2), 0.5, source.Token));
    }

    private static DenseMatrix Predict(IBaseline baseline, DenseMatrix before, DenseMatrix after, double share) =>
        baseline.Predict(before, after, share, TestContext.Current.CancellationToken);

    private static DenseMatrix Line(params double[] values) => new(values.Length, 1, values);

    private static DenseMatrix Cloud(int cells, int seed)
    {
        var cloud = new DenseMatrix(cells, 2);
        new RandomStream(seed).FillNormal(cloud.Values);
        return cloud;
    }

    private static DenseMatrix Shifted(DenseMatrix cloud, double x, double y) => new(cloud.Rows, 2, [.. cloud.Values.Select((value, i) => value + (i % 2 == 0 ? x : y))]);

    private static DenseMatrix Sorted(DenseMatrix cloud) => cloud.SelectRows([.. Enumerable.Range(0, cloud.Rows).OrderBy(i => cloud[i, 0])]);
}
