using CellDynamics.Methods.Integration;
using CellDynamics.Methods.Responses.Inference;
using CellDynamics.Methods.Tests.Transport;

namespace CellDynamics.Methods.Tests.Responses;

public class InferenceTests
{
    [Theory]
    [InlineData(1.0, 1, 0.5)]
    [InlineData(1.4142135623730951, 2, 0.29289321881345254)]
    [InlineData(0.0, 7, 1.0)]
    public void Student_t_has_its_closed_forms(double t, int freedom, double p)
    {
        Assert.Equal(p, StudentT.TwoSided(t, freedom), 1e-14);
        Assert.Equal(p, StudentT.TwoSided(-t, freedom), 1e-14);
    }

    [Fact]
    public void Student_t_comes_near_the_normal_with_many_donors_and_keeps_its_tail()
    {
        Assert.Equal(0.05, StudentT.TwoSided(1.959963984540054, 1_000_000), 1e-6);
        Assert.Equal(0, StudentT.TwoSided(double.PositiveInfinity, 5));
        // The tail of one degree of freedom is 2 / (π t): nothing is lost by subtracting from one.
        Clouds.AssertRelative(2 / Math.PI / 1e12, StudentT.TwoSided(1e12, 1));
        for (int freedom = 1; freedom < 60; freedom++)
            Assert.Equal(0.05, StudentT.TwoSided(StudentT.TwoSidedPoint(0.05, freedom), freedom), 1e-12);
    }

    [Theory]
    [InlineData(new[] { 1.0, 2, 3 }, 2.0 / 8)]
    [InlineData(new[] { 1.0, 2, 3, -0.5 }, 4.0 / 16)]
    [InlineData(new[] { 1.0, 1, 1, -1 }, 10.0 / 16)]
    [InlineData(new[] { 1.0, -1 }, 1.0)]
    public void Sign_flips_are_counted_exactly(double[] differences, double p) => Assert.Equal(p, SignFlips.TwoSided(differences), 1e-15);

    [Fact]
    public void No_number_of_donors_gives_a_smaller_p_than_the_smallest_named()
    {
        for (int donors = 2; donors <= SignFlips.MostDonors; donors++)
            Assert.Equal(SignFlips.Least(donors), SignFlips.TwoSided([.. Enumerable.Range(1, donors).Select(i => (double)i)]), 1e-15);
        Assert.Equal(double.NaN, SignFlips.TwoSided([3]));
    }

    [Fact]
    public void Adjusted_p_values_never_fall_below_their_own_and_leave_out_what_was_not_tested()
    {
        double[] p = [0.01, double.NaN, 0.04, 0.03, 0.5];
        double[] adjusted = FalseDiscovery.Adjust(p);
        double[] expected = [0.04, double.NaN, 0.04 * 4 / 3, 0.04 * 4 / 3, 0.5];
        for (int i = 0; i < p.Length; i++)
            Assert.Equal(expected[i], adjusted[i], 1e-15);
    }

    [Fact]
    public void A_test_is_silent_about_one_donor_and_about_donors_that_never_change()
    {
        Assert.Equal((double.NaN, double.NaN, double.NaN), StudentT.Paired([1.5]));
        (double p, double low, double high) = StudentT.Paired([0, 0, 0]);
        Assert.Equal((double.NaN, 0, 0), (p, low, high));
    }

    [Fact]
    public void Two_points_a_side_on_a_line_have_the_distance_that_pen_and_paper_give()
    {
        // Control 0 and 1, treated 3 and 5: 2 · mean(3, 5, 2, 4) − 1 − 2.
        SeparationMatrix matrix = OnALine([0, 1], [3, 5]);
        Assert.Equal(2 * 3.5 - 1 - 2, matrix.Observed, 1e-12);
        // Of the six ways to label two of four points, this one and its mirror image separate most.
        double[][] labels = [[1, 1, 0, 0], [1, 0, 1, 0], [1, 0, 0, 1], [0, 1, 1, 0], [0, 1, 0, 1], [0, 0, 1, 1]];
        Assert.Equal(3.0 / 7, matrix.P(labels), 1e-15);
    }

    [Fact]
    public void Shuffled_labels_keep_the_sizes_of_the_groups_and_are_all_equally_likely()
    {
        double[][] labels = SeparationMatrix.Shuffled(2, 2, 6000, new RandomStream(3));
        Assert.All(labels, l => Assert.Equal(2, l.Sum()));
        int[] counts = [.. labels.GroupBy(l => string.Join("", l)).Select(group => group.Count())];
        Assert.Equal(6, counts.Length);
        // Five standard deviations of a binomial with p = 1/6.
        Assert.All(counts, count => Assert.InRange(count, 1000 - 5 * 29, 1000 + 5 * 29));
    }

    [Fact]
    public void Cells_drawn_again_are_as_far_apart_on_average_as_the_cells_themselves()
    {
        double[] control = [.. Enumerable.Range(0, 25).Select(i => i * i / 50.0)], treated = [.. Enumerable.Range(0, 20).Select(i => 3 + i / 2.0)];
        SeparationMatrix matrix = OnALine(control, treated);
        double[] draws = matrix.WithCounts(SeparationMatrix.Redrawn(25, 20_000, new RandomStream(1)), SeparationMatrix.Redrawn(20, 20_000, new RandomStream(2)));
        double mean = draws.Average(), error = Math.Sqrt(draws.Average(t => (t - mean) * (t - mean)) / draws.Length);
        Assert.InRange(matrix.Observed, mean - 4 * error, mean + 4 * error);
        // Every cell once is the sample itself.
        Assert.Equal(matrix.Observed, matrix.WithCounts([[.. control.Select(_ => 1.0)]], [[.. treated.Select(_ => 1.0)]])[0], 1e-12);
    }

    private static SeparationMatrix OnALine(double[] control, double[] treated)
    {
        double[] all = [.. control, .. treated];
        return new SeparationMatrix([.. from a in all from b in all select Math.Abs(a - b)], control.Length, treated.Length);
    }
}
