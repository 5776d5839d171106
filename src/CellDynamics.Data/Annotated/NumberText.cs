using System.Globalization;

namespace CellDynamics.Data.Annotated;

/// <summary>Numbers as labels, the same in every culture and short enough to read back exactly.</summary>
public static class NumberText
{
    public static string Of(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    public static string Of(float value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>For sentences: seven digits, so that 0.1 + 0.2 reads 0.3.</summary>
    public static string Short(double value) => value.ToString("G7", CultureInfo.InvariantCulture);

    public static string Of(long value) => value.ToString(CultureInfo.InvariantCulture);

    public static string Of(ulong value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary><c>True</c> or <c>False</c>, as pandas prints them.</summary>
    public static string Of(bool value) => value ? "True" : "False";

    /// <summary>How many of something: <c>1 cell</c>, <c>2,000 cells</c>.</summary>
    public static string Counted(long count, string one) => $"{Grouped(count)} {one}{(count == 1 ? "" : "s")}";

    /// <summary>With thousands separators, for sentences: <c>2,071,695</c>.</summary>
    public static string Grouped(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
