using System.Globalization;

namespace CellDynamics.Web.Tests.Theme;

/// <summary>A colour of sRGB, channels 0 to 1.</summary>
internal readonly record struct Colour(double Red, double Green, double Blue)
{
    public static Colour Parse(string hex)
    {
        string digits = hex.TrimStart('#');
        return new Colour(Channel(digits, 0), Channel(digits, 2), Channel(digits, 4));
    }

    /// <summary>Ref: WCAG 2.2, contrast ratio.</summary>
    public static double Contrast(Colour a, Colour b)
    {
        (double one, double other) = (a.Luminance, b.Luminance);
        return (Math.Max(one, other) + 0.05) / (Math.Min(one, other) + 0.05);
    }

    /// <summary>Ref: WCAG 2.2, relative luminance.</summary>
    public double Luminance => 0.2126 * Linear(Red) + 0.7152 * Linear(Green) + 0.0722 * Linear(Blue);

    /// <summary>Ref: Ottosson 2020, OKLab: perceived lightness, 0 to 1.</summary>
    public double Lightness
    {
        get
        {
            (double r, double g, double b) = (Linear(Red), Linear(Green), Linear(Blue));
            double l = Math.Cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
            double m = Math.Cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
            double s = Math.Cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
            return 0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s;
        }
    }

    private static double Linear(double channel) => channel <= 0.04045 ? channel / 12.92 : Math.Pow((channel + 0.055) / 1.055, 2.4);

    private static double Channel(string digits, int at) => int.Parse(digits.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
}
