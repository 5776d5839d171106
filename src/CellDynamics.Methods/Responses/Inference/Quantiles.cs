namespace CellDynamics.Methods.Responses.Inference;

internal static class Quantiles
{
    /// <summary>The value below which a share of the values lies, straight between neighbours. Ref: Hyndman &amp; Fan 1996, type 7.</summary>
    /// <param name="sorted">Ascending, at least one.</param>
    /// <param name="share">0 to 1.</param>
    public static double At(ReadOnlySpan<double> sorted, double share)
    {
        double place = share * (sorted.Length - 1);
        int below = Math.Min((int)place, sorted.Length - 1);
        return sorted[below] + (place - below) * (sorted[Math.Min(below + 1, sorted.Length - 1)] - sorted[below]);
    }
}
