namespace CellDynamics.Web.Components.Charts;

/// <summary>Colours of groups without an order, such as conditions, told apart also by the colour-blind.</summary>
public static class CategoryColours
{
    /// <summary>Of <c>tokens.css</c> (<c>--cd-category-1</c> to <c>-12</c>); a test compares them.</summary>
    public static readonly IReadOnlyList<string> Light =
        ["#008877", "#7711FF", "#BB8800", "#FF33BB", "#2299EE", "#882200", "#8833AA", "#AA5511", "#000088", "#553355", "#550000", "#331144"];

    public static readonly IReadOnlyList<string> Dark =
        ["#55DDBB", "#6677FF", "#FFDD00", "#CC33BB", "#77FFFF", "#DD2200", "#AAAAFF", "#EE7700", "#557766", "#BB8899", "#FFAA66", "#BBFFAA"];

    /// <summary>For pictures that stand on their own.</summary>
    public static string Hex(int group, bool isDark) => (isDark ? Dark : Light)[group];

    /// <summary>For marks inside a page: follows the theme by itself.</summary>
    public static string Css(int group) => $"var(--cd-category-{group + 1})";
}
