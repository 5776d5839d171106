using CellDynamics.Data.Annotated;
using CellDynamics.Data.Studies;

namespace CellDynamics.Data.Tests.Studies;

public class TimeAxisTests
{
    [Theory]
    [InlineData("Hours", "0,24,48,72", "0 24 48 72", "h")]
    [InlineData("t", "72,0,24,48", "0 24 48 72", "")]
    [InlineData("x", "day 3,day 0,day 10", "0 3 10", "d")]
    [InlineData("x", "E8.5,E7.0,E7.25", "7 7.25 8.5", "d")]
    [InlineData("x", "8h,0h,1d", "0 8 24", "h")]
    [InlineData("x", "D10,D4,d0", "0 4 10", "d")]
    [InlineData("x", "P3,P0", "0 3", "d")]
    [InlineData("x", "T0,T2,T1", "0 1 2", "")]
    [InlineData("x", "T0h,T24h", "0 24", "h")]
    [InlineData("x", "week 2,week 1", "1 2", "wk")]
    [InlineData("x", "30min,1h,6h,2 h", "0.5 1 2 6", "h")]
    [InlineData("x", "24hpf,48hpf", "24 48", "h")]
    [InlineData("x", "0,8h,24h", "0 8 24", "h")]
    [InlineData("x", "day-3,day-1", "1 3", "d")]
    [InlineData("x", "-1,0,2.5", "-1 0 2.5", "")]
    [InlineData("x", "day -1,day 2", "-1 2", "d")]
    [InlineData("age_in_days", "3,12", "3 12", "d")]
    [InlineData("time_point", "tp_1,tp_2", "1 2", "")]
    [InlineData("x", "EMT_0d,EMT_3d", "0 3", "d")]
    [InlineData("x", "18 months,3 months", "3 18", "mo")]
    public void Labels_become_numbers_with_a_unit(string column, string labels, string times, string unit)
    {
        TimeAxis axis = TimeAxis.Parse(Column(column, labels));
        Assert.Equal(times, string.Join(' ', axis.Times.Select(NumberText.Of)));
        Assert.Equal(unit, axis.Unit);
    }

    [Theory]
    [InlineData("early,late", "'early', 'late'")]
    [InlineData("E18.5,P2", "'E18.5', 'P2'")]
    [InlineData("3 months,2 weeks", "'3 months', '2 weeks'")]
    [InlineData("control 1,treated 2", "'control 1', 'treated 2'")]
    [InlineData("1,5 h,3 h", "'1', '5 h'")]
    [InlineData("24,24", "one, '24'")]
    [InlineData("0h,0 h,0", "one, '0h'")]
    public void What_cannot_be_ordered_is_named_with_a_cure(string labels, string found)
    {
        var error = Assert.Throws<TimeAxisException>(() => TimeAxis.Parse(Column("day", labels)));
        Assert.Equal("/obs/day", error.Place);
        Assert.Contains(found, error.Message, StringComparison.Ordinal);
        Assert.NotEmpty(error.Cure);
    }

    [Fact]
    public void Counts_belong_to_used_categories_and_missing_cells_are_listed()
    {
        var column = new DataColumn("day", ColumnKind.Categorical, ["2", null, "0", "2", null], Categories: ["0", "1", "2"]);
        TimeAxis axis = TimeAxis.Parse(column);
        Assert.Equal([new TimePoint(0, "0", 1), new TimePoint(2, "2", 2)], axis.Points);
        Assert.Equal([1, 4], axis.MissingCells);
        Assert.Equal([1, -1, 0, 1, -1], axis.PointOfCell);
        Assert.Equal([0, 3], axis.CellsAt(1));
        Assert.Equal(["The unit d is read from the column's name.", "2 cells have no time and are left out.", "1 categories without cells are left out: '1'."], axis.Notes);
    }

    [Fact]
    public void Ordered_categories_without_numbers_are_ranked()
    {
        var column = new DataColumn("stage", ColumnKind.Categorical, ["late", "early", "mid"], Categories: ["early", "never", "mid", "late"], IsOrdered: true);
        TimeAxis axis = TimeAxis.Parse(column);
        Assert.Equal(["early", "mid", "late"], axis.Points.Select(p => p.Label));
        Assert.Equal([0.0, 1, 2], axis.Times);
    }

    [Fact]
    public void Numbers_are_times_and_nan_is_missing()
    {
        TimeAxis axis = TimeAxis.Parse(DataColumn.OfNumbers("time", [2, 0.5, double.NaN, 2]));
        Assert.Equal([0.5, 2], axis.Times);
        Assert.Equal([1, 0, -1, 1], axis.PointOfCell);
        Assert.Equal(double.NaN, axis.ValueOfCell[2]);
    }

    [Fact]
    public void A_film_of_cells_that_were_followed_may_have_many_times()
    {
        var film = DataColumn.OfNumbers("time", [.. Enumerable.Range(0, 2 * 501).Select(i => i / 2 * 0.1)]);
        Assert.Equal(501, TimeAxis.Parse(film, areFollowed: true).Points.Count);
        Assert.Contains("which cell it is", Assert.Throws<TimeAxisException>(() => TimeAxis.Parse(film)).Message);
    }

    [Fact]
    public void A_continuous_quantity_is_not_a_sampling_time()
    {
        var error = Assert.Throws<TimeAxisException>(() => TimeAxis.Parse(DataColumn.OfNumbers("dpt", [.. Enumerable.Range(0, 500).Select(i => i / 7.0)])));
        Assert.Contains("500 different values", error.Message, StringComparison.Ordinal);
        Assert.Throws<TimeAxisException>(() => TimeAxis.Parse(DataColumn.OfNumbers("t", [0, double.PositiveInfinity])));
        Assert.Throws<TimeAxisException>(() => TimeAxis.Parse(DataColumn.OfBooleans("treated", [true, false])));
        Assert.Throws<TimeAxisException>(() => TimeAxis.Parse(DataColumn.OfTexts("t", [null, null])));
    }

    [Theory]
    [InlineData("48", 2)]
    [InlineData("48h", 2)]
    [InlineData(" 0 ", 0)]
    [InlineData("48.0", 2)]
    public void A_point_is_found_by_number_or_label(string text, int point) =>
        Assert.Equal(point, TimeAxis.Parse(Column("Hours", "0,24,48,72")).FindPoint(text));

    [Fact]
    public void An_unknown_point_is_refused_with_the_list() =>
        Assert.Contains("There are: 0, 24.", Assert.Throws<TimeAxisException>(() => TimeAxis.Parse(Column("Hours", "0,24")).FindPoint("36")).Message, StringComparison.Ordinal);

    private static DataColumn Column(string name, string labels) => DataColumn.OfCategories(name, labels.Split(','));
}
