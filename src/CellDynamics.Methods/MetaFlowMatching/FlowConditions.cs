using CellDynamics.Methods.Treatments;

namespace CellDynamics.Methods.MetaFlowMatching;

/// <summary>What a flow can be told beside the population: treatment, dose and cell type as numbers.</summary>
/// <param name="Treatments">In the order of their one-hot code.</param>
/// <param name="LowestDose">Logarithm of the lowest dose of each treatment, <c>[treatments]</c>; NaN without doses.</param>
/// <param name="HighestDose">Logarithm of the highest dose, <c>[treatments]</c>.</param>
/// <param name="CellTypes">In the order of their one-hot code; empty without types.</param>
internal sealed record FlowConditions(string[] Treatments, double[] LowestDose, double[] HighestDose, string[] CellTypes)
{
    /// <summary>Doses are told apart on a logarithmic scale; a dose of nothing counts as a thousandth of a unit.</summary>
    private const double LeastDose = 1e-3;

    public static FlowConditions Of(IReadOnlyList<TreatmentPair> pairs)
    {
        string[] treatments = [.. pairs.Select(pair => pair.Treatment).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        string[] types = [.. pairs.SelectMany(pair => pair.Control.CellTypes ?? []).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        double[] Extreme(Func<IEnumerable<double>, double> choose) =>
            [.. treatments.Select(t => pairs.Where(pair => pair.Treatment == t && pair.Dose is not null).Select(pair => Logarithm(pair.Dose!.Value)).ToArray() is { Length: > 0 } doses ? choose(doses) : double.NaN)];
        return new FlowConditions(treatments, Extreme(doses => doses.Min()), Extreme(doses => doses.Max()), types);
    }

    private bool HasDoses => LowestDose.Zip(HighestDose).Any(pair => pair.First < pair.Second);

    /// <summary>Width of <see cref="Code"/>: nothing when there is one treatment at one dose.</summary>
    public int Width => (Treatments.Length > 1 ? Treatments.Length : 0) + (HasDoses ? Treatments.Length : 0);

    /// <summary>One-hot treatment, then its dose from 0, the lowest, to 1, the highest, at the place of the treatment, <c>[Width]</c>.</summary>
    /// <exception cref="ArgumentException">The treatment was not seen in training.</exception>
    public float[] Code(string treatment, double? dose)
    {
        int at = Array.IndexOf(Treatments, treatment);
        if (at < 0)
            throw new ArgumentException($"Expected a treatment of the training ({string.Join(", ", Treatments)}), found \"{treatment}\".", nameof(treatment));
        float[] code = new float[Width];
        if (Treatments.Length > 1)
            code[at] = 1;
        if (HasDoses)
            code[^(Treatments.Length - at)] = (float)Place(at, dose);
        return code;
    }

    /// <summary>One-hot types row by row, zeros where unknown, <c>[cells * types]</c>; null in a model without types.</summary>
    public float[]? CodeTypes(IReadOnlyList<string?>? types, int cells)
    {
        if (CellTypes.Length == 0)
            return null;
        float[] code = new float[cells * CellTypes.Length];
        for (int i = 0; i < cells && types is not null; i++)
        {
            int at = types[i] is { } type ? Array.IndexOf(CellTypes, type) : -1;
            if (at >= 0)
                code[i * CellTypes.Length + at] = 1;
        }
        return code;
    }

    private double Place(int treatment, double? dose)
    {
        double low = LowestDose[treatment], high = HighestDose[treatment];
        return dose is not { } given || !(high > low) ? 1 : (Logarithm(given) - low) / (high - low);
    }

    private static double Logarithm(double dose) => Math.Log(Math.Max(dose, LeastDose));
}
