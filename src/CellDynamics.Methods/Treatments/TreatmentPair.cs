using CellDynamics.Methods.Contract;

namespace CellDynamics.Methods.Treatments;

/// <summary>Control and treated cells of one donor (and batch): what a treatment is learned from.</summary>
public sealed record TreatmentPair(Population Control, Population Treated)
{
    /// <summary>The unit of every test; empty in a study without donors.</summary>
    public string Donor => Treated.Donor ?? "";

    public string Treatment => Treated.Condition!;

    public double? Dose => Treated.Dose;
}

/// <summary>Pairs of a study.</summary>
public static class TreatmentPairs
{
    /// <summary>Every treated population with the control of the same donor and batch; with all controls of the donor where that batch has none.</summary>
    /// <param name="set">With conditions.</param>
    /// <param name="control">The condition that means untreated.</param>
    /// <exception cref="ArgumentException">No donor has both.</exception>
    public static IReadOnlyList<TreatmentPair> Of(PopulationSet set, string control)
    {
        ILookup<string, Population> controls = set.Populations.Where(p => p.Condition == control).ToLookup(p => p.Donor ?? "");
        TreatmentPair[] pairs =
        [
            .. from treated in set.Populations
               where treated.Condition is not null && treated.Condition != control
               let own = ControlOf(treated, [.. controls[treated.Donor ?? ""]])
               where own is not null
               select new TreatmentPair(own, treated),
        ];
        return pairs.Length > 0 ? pairs : throw new ArgumentException(
            $"Expected at least one donor with control cells (\"{control}\") and treated ones, found none. Choose another control value or donor column.", nameof(set));
    }

    private static Population? ControlOf(Population treated, IReadOnlyList<Population> controls)
    {
        Population[] same = [.. controls.Where(control => control.Batch == treated.Batch)];
        return Joined(same.Length > 0 ? same : controls);
    }

    /// <summary>Their cells one after the other, under the name of the first; null where there are none.</summary>
    internal static Population? Joined(IReadOnlyList<Population> parts) => parts.Count switch
    {
        0 => null,
        1 => parts[0],
        _ => parts[0] with
        {
            States = new(parts.Sum(p => p.Count), parts[0].States.Columns, [.. parts.SelectMany(p => p.States.Values)]),
            Cells = [.. parts.SelectMany(p => p.Cells)],
            CellTypes = parts[0].CellTypes is null ? null : [.. parts.SelectMany(p => p.CellTypes!)],
        },
    };
}
