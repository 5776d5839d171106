using CellDynamics.Methods.Responses;

namespace CellDynamics.Runs.Results.Treatments;

/// <summary>Reads what <see cref="StatisticsWriter"/> wrote.</summary>
internal static class StatisticsReader
{
    public static ResponseStatistics Read(ResultSection section, IReadOnlyList<string> donors) => new(
        Sizes(new(section.Below(ResultKeys.Sizes))),
        Composition(new(section.Below(ResultKeys.Composition)), donors),
        Markers(new(section.Below(ResultKeys.Markers)), donors),
        Responders(new(section.Below(ResultKeys.Responders))),
        Ranking(new(section.Below(ResultKeys.Ranking))),
        Similarity(new(section.Below(ResultKeys.Similarity))),
        section.Flag(ResultKeys.HasReplicates),
        section.Texts(ResultKeys.Notes));

    private static ResponseSize[] Sizes(ResultRows rows) => rows.Read(ResultKeys.Treatment, i => new ResponseSize(
        rows.Text(ResultKeys.Treatment, i), rows.Dose(i), rows.Text(ResultKeys.CellType, i), rows.Text(ResultKeys.Donor, i),
        rows.Integer(ResultKeys.ControlCells, i), rows.Integer(ResultKeys.TreatedCells, i),
        rows.Number(ResultKeys.Energy, i), rows.Number(ResultKeys.EnergyP, i), rows.Number(ResultKeys.Mmd, i), rows.Number(ResultKeys.MmdP, i)));

    private static CompositionShift[] Composition(ResultRows rows, IReadOnlyList<string> donors) => rows.Read(ResultKeys.Treatment, i =>
    {
        double[] control = rows.List(ResultKeys.ControlShares, i), treated = rows.List(ResultKeys.TreatedShares, i);
        DonorShares[] shares = [.. donors.Select((donor, k) => new DonorShares(donor, control[k], treated[k])).Where(share => !double.IsNaN(share.Control) || !double.IsNaN(share.Treated))];
        return new CompositionShift(rows.Text(ResultKeys.Treatment, i), rows.Dose(i), rows.Text(ResultKeys.CellType, i), shares,
            rows.Number(ResultKeys.Change, i), rows.Number(ResultKeys.P, i), rows.Number(ResultKeys.AdjustedP, i));
    });

    private static MarkerShift[] Markers(ResultRows rows, IReadOnlyList<string> donors) => rows.Read(ResultKeys.Treatment, i =>
    {
        double[] changes = rows.List(ResultKeys.Changes, i);
        return new MarkerShift(rows.Text(ResultKeys.Treatment, i), rows.Dose(i), rows.Text(ResultKeys.CellType, i), rows.Text(ResultKeys.Marker, i),
            [.. donors.Select((donor, k) => new DonorChange(donor, changes[k])).Where(change => !double.IsNaN(change.Change))],
            rows.Number(ResultKeys.Change, i), rows.Number(ResultKeys.Low, i), rows.Number(ResultKeys.High, i),
            rows.Number(ResultKeys.P, i), rows.Number(ResultKeys.AdjustedP, i), rows.Flag(ResultKeys.SameInAll, i));
    });

    private static ResponderShare[] Responders(ResultRows rows) => rows.Read(ResultKeys.Treatment, i => new ResponderShare(
        rows.Text(ResultKeys.Treatment, i), rows.Dose(i), rows.Text(ResultKeys.CellType, i), rows.Text(ResultKeys.Donor, i),
        rows.Number(ResultKeys.Responder, i), rows.Number(ResultKeys.Partial, i), rows.Number(ResultKeys.NonResponder, i),
        rows.Number(ResultKeys.PartialFrom, i), rows.Number(ResultKeys.ResponderFrom, i),
        rows.List(ResultKeys.Edges, i), rows.List(ResultKeys.ControlHistogram, i), rows.List(ResultKeys.TreatedHistogram, i)));

    private static TreatmentRank[] Ranking(ResultRows rows) => rows.Read(ResultKeys.Treatment, i => new TreatmentRank(
        rows.Text(ResultKeys.Donor, i), rows.Text(ResultKeys.Treatment, i), rows.Dose(i),
        rows.Number(ResultKeys.Size, i), rows.Number(ResultKeys.Low, i), rows.Number(ResultKeys.High, i),
        rows.Integer(ResultKeys.Rank, i), rows.Integer(ResultKeys.RankLow, i), rows.Integer(ResultKeys.RankHigh, i)));

    private static DonorSimilarity[] Similarity(ResultRows rows) => rows.Read(ResultKeys.Treatment, i => new DonorSimilarity(
        rows.Text(ResultKeys.Treatment, i), rows.Dose(i), rows.Text(ResultKeys.First, i), rows.Text(ResultKeys.Second, i), rows.Number(ResultKeys.Cosine, i)));
}
