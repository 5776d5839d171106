namespace CellDynamics.Runs.Results.Networks;

/// <summary>Columns of a group of links, read row by row.</summary>
internal sealed class LinkColumns(ResultSection section)
{
    /// <param name="first">Column of the first place that a link names.</param>
    /// <param name="second">Of the second.</param>
    /// <param name="third">Of the third.</param>
    /// <param name="make">Makes a link of its places and numbers.</param>
    public T[] Read<T>(string first, string second, string third, Func<int, int, int, Link, T> make)
    {
        int[] a = section.Array(first).AsInts(), b = section.Array(second).AsInts(), c = section.Array(third).AsInts();
        float[] strength = Floats(ResultKeys.Strength), course = Floats(ResultKeys.OverTime), low = FloatsOrNone(ResultKeys.Low), high = FloatsOrNone(ResultKeys.High), agreement = FloatsOrNone(ResultKeys.Agreement);
        int times = a.Length == 0 ? 0 : course.Length / a.Length;
        return [.. a.Select((place, i) => make(place, b[i], c[i], new Link(strength[i], At(low, i), At(high, i), At(agreement, i), course[(i * times)..((i + 1) * times)])))];
    }

    private static float At(float[] values, int i) => values.Length == 0 ? float.NaN : values[i];

    private float[] Floats(string name) => section.Array(name).AsFloats();

    private float[] FloatsOrNone(string name) => section.Has(name) ? Floats(name) : [];

    /// <param name="Low">NaN, as <paramref name="High"/> and <paramref name="Agreement"/>, where links have none.</param>
    /// <param name="OverTime"><c>[times]</c>.</param>
    public sealed record Link(float Strength, float Low, float High, float Agreement, float[] OverTime);
}
