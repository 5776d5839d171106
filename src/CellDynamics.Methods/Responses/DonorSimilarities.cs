using System.Numerics.Tensors;

namespace CellDynamics.Methods.Responses;

/// <summary>Whether donors respond in the same direction, whatever the length. Few cells blur a direction and pull the cosine towards zero.</summary>
internal static class DonorSimilarities
{
    public static IReadOnlyList<DonorSimilarity> Of(IReadOnlyList<TreatedArm> arms) => [.. arms.SelectMany(OfArm)];

    private static IEnumerable<DonorSimilarity> OfArm(TreatedArm arm)
    {
        (string Donor, double[] Shift)[] shifts =
        [
            .. arm.Donors.Where(donor => donor.IsEnough(ResponseStatistics.AllCells)).Select(donor => (donor.Donor, donor.MeanShift(ResponseStatistics.AllCells))),
        ];
        return
            from i in Enumerable.Range(0, shifts.Length)
            from j in Enumerable.Range(i + 1, shifts.Length - i - 1)
            select new DonorSimilarity(arm.Treatment, arm.Dose, shifts[i].Donor, shifts[j].Donor, TensorPrimitives.CosineSimilarity<double>(shifts[i].Shift, shifts[j].Shift));
    }
}
