namespace CellDynamics.Data.Preprocessing;

/// <summary>Looks for values that no method can work with.</summary>
internal static class FiniteSpan
{
    public static bool ContainsAnyExceptFinite(this Span<double> values)
    {
        foreach (double value in values)
            if (!double.IsFinite(value))
                return true;
        return false;
    }
}
