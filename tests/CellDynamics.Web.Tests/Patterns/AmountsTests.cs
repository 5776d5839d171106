using CellDynamics.Web.Components.Patterns;

namespace CellDynamics.Web.Tests.Patterns;

public class AmountsTests
{
    [Theory]
    [InlineData(1, "1 cell")]
    [InlineData(0, "0 cells")]
    [InlineData(2947, "2,947 cells")]
    public void A_count_is_grouped_and_agrees_with_its_noun(long count, string words) => Assert.Equal(words, Amounts.Of(count, "cell"));

    [Theory]
    [InlineData(0, "0 bytes")]
    [InlineData(1, "1 byte")]
    [InlineData(1_000, "1 kB")]
    [InlineData(2_149_999, "2.1 MB")]
    [InlineData(6_200_000_000, "6.2 GB")]
    public void A_size_has_the_unit_that_fits(long bytes, string words) => Assert.Equal(words, Amounts.Bytes(bytes));

    [Theory]
    [InlineData(new double[0], "h", "none")]
    [InlineData(new[] { 24.0 }, "h", "24 h")]
    [InlineData(new[] { 0.0, 24, 48, 72 }, "h", "0, 24, 48 and 72 h")]
    [InlineData(new[] { 1.0, 2 }, "", "1 and 2")]
    [InlineData(new[] { 1.0, 2, 3, 4, 5, 6, 7, 8, 9.5 }, "d", "1 to 9.5 d")]
    public void Times_have_their_unit_once(double[] times, string unit, string words) => Assert.Equal(words, Amounts.Times(times, unit));

    [Theory]
    [InlineData(-5, "0:00")]
    [InlineData(4, "0:04")]
    [InlineData(3723, "1:02:03")]
    public void Elapsed_time_reads_like_a_clock(double seconds, string words) => Assert.Equal(words, Amounts.Clock(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(2, 9, "a few seconds")]
    [InlineData(21, 44, "20 to 40 s")]
    [InlineData(240, 341, "4 to 6 min")]
    [InlineData(60, 95, "1 to 2 min")]
    [InlineData(7000, 9000, "1 to 3 h")]
    public void An_estimate_is_a_range(double low, double high, string words) => Assert.Equal(words, Amounts.Range(low, high));
}
