using CellDynamics.Methods.Treatments;

namespace CellDynamics.Methods.Baselines.Treatments;

/// <summary>Which pairs of the training say most about a treatment at a dose.</summary>
internal static class NearestDose
{
    /// <summary>Pairs of the treatment at the dose nearest to the asked one, by ratio; at the highest dose where none is asked.</summary>
    /// <exception cref="ArgumentException">The treatment is not among the pairs.</exception>
    public static IReadOnlyList<TreatmentPair> Of(IReadOnlyList<TreatmentPair> pairs, string treatment, double? dose)
    {
        TreatmentPair[] same = [.. pairs.Where(pair => pair.Treatment == treatment)];
        if (same.Length == 0)
            throw new ArgumentException($"Expected one of the treatments of the training ({string.Join(", ", pairs.Select(pair => pair.Treatment).Distinct())}), found \"{treatment}\".", nameof(treatment));
        double? nearest = same.Select(pair => pair.Dose).MinBy(seen => dose is null ? -(seen ?? double.NegativeInfinity) : Apart(seen, dose.Value));
        return [.. same.Where(pair => pair.Dose == nearest)];
    }

    private static double Apart(double? seen, double asked) =>
        seen == asked ? 0 : seen > 0 && asked > 0 ? Math.Abs(Math.Log(seen.Value / asked)) : double.PositiveInfinity;
}
