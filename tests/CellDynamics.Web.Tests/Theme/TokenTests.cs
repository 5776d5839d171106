using System.Globalization;
using CellDynamics.Web.Components.Charts;
using CellDynamics.Web.Hosting;
using MudBlazor;

namespace CellDynamics.Web.Tests.Theme;

/// <summary>Colours are written in two places; both say the same, and both can be read (docs of the interface, section 2).</summary>
public class TokenTests
{
    private static readonly (string Token, Func<Palette, MudBlazor.Utilities.MudColor> Colour)[] Mirrored =
    [
        ("bg", p => p.Background), ("surface", p => p.Surface), ("surface", p => p.AppbarBackground), ("surface", p => p.DrawerBackground),
        ("sunken", p => p.BackgroundGray), ("sunken", p => p.TableHover), ("sunken", p => p.Skeleton),
        ("line", p => p.LinesDefault), ("line", p => p.TableLines), ("line", p => p.Divider), ("control", p => p.LinesInputs),
        ("text", p => p.TextPrimary), ("text", p => p.AppbarText), ("text", p => p.DrawerText),
        ("text-2", p => p.TextSecondary), ("text-2", p => p.ActionDefault), ("text-2", p => p.DrawerIcon), ("text-3", p => p.TextDisabled),
        ("primary", p => p.Primary), ("primary", p => p.Info), ("primary-contrast", p => p.PrimaryContrastText),
        ("success", p => p.Success), ("primary-contrast", p => p.SuccessContrastText), ("warning", p => p.Warning), ("primary-contrast", p => p.WarningContrastText),
        ("error", p => p.Error), ("primary-contrast", p => p.ErrorContrastText), ("secondary", p => p.Secondary), ("tertiary", p => p.Tertiary),
    ];

