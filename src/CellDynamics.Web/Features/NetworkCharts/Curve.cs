using System.Globalization;

namespace CellDynamics.Web.Features.NetworkCharts;

/// <summary>A slightly bent line, a quadratic Bézier curve, from one label to another.</summary>
internal readonly record struct Curve((double X, double Y) Start, (double X, double Y) Bend, (double X, double Y) End)
{
    private const int Steps = 24, Edge = 4;

    public string Path => string.Create(CultureInfo.InvariantCulture, $"M{Start.X:0.#} {Start.Y:0.#}Q{Bend.X:0.#} {Bend.Y:0.#} {End.X:0.#} {End.Y:0.#}");

    /// <summary>Length of a head on a line of this width.</summary>
    public static double HeadOf(double width) => 7 + 1.2 * width;

    /// <param name="from">One centre.</param>
    /// <param name="to">The other.</param>
    /// <param name="bend">To the left of the way, as a share of its length: there and back are two lines.</param>
    public static Curve Between((double X, double Y) from, (double X, double Y) to, double bend)
    {
        (double dx, double dy) = (to.X - from.X, to.Y - from.Y);
        return new(from, ((from.X + to.X) / 2 + 2 * bend * dy, (from.Y + to.Y) / 2 - 2 * bend * dx), to);
    }

    /// <summary>Bent no further than the figure goes: a curve lies between its ends and its bend.</summary>
    public Curve Within(double width, double height) => this with { Bend = (Math.Clamp(Bend.X, Edge, width - Edge), Math.Clamp(Bend.Y, Edge, height - Edge)) };

    /// <summary>Without the part that lies under the label at its start.</summary>
    public Curve From((double Width, double Height) label, (double X, double Y) centre, double gap) => new Curve(End, Bend, Start).To(label, centre, gap).Reversed();

    /// <summary>Without the part that lies under the label at its end.</summary>
    public Curve To((double Width, double Height) label, (double X, double Y) centre, double gap)
    {
        Curve whole = this;
        bool IsOutside(double t) => Math.Abs(whole.At(t).X - centre.X) > label.Width / 2 + gap || Math.Abs(whole.At(t).Y - centre.Y) > label.Height / 2 + gap;
        (double outside, double inside) = (0, 1);
        if (!IsOutside(0))
            return this;
        for (int i = 0; i < Steps; i++)
        {
            double middle = (outside + inside) / 2;
            (outside, inside) = IsOutside(middle) ? (middle, inside) : (outside, middle);
        }
        return Before(outside);
    }

    /// <summary>Shorter at its end, so that it stays below the point.</summary>
    public Curve Shortened(double length)
    {
        double whole = Math.Sqrt((End.X - Start.X) * (End.X - Start.X) + (End.Y - Start.Y) * (End.Y - Start.Y));
        return whole <= 2 * length ? this : Before(1 - length / whole);
    }

    /// <summary>A filled triangle at the end.</summary>
    public string Point(double size)
    {
        (double dx, double dy) = Direction;
        (double x, double y) = (End.X - size * dx, End.Y - size * dy);
        return string.Create(CultureInfo.InvariantCulture, $"M{End.X:0.#} {End.Y:0.#}L{x - 0.5 * size * dy:0.#} {y + 0.5 * size * dx:0.#}L{x + 0.5 * size * dy:0.#} {y - 0.5 * size * dx:0.#}Z");
    }

    /// <summary>A short line across the end.</summary>
    public string Bar(double size)
    {
        (double dx, double dy) = Direction;
        return string.Create(CultureInfo.InvariantCulture, $"M{End.X - 0.7 * size * dy:0.#} {End.Y + 0.7 * size * dx:0.#}L{End.X + 0.7 * size * dy:0.#} {End.Y - 0.7 * size * dx:0.#}");
    }

    private (double X, double Y) Direction
    {
        get
        {
            (double dx, double dy) = (End.X - Bend.X, End.Y - Bend.Y);
            double length = Math.Max(1e-9, Math.Sqrt(dx * dx + dy * dy));
            return (dx / length, dy / length);
        }
    }

    private (double X, double Y) At(double t) => Mix(Mix(Start, Bend, t), Mix(Bend, End, t), t);

    private Curve Before(double t) => new(Start, Mix(Start, Bend, t), At(t));

    private Curve Reversed() => new(End, Bend, Start);

    private static (double X, double Y) Mix((double X, double Y) a, (double X, double Y) b, double t) => (a.X + t * (b.X - a.X), a.Y + t * (b.Y - a.Y));
}
