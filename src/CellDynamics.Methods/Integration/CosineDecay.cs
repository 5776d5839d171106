namespace CellDynamics.Methods.Integration;

/// <summary>A learning rate that falls along half a cosine. Ref: Loshchilov &amp; Hutter 2017, arXiv 1608.03983, equation 5, without restarts.</summary>
internal static class CosineDecay
{
    /// <param name="first">At step 0.</param>
    /// <param name="last">Where it would be at step <paramref name="steps"/>.</param>
    /// <param name="step">From 0.</param>
    /// <param name="steps">How many there are.</param>
    public static double At(double first, double last, int step, int steps) => last + (first - last) * 0.5 * (1 + Math.Cos(Math.PI * step / steps));
}
