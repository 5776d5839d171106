using CellDynamics.Data.OtherFormats;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Treatments;

namespace CellDynamics.Cli.Benchmarks.Treatments;

/// <summary>The published organoid drug screen (Ramos Zapatero et al. 2023, doi 10.1016/j.cell.2023.11.005), as preprocessed for meta flow matching (arXiv 2408.14608): pairs of control and treated cells.</summary>
/// <remarks>
/// As in the authors' loader: the last column is dropped (43 of 44 markers stay), the controls DMSO, AH and H2O are one, only the highest
/// concentration of a treatment is used, populations under 1,000 cells are left out, cells of organoids stand before fibroblasts.
/// </remarks>
internal sealed class TrellisData : IDisposable
{
    /// <summary>In place of the three control substances.</summary>
    public const string Control = "control";

    /// <summary>Fewer cells: the population is left out.</summary>
    public const int LeastCells = 1000;

    private readonly NpyMatrix matrix;
    private readonly IReadOnlyList<TrellisLeaf> leaves;
    private readonly Dictionary<(string Part, string Treatment), double> highest;
    private readonly int leastCells;

    private TrellisData(TrellisFiles files, int leastCells)
    {
        leaves = TrellisSplits.Read(files.Splits);
        highest = leaves.GroupBy(leaf => (leaf.Part, leaf.Treatment)).ToDictionary(group => group.Key, group => group.Max(leaf => leaf.Concentration));
        this.leastCells = leastCells;
        matrix = NpyMatrix.Open(files.Matrix);
        if (matrix is { Rows: <= int.MaxValue, Columns: > 1 })
            return;
        matrix.Dispose();
        throw new ArrayFileException(files.Matrix, "shape", "cells × at least two markers", $"{matrix.Rows} × {matrix.Columns}", "Use the matrix that was published with the splits.");
    }

    /// <summary>Parts that the splits name, such as train and test; one empty name where they name none.</summary>
    public IReadOnlyList<string> Parts => [.. leaves.Select(leaf => leaf.Part).Distinct()];

    public int Markers => matrix.Columns - 1;

    /// <exception cref="ArrayFileException">A file cannot be read or does not look as published.</exception>
    public static TrellisData Open(TrellisFiles files, int leastCells = LeastCells) => new(files, leastCells);

    /// <summary>Reads the pairs of a part. The donor is the patient where the file names one, the batch is the culture and the experiment.</summary>
    /// <param name="part">One of <see cref="Parts"/>.</param>
    /// <param name="mostCells">Evenly spaced cells of larger populations, so that both cell types keep their share (the authors evaluate on the first 5,000, mostly organoid cells).</param>
    /// <exception cref="ArrayFileException">An index lies outside the matrix, or no experiment has both a control and a treatment.</exception>
    public IReadOnlyList<TreatmentPair> Pairs(string part, int mostCells = int.MaxValue)
    {
        List<TreatmentPair> pairs = [];
        foreach (IGrouping<(string, string, string), TrellisLeaf> experiment in leaves.Where(leaf => leaf.Part == part).GroupBy(leaf => (leaf.Donor, leaf.Culture, leaf.Experiment)))
        {
            TrellisLeaf[][] treated =
            [
                .. experiment.Where(leaf => !IsControl(leaf) && leaf.Concentration == highest[(leaf.Part, leaf.Treatment)]).GroupBy(leaf => leaf.Treatment).Select(group => group.ToArray()).Where(IsEnough),
            ];
            TrellisLeaf[] control = [.. experiment.Where(IsControl)];
            if (treated.Length == 0 || !IsEnough(control))
                continue;
            Population untreated = Read(control, Control, null, mostCells);
            pairs.AddRange(treated.Select(leaves => new TreatmentPair(untreated, Read(leaves, leaves[0].Treatment, leaves[0].Concentration, mostCells))));
        }
        return pairs.Count > 0 ? pairs : throw new ArrayFileException(
            matrix.Path, part, $"an experiment with at least {leastCells} control and {leastCells} treated cells", "none", $"The splits have {string.Join(", ", Parts.Select(name => $"'{name}'"))}.");
    }

    public void Dispose() => matrix.Dispose();

    private static bool IsControl(TrellisLeaf leaf) => TrellisSplits.Controls.Contains(leaf.Treatment);

    private bool IsEnough(TrellisLeaf[] group) => group.Sum(leaf => (long)leaf.Rows.Length) >= leastCells;

    private Population Read(TrellisLeaf[] group, string condition, double? concentration, int mostCells)
    {
        (long Row, string Type)[] cells = Thinned([.. group.OrderBy(leaf => leaf.CellType != "PDO").ThenBy(leaf => leaf.CellType, StringComparer.Ordinal).SelectMany(leaf => leaf.Rows.Select(row => (row, leaf.CellType)))], mostCells);
        (string culture, string experiment) = (group[0].Culture, group[0].Experiment);
        return new Population(0, "", matrix.ReadRows([.. cells.Select(cell => cell.Row)], Markers), [.. cells.Select(cell => (int)cell.Row)])
        {
            Condition = condition,
            Dose = concentration,
            Donor = group[0].Donor.Length > 0 ? group[0].Donor : null,
            Batch = experiment.Length > 0 ? $"{culture} {experiment}" : culture,
            CellTypes = [.. cells.Select(cell => cell.Type)],
        };
    }

    private static (long, string)[] Thinned((long, string)[] cells, int most) =>
        cells.Length <= most ? cells : [.. Enumerable.Range(0, most).Select(i => cells[(long)i * cells.Length / most])];
}
