using CellDynamics.Data.Annotated;
using CellDynamics.Data.H5ad;

namespace CellDynamics.Runs.Tests.Shared;

/// <summary>A small study of a treatment: raw intensities of a panel, donors with control and treated cells, two cell types.</summary>
internal static class Screen
{
    public const int Markers = 8;
    public const int CellsEach = 24;

    /// <summary>The shift of the first marker, after asinh(x/5).</summary>
    public const double Shift = 1.5;

    /// <param name="path">Written there.</param>
    /// <param name="donors">Their names.</param>
    /// <param name="treatments">Given to every donor but those of <paramref name="controlOnly"/>.</param>
    /// <param name="controlOnly">Donors with control cells only.</param>
    public static string Write(string path, string[] donors, string[] treatments, params string[] controlOnly)
    {
        (string Donor, string Condition)[] groups = [.. donors.SelectMany(donor => treatments.Where(_ => !controlOnly.Contains(donor)).Prepend("Ref").Select(condition => (donor, condition)))];
        (string Donor, string Condition)[] cells = [.. groups.SelectMany(group => Enumerable.Repeat(group, CellsEach))];
        var x = new DenseMatrix(cells.Length, Markers);
        for (int i = 0; i < cells.Length; i++)
            for (int k = 0; k < Markers; k++)
                x[i, k] = 5 * Math.Sinh(2 + Math.Sin(i * 12.9898 + k * k * 78.233) * (1 + 0.2 * k) + 0.1 * Array.IndexOf(donors, cells[i].Donor) + (k == 0 ? Shift * (Array.IndexOf(treatments, cells[i].Condition) + 1) : 0));
        H5adWriter.Write(path, new H5adContent
        {
            Obs = new DataFrame("_index", [.. cells.Select((cell, i) => $"{cell.Donor}-{cell.Condition}-{i}")],
            [
                DataColumn.OfCategories("patient", [.. cells.Select(cell => (string?)cell.Donor)]),
                DataColumn.OfCategories("stim", [.. cells.Select(cell => (string?)cell.Condition)]),
                DataColumn.OfCategories("type", [.. cells.Select((_, i) => i % 3 == 0 ? "B" : "T")]),
            ]),
            Var = new DataFrame("_index", [.. Enumerable.Range(0, Markers).Select(k => $"pM{k}")], []),
            X = new MemoryMatrix(x),
        });
        return path;
    }
}
