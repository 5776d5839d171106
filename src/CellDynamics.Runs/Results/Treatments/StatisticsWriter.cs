using CellDynamics.Data.Unstructured;
using CellDynamics.Methods.Responses;

namespace CellDynamics.Runs.Results.Treatments;

/// <summary>Statistics of response as groups of columns. Values of single donors stand in columns in the order of the result's donors.</summary>
internal static class StatisticsWriter
{
    public static UnsGroup Write(ResponseStatistics statistics, IReadOnlyList<string> donors) => ResultWriter.Group(
        (ResultKeys.HasReplicates, new UnsFlag(statistics.HasReplicates)),
        (ResultKeys.Notes, new UnsTexts([.. statistics.Notes])),
        (ResultKeys.Sizes, Sizes(statistics.Sizes)),
        (ResultKeys.Composition, Composition(statistics.Composition, donors)),
        (ResultKeys.Markers, Markers(statistics.Markers, donors)),
        (ResultKeys.Responders, Responders(statistics.Responders)),
        (ResultKeys.Ranking, Ranking(statistics.Ranking)),
        (ResultKeys.Similarity, new ResultColumns<DonorSimilarity>(statistics.Similarity)
            .Texts(ResultKeys.Treatment, row => row.Treatment).Doses(row => row.Dose)
            .Texts(ResultKeys.First, row => row.First).Texts(ResultKeys.Second, row => row.Second).Numbers(ResultKeys.Cosine, row => row.Cosine).Group()));

    private static UnsGroup Sizes(IReadOnlyList<ResponseSize> rows) => new ResultColumns<ResponseSize>(rows)
        .Texts(ResultKeys.Treatment, row => row.Treatment).Doses(row => row.Dose).Texts(ResultKeys.CellType, row => row.CellType).Texts(ResultKeys.Donor, row => row.Donor)
        .Integers(ResultKeys.ControlCells, row => row.ControlCells).Integers(ResultKeys.TreatedCells, row => row.TreatedCells)
        .Numbers(ResultKeys.Energy, row => row.Energy).Numbers(ResultKeys.EnergyP, row => row.EnergyP)
        .Numbers(ResultKeys.Mmd, row => row.Mmd).Numbers(ResultKeys.MmdP, row => row.MmdP).Group();

    private static UnsGroup Composition(IReadOnlyList<CompositionShift> rows, IReadOnlyList<string> donors) => new ResultColumns<CompositionShift>(rows)
        .Texts(ResultKeys.Treatment, row => row.Treatment).Doses(row => row.Dose).Texts(ResultKeys.CellType, row => row.CellType)
        .Lists(ResultKeys.ControlShares, donors.Count, row => PerDonor(donors, row.Shares, share => share.Donor, share => share.Control))
        .Lists(ResultKeys.TreatedShares, donors.Count, row => PerDonor(donors, row.Shares, share => share.Donor, share => share.Treated))
        .Numbers(ResultKeys.Change, row => row.Change).Numbers(ResultKeys.P, row => row.P).Numbers(ResultKeys.AdjustedP, row => row.AdjustedP).Group();

    private static UnsGroup Markers(IReadOnlyList<MarkerShift> rows, IReadOnlyList<string> donors) => new ResultColumns<MarkerShift>(rows)
        .Texts(ResultKeys.Treatment, row => row.Treatment).Doses(row => row.Dose).Texts(ResultKeys.CellType, row => row.CellType).Texts(ResultKeys.Marker, row => row.Marker)
        .Lists(ResultKeys.Changes, donors.Count, row => PerDonor(donors, row.Changes, change => change.Donor, change => change.Change))
        .Numbers(ResultKeys.Change, row => row.Change).Numbers(ResultKeys.Low, row => row.Low).Numbers(ResultKeys.High, row => row.High)
        .Numbers(ResultKeys.P, row => row.P).Numbers(ResultKeys.AdjustedP, row => row.AdjustedP).Flags(ResultKeys.SameInAll, row => row.IsSameInAll).Group();

    private static UnsGroup Responders(IReadOnlyList<ResponderShare> rows)
    {
        int bins = rows.Select(row => row.Control.Length).DefaultIfEmpty(0).Max();
        return new ResultColumns<ResponderShare>(rows)
            .Texts(ResultKeys.Treatment, row => row.Treatment).Doses(row => row.Dose).Texts(ResultKeys.CellType, row => row.CellType).Texts(ResultKeys.Donor, row => row.Donor)
            .Numbers(ResultKeys.Responder, row => row.Responder).Numbers(ResultKeys.Partial, row => row.Partial).Numbers(ResultKeys.NonResponder, row => row.NonResponder)
            .Numbers(ResultKeys.PartialFrom, row => row.PartialFrom).Numbers(ResultKeys.ResponderFrom, row => row.ResponderFrom)
            .Lists(ResultKeys.Edges, bins + 1, row => row.Edges).Lists(ResultKeys.ControlHistogram, bins, row => row.Control).Lists(ResultKeys.TreatedHistogram, bins, row => row.Treated)
            .Group();
    }

    private static UnsGroup Ranking(IReadOnlyList<TreatmentRank> rows) => new ResultColumns<TreatmentRank>(rows)
        .Texts(ResultKeys.Donor, row => row.Donor).Texts(ResultKeys.Treatment, row => row.Treatment).Doses(row => row.Dose)
        .Numbers(ResultKeys.Size, row => row.Size).Numbers(ResultKeys.Low, row => row.Low).Numbers(ResultKeys.High, row => row.High)
        .Integers(ResultKeys.Rank, row => row.Rank).Integers(ResultKeys.RankLow, row => row.RankLow).Integers(ResultKeys.RankHigh, row => row.RankHigh).Group();

    /// <summary>NaN for donors without a value, <c>[donors]</c>.</summary>
    private static double[] PerDonor<T>(IReadOnlyList<string> donors, IReadOnlyList<T> values, Func<T, string> donor, Func<T, double> value)
    {
        var found = values.ToDictionary(donor, value);
        return [.. donors.Select(name => found.GetValueOrDefault(name, double.NaN))];
    }
}