    // The ratios of the table, against surface and background, light then dark; 0 where it gives none.
    public static TheoryData<string, double, double, double, double> Ratios => new()
    {
        { "control", 4.00, 3.73, 4.83, 5.22 }, { "text", 16.4, 15.3, 14.8, 16.0 }, { "text-2", 7.92, 7.38, 9.19, 9.94 }, { "text-3", 5.41, 5.04, 6.45, 6.98 },
        { "primary", 6.91, 6.43, 8.09, 8.75 }, { "success", 6.13, 5.71, 9.24, 10.0 }, { "warning", 6.80, 6.34, 9.44, 10.2 }, { "error", 6.54, 6.09, 8.30, 8.98 },
        { "secondary", 7.63, 0, 7.42, 0 }, { "tertiary", 12.0, 0, 11.4, 0 }, { "line", 1.35, 0, 1.47, 0 },
    };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_theme_of_the_components_has_the_colours_of_the_style_sheet(bool isDark)
    {
        Palette palette = isDark ? CellDynamicsTheme.Theme.PaletteDark : CellDynamicsTheme.Theme.PaletteLight;
        foreach ((string token, Func<Palette, MudBlazor.Utilities.MudColor> colour) in Mirrored)
            Assert.Equal((token, Tokens.Of(isDark).Hex(token)), (token, colour(palette).ToString(MudBlazor.Utilities.MudColorOutputFormats.Hex).ToUpperInvariant()));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Pictures_drawn_by_the_server_have_the_colours_of_the_style_sheet(bool isDark)
    {
        Assert.Equal(Tokens.Of(isDark).Series("time"), isDark ? TimeColours.Dark : TimeColours.Light);
        Assert.Equal(Tokens.Of(isDark).Series("category"), isDark ? CategoryColours.Dark : CategoryColours.Light);
        Assert.Equal(Tokens.Of(isDark).Hex("ghost"), TimeColours.Ghost(isDark));
    }

    [Fact]
    public void Both_themes_define_the_same_colours() => Assert.Equal(Tokens.Light.Names.Order(), Tokens.Dark.Names.Order());

    [Theory]
    [MemberData(nameof(Ratios))]
    public void The_contrasts_of_the_design_hold(string token, double onSurface, double onBackground, double onDarkSurface, double onDarkBackground)
    {
        (Tokens Theme, string Behind, double Promised)[] cases =
            [(Tokens.Light, "surface", onSurface), (Tokens.Light, "bg", onBackground), (Tokens.Dark, "surface", onDarkSurface), (Tokens.Dark, "bg", onDarkBackground)];
        foreach ((Tokens theme, string behind, double promised) in cases.Where(c => c.Promised > 0))
        {
            double found = Colour.Contrast(theme[token], theme[behind]);
            // Given with three digits.
            Assert.True(Math.Abs(found - promised) <= 0.006 * promised, $"{token} on {behind}: expected {promised}, found {found.ToString("0.00", CultureInfo.InvariantCulture)}.");
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Text_has_a_contrast_of_at_least_four_and_a_half(bool isDark)
    {
        Tokens theme = Tokens.Of(isDark);
        string[] texts = ["text", "text-2", "text-3", "primary", "success", "warning", "error"];
        foreach (string text in texts)
        {
            foreach (string behind in new[] { "surface", "bg", "sunken" })
                AssertAtLeast(4.5, theme, text, behind);
        }
        foreach (string state in new[] { "success", "warning", "error" })
            AssertAtLeast(4.5, theme, state, $"{state}-soft");
        AssertAtLeast(4.5, theme, "primary", "info-soft");
        foreach (string filled in new[] { "primary", "success", "warning", "error" })
            AssertAtLeast(4.5, theme, "primary-contrast", filled);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Edges_of_controls_and_marks_have_a_contrast_of_at_least_three(bool isDark)
    {
        Tokens theme = Tokens.Of(isDark);
        AssertAtLeast(3, theme, "control", "surface");
        AssertAtLeast(3, theme, "control", "bg");
        foreach (string mark in Named("category", 12).Concat(Named("time", 4)))
            AssertAtLeast(3, theme, mark, "surface");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Later_times_and_larger_amounts_are_further_from_the_ground(bool isDark)
    {
        Tokens theme = Tokens.Of(isDark);
        double ground = theme["surface"].Lightness;
        foreach (string scale in new[] { "time", "amount" })
        {
            double[] distances = [.. theme.Series(scale).Select(hex => Math.Abs(Colour.Parse(hex).Lightness - ground))];
            Assert.Equal(scale == "time" ? 4 : 5, distances.Length);
            Assert.Equal(distances.Order(), distances);
            Assert.All(distances.Zip(distances.Skip(1)), pair => Assert.True(pair.Second - pair.First > 0.02, $"{scale}: two neighbours are equally light."));
        }
    }

    [Fact]
    public void The_difference_scale_is_about_as_dark_on_both_sides_of_zero()
    {
        foreach (Tokens theme in new[] { Tokens.Light, Tokens.Dark })
        {
            double[] lightness = [.. theme.Series("difference").Select(hex => Colour.Parse(hex).Lightness)];
            Assert.InRange(Math.Abs(lightness[0] - lightness[4]), 0, 0.08);
            Assert.InRange(Math.Abs(lightness[1] - lightness[3]), 0, 0.08);
        }
    }

    [Fact]
    public void The_contrast_formula_gives_21_for_black_on_white_and_the_lightness_1_for_white()
    {
        Colour white = Colour.Parse("#FFFFFF"), black = Colour.Parse("#000000");
        Assert.Equal(21, Colour.Contrast(white, black), 9);
        Assert.Equal(1, white.Lightness, 5);
        Assert.Equal(0, black.Lightness, 9);
    }

    private static IEnumerable<string> Named(string series, int count) => Enumerable.Range(1, count).Select(i => $"{series}-{i}");

    private static void AssertAtLeast(double least, Tokens theme, string token, string behind)
    {
        double found = Colour.Contrast(theme[token], theme[behind]);
        Assert.True(found >= least, $"{token} on {behind}: expected at least {least}, found {found.ToString("0.00", CultureInfo.InvariantCulture)}.");
    }
}
