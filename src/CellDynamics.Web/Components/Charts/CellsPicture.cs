using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CellDynamics.Runs.Datasets;

namespace CellDynamics.Web.Components.Charts;

/// <summary>Measured cells by time point, or by group where there are no times, as an SVG that the browser fetches like a photograph: no cell travels through the circuit.</summary>
public static class CellsPicture
{
    /// <summary>Room around the cells, in pixels.</summary>
    private const double Margin = 12;

    /// <summary>Groups have no order, so each is drawn in so many parts that no group hides the others.</summary>
    private const int Parts = 16;

    /// <summary>Part of the picture's address: a page that shows the cells in another way, such as under another filter, asks for another picture, even where it has as many cells.</summary>
    /// <param name="content">Which file it is, and in which way it is read.</param>
    /// <param name="roles">That decide which cells are shown and in which colours.</param>
    public static string Version(object? content, object? roles) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{content}\n{roles}")).AsSpan(0, 6));

    /// <param name="summary">With its preview.</param>
    /// <param name="size">Of the picture.</param>
    /// <param name="isDark">For which theme.</param>
    public static string Draw(DatasetSummary summary, PictureSize size, bool isDark)
    {
        int[] shown = Shown(summary, size.MostCells);
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {size.Width} {size.Height}\" width=\"{size.Width}\" height=\"{size.Height}\">");
        svg.Append(CultureInfo.InvariantCulture, $"<g fill=\"none\" stroke-linecap=\"round\" stroke-width=\"{size.Dot}\" stroke-opacity=\"0.85\">");
        if (shown.Length > 0)
        {
            Frame x = Frame.Of(shown.Select(cell => summary.Preview[2 * cell]), Margin, size.Width - Margin);
            Frame y = Frame.Of(shown.Select(cell => summary.Preview[2 * cell + 1]), size.Height - Margin, Margin);
            foreach ((string colour, IEnumerable<int> cells) in summary.Groups is { } groups ? ByGroup(groups, shown, isDark) : ByTime(summary, shown, isDark))
            {
                svg.Append(CultureInfo.InvariantCulture, $"<path stroke=\"{colour}\" d=\"");
                foreach (int cell in cells)
                    svg.Append(CultureInfo.InvariantCulture, $"M{x.At(summary.Preview[2 * cell]):0.#} {y.At(summary.Preview[2 * cell + 1]):0.#}h0");
                svg.Append("\"/>");
            }
        }
        return svg.Append("</g></svg>").ToString();
    }

    /// <summary>First and last time of the cells shown; equal where there is none.</summary>
    public static (double First, double Last) Span(DatasetSummary summary)
    {
        double[] known = [.. summary.PreviewTimes.Where(time => !double.IsNaN(time))];
        return known.Length == 0 ? (0, 0) : (known.Min(), known.Max());
    }

    /// <summary>Cells without a time lie below all others.</summary>
    private static IEnumerable<(string Colour, IEnumerable<int> Cells)> ByTime(DatasetSummary summary, int[] shown, bool isDark)
    {
        (double first, double last) = Span(summary);
        return shown.GroupBy(cell => summary.PreviewTimes[cell]).OrderBy(time => time.Key).Select(time =>
            (double.IsNaN(time.Key) ? TimeColours.Ghost(isDark) : TimeColours.Hex(TimeColours.Fraction(time.Key, first, last), isDark), time.AsEnumerable()));
    }

    /// <summary>Cells of no named group lie below all others.</summary>
    private static IEnumerable<(string Colour, IEnumerable<int> Cells)> ByGroup(PreviewGroups groups, int[] shown, bool isDark) =>
        shown.Index().GroupBy(cell => (Part: groups.OfCell[cell.Item] < 0 ? -1 : cell.Index % Parts, Group: groups.OfCell[cell.Item]), cell => cell.Item).OrderBy(part => part.Key).Select(part =>
            (part.Key.Group < 0 ? TimeColours.Ghost(isDark) : CategoryColours.Hex(part.Key.Group, isDark), part.AsEnumerable()));

    private static int[] Shown(DatasetSummary summary, int most)
    {
        int cells = Math.Min(summary.Preview.Length / 2, summary.PreviewTimes.Length);
        int[] finite = [.. Enumerable.Range(0, cells).Where(cell => float.IsFinite(summary.Preview[2 * cell]) && float.IsFinite(summary.Preview[2 * cell + 1]))];
        // Evenly through the file: the same picture every time.
        return finite.Length <= most ? finite : [.. Enumerable.Range(0, most).Select(i => finite[(int)((long)i * finite.Length / most)])];
    }

    private readonly record struct Frame(double Low, double Scale, double Start)
    {
        public static Frame Of(IEnumerable<float> values, double start, double end)
        {
            double low = double.PositiveInfinity, high = double.NegativeInfinity;
            foreach (float value in values)
                (low, high) = (Math.Min(low, value), Math.Max(high, value));
            return high > low ? new Frame(low, (end - start) / (high - low), start) : new Frame(low, 0, (start + end) / 2);
        }

        public double At(double value) => Start + (value - Low) * Scale;
    }
}
