using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Tests.Transport;

namespace CellDynamics.Methods.Tests.Baselines.Treatments;

/// <summary>Small studies of treatments whose answer is known.</summary>
internal static class Donors
{
    public const string Control = "control", Drug = "drug";

    public static Population Of(string donor, string condition, DenseMatrix states, double? dose = null, string? batch = null) =>
        new(0, condition, states, [.. Enumerable.Range(0, states.Rows)]) { Donor = donor, Condition = condition, Dose = dose, Batch = batch };

    /// <summary>Control cells of a donor around a place of its own, that far from the origin, and treated ones moved by the given function of a cell.</summary>
    public static IEnumerable<Population> Pair(string donor, int cells, int dims, int seed, Func<double[], double[]> response, double apart = 0.3)
    {
        DenseMatrix before = Clouds.Cloud(cells, dims, seed), other = Clouds.Cloud(cells, dims, seed + 1000);
        for (int k = 0; k < dims; k++)
        {
            for (int i = 0; i < cells; i++)
                (before[i, k], other[i, k]) = (before[i, k] + apart * Math.Sin(seed + k), other[i, k] + apart * Math.Sin(seed + k));
        }
        return [Of(donor, Control, before), Of(donor, Drug, Moved(other, response))];
    }

    public static DenseMatrix Moved(DenseMatrix states, Func<double[], double[]> response) =>
        new(states.Rows, states.Columns, [.. states.ToRows().SelectMany(response)]);
}
