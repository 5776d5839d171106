using System.Globalization;
using Bunit;
using CellDynamics.Data.Annotated;
using CellDynamics.Data.Quality;
using CellDynamics.Runs.Datasets;
using CellDynamics.Web.Components.Charts;
using CellDynamics.Web.Tests.Shared;

namespace CellDynamics.Web.Tests.Charts;

public class ChartTests
{
    [Fact]
    public async Task Time_bars_are_a_table_whose_bars_start_at_zero_and_whose_caption_names_the_fewest()
    {
        await using var stage = new Stage();
        TimePointSummary[] points = [new(0, "0", 1000), new(24, "24.0", 500), new(48, "day <2>", 49)];
        var cut = stage.Render<TimeBars>(p => p.Add(b => b.Points, points).Add(b => b.Unit, "h"));
        Assert.Equal("Cells per time point: fewest at 48 h (49 cells).", cut.Read("caption"));
        Assert.Equal(["0 h", "24 h", "48 hday <2>"], cut.ReadAll("tbody th")); // only a label that says more is shown
        Assert.Equal(["1,000", "500", "49"], cut.ReadAll("tbody td"));
        double[] widths = [.. cut.FindAll(".cd-bars-bar").Select(bar => Share(bar.GetAttribute("style")!))];
        Assert.Equal([1, 0.5, 0.049], widths);

        static double Share(string style) => double.Parse(style[(style.IndexOf('*', StringComparison.Ordinal) + 1)..style.IndexOf(");", StringComparison.Ordinal)], CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task A_line_chart_says_its_finding_and_can_be_read_as_a_table()
    {
        await using var stage = new Stage();
        var cut = stage.Render<LineChart>(p => p.Add(c => c.Lines, [new("Fit", [(0, 12.5), (1, double.NaN), (2, 3.25)])]).Add(c => c.XLabel, "Round").Add(c => c.YLabel, "Divergence"));
        Assert.Equal("img", cut.Find("svg").GetAttribute("role"));
        Assert.Equal("Divergence over round: Fit from 12.5 to 3.25.", cut.Find("svg").GetAttribute("aria-label"));
        Assert.Equal("Show as table", cut.Read("summary"));
        Assert.Equal(["Line", "Round", "Divergence"], cut.ReadAll("thead th"));
        Assert.Equal(["Fit", "0", "12.5", "Fit", "2", "3.25"], cut.ReadAll("tbody td")); // what is not a number is not drawn
        Assert.Equal("Fit", cut.Read("figcaption"));
    }

    [Fact]
    public async Task A_line_of_thousands_of_points_is_drawn_with_hundreds_and_keeps_its_ends()
    {
        await using var stage = new Stage();
        (double, double)[] points = [.. Enumerable.Range(0, 5000).Select(i => ((double)i, 5000.0 - i))];
        var cut = stage.Render<LineChart>(p => p.Add(c => c.Lines, [new("Fit", points)]).Add(c => c.XLabel, "Round").Add(c => c.YLabel, "Divergence"));
        Assert.Equal(300, cut.Find("path").GetAttribute("d")!.Count(letter => letter is 'M' or 'L'));
        Assert.EndsWith("Fit from 5E+03 to 1.", cut.Find("svg").GetAttribute("aria-label"), StringComparison.Ordinal);
        Assert.InRange(cut.FindAll("tbody tr").Count, 10, 30);
        Assert.Equal("4999", Words.Of(cut.FindAll("tbody tr")[^1].Children[1]));
    }

    [Fact]
    public async Task A_line_chart_without_values_says_so()
    {
        await using var stage = new Stage();
        var cut = stage.Render<LineChart>(p => p.Add(c => c.XLabel, "Round").Add(c => c.YLabel, "Divergence"));
        Assert.Equal("Divergence: no values yet.", cut.Find("svg").GetAttribute("aria-label"));
        Assert.Empty(cut.FindAll("path"));
    }

    [Fact]
    public async Task The_figure_of_cells_names_what_it_shows_and_warns_where_distances_mean_little()
    {
        await using var stage = new Stage();
        DatasetSummary summary = Samples.Summary() with { PreviewName = "UMAP of the file" };
        var cut = stage.Render<CellsFigure>(p => p.Add(c => c.Dataset, Guid.Empty).Add(c => c.Summary, summary));
        Assert.Equal("4 measured cells by time point, UMAP of the file", cut.Find("img").GetAttribute("alt"));
        Assert.Equal(["0 h", "24 h", "48 h"], cut.ReadAll(".cd-time-key"));
        Assert.EndsWith("distances between groups mean little", cut.Read(".cd-figure-note"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_filters_that_keep_equally_many_cells_are_two_pictures()
    {
        await using var stage = new Stage();
        string? Address(int genes) => stage.Render<CellsFigure>(p => p.Add(c => c.Dataset, Guid.Empty).Add(c => c.Summary, Samples.Summary() with { SuggestedRoles = new StudyRoles { Time = "Hours", Filter = new CellFilter { MinGenes = genes } } }))
            .Find("img").GetAttribute("src");
        Assert.NotEqual(Address(200), Address(201));
        Assert.Equal(Address(200), Address(200));
    }

    [Fact]
    public async Task Cells_without_times_are_coloured_by_group_with_a_key()
    {
        DatasetSummary summary = Samples.Screen() with { Groups = new PreviewGroups("stim", ["Ref", "LPS"], [1, -1]) };
        string svg = CellsPicture.Draw(summary, PictureSize.Thumbnail, isDark: true);
        Assert.Contains($"stroke=\"{CategoryColours.Dark[1]}\"", svg, StringComparison.Ordinal);
        Assert.Contains($"stroke=\"{TimeColours.Ghost(true)}\"", svg, StringComparison.Ordinal);
        Assert.DoesNotContain(CategoryColours.Dark[0], svg, StringComparison.Ordinal);
        await using var stage = new Stage();
        var cut = stage.Render<CellsFigure>(p => p.Add(c => c.Dataset, Guid.Empty).Add(c => c.Summary, summary));
        Assert.Equal("2 measured cells by stim, PCA", cut.Find("img").GetAttribute("alt"));
        Assert.Equal(["Ref", "LPS", "others"], cut.ReadAll(".cd-time-key"));
    }

    [Fact]
    public void The_picture_of_cells_draws_every_finite_cell_in_the_colour_of_its_time()
    {
        string svg = CellsPicture.Draw(Samples.Summary(), PictureSize.Thumbnail, isDark: false);
        Assert.Equal(4, svg.Split("h0").Length - 1);
        Assert.Contains($"stroke=\"{TimeColours.Light[0]}\"", svg, StringComparison.Ordinal);
        Assert.Contains($"stroke=\"{TimeColours.Light[3]}\"", svg, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", svg, StringComparison.Ordinal);
        Assert.Equal(3, CellsPicture.Draw(Samples.Summary() with { Preview = [0, 0, float.NaN, 1, 2, 2, 3, 3] }, PictureSize.Thumbnail, false).Split("h0").Length - 1);
    }

    [Fact]
    public void Time_colours_are_placed_by_time_value_and_not_by_index()
    {
        Assert.Equal(0.25, TimeColours.Fraction(6, 0, 24));
        Assert.Equal(0, TimeColours.Fraction(6, 6, 6));
        Assert.Equal(TimeColours.Light[1], TimeColours.Hex(1.0 / 3, isDark: false));
        Assert.Equal("#1F817F".Length, TimeColours.Hex(0.1, false).Length);
        Assert.NotEqual(TimeColours.Hex(0.1, false), TimeColours.Hex(0.2, false));
    }

    [Theory]
    [InlineData(0, 100, new double[] { 0, 50, 100 })]
    [InlineData(0, 72, new double[] { 0, 20, 40, 60 })]
    [InlineData(-0.3, 0.3, new[] { -0.2, 0, 0.2 })]
    [InlineData(5, 5, new double[] { 5 })]
    public void Ticks_are_round_numbers_inside_the_range(double low, double high, double[] expected) =>
        Assert.Equal(expected, AxisTicks.Of(low, high).Select(tick => Math.Round(tick, 9)));
}
