using CellDynamics.Methods.Responses.Inference;

namespace CellDynamics.Methods.Responses;

/// <summary>Which treatment moves a donor's cells most. A treatment at each dose is an entry of its own; 1 is the largest.</summary>
internal static class TreatmentRanks
{
    public static IReadOnlyList<TreatmentRank> Of(IReadOnlyList<SizeDraws> sizes) =>
        [.. sizes.Where(s => s.Size.CellType == ResponseStatistics.AllCells).GroupBy(s => s.Size.Donor).OrderBy(donor => donor.Key, StringComparer.Ordinal).SelectMany(donor => OfDonor([.. donor]))];

    private static IEnumerable<TreatmentRank> OfDonor(SizeDraws[] entries)
    {
        int resamples = entries[0].Draws.Length;
        double[][] ranks = [.. entries.Select(_ => new double[resamples])];
        for (int b = 0; b < resamples; b++)
        {
            double[] drawn = [.. entries.Select(entry => entry.Draws[b])];
            for (int i = 0; i < entries.Length; i++)
                ranks[i][b] = RankOf(drawn, i);
        }
        double[] observed = [.. entries.Select(entry => entry.Size.Energy)];
        return entries.Select((entry, i) => Entry(entry, RankOf(observed, i), ranks[i])).OrderBy(rank => rank.Rank);
    }

    private static TreatmentRank Entry(SizeDraws entry, int rank, double[] ranks)
    {
        double[] draws = [.. entry.Draws.Order()];
        Array.Sort(ranks);
        return new TreatmentRank(
            entry.Size.Donor, entry.Size.Treatment, entry.Size.Dose, entry.Size.Energy, Quantiles.At(draws, 0.025), Quantiles.At(draws, 0.975),
            rank, (int)Math.Floor(Quantiles.At(ranks, 0.025)), (int)Math.Ceiling(Quantiles.At(ranks, 0.975)));
    }

    private static int RankOf(double[] sizes, int index) => 1 + sizes.Count(size => size > sizes[index]);
}
