namespace CellDynamics.Methods.Responses.Inference;

/// <summary>p-values of many tests at once. Ref: Benjamini &amp; Hochberg 1995.</summary>
internal static class FalseDiscovery
{
    /// <summary>The rate of false discoveries among all tests with a p at most this one, <c>[tests]</c>. Tests that could not be made, NaN, stay NaN and do not count.</summary>
    public static double[] Adjust(IReadOnlyList<double> p)
    {
        double[] adjusted = [.. p.Select(_ => double.NaN)];
        int[] descending = [.. Enumerable.Range(0, p.Count).Where(i => !double.IsNaN(p[i])).OrderByDescending(i => p[i])];
        double least = 1;
        for (int k = 0; k < descending.Length; k++)
            adjusted[descending[k]] = least = Math.Min(least, p[descending[k]] * descending.Length / (descending.Length - k));
        return adjusted;
    }
}
