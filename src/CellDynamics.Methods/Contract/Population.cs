using CellDynamics.Data.Annotated;

namespace CellDynamics.Methods.Contract;

/// <summary>The cells of one time point, and of one condition, dose, donor and batch where the study has these roles.</summary>
/// <param name="Time">In the data's own unit; 0 in a study without times.</param>
/// <param name="Label">The time as the file writes it, such as <c>"day 3"</c>.</param>
/// <param name="States">Coordinates in the representation of the study, <c>[cells, dims]</c>.</param>
/// <param name="Cells">Row of each cell in the file, <c>[cells]</c>.</param>
public sealed record Population(double Time, string Label, DenseMatrix States, int[] Cells)
{
    public string? Condition { get; init; }

    /// <summary>Dose of the treatment, in the file's own unit; null where the study has no doses or this population none.</summary>
    public double? Dose { get; init; }

    public string? Donor { get; init; }

    public string? Batch { get; init; }

    /// <summary>Cell type of each cell, <c>[cells]</c>, null where unknown; the whole is null in a study without cell types.</summary>
    public string?[]? CellTypes { get; init; }

    public int Count => States.Rows;

    /// <summary>Some of the cells, in the order given.</summary>
    public Population Select(IReadOnlyList<int> rows) => this with
    {
        States = States.SelectRows(rows),
        Cells = [.. rows.Select(row => Cells[row])],
        CellTypes = CellTypes is null ? null : [.. rows.Select(row => CellTypes[row])],
    };
}
