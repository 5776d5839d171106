using CellDynamics.Data.Annotated;

namespace CellDynamics.Methods.Contract;

/// <summary>The cells of one time point (and condition, donor).</summary>
/// <param name="Time">In the data's own unit.</param>
/// <param name="Label">The time as the file writes it, such as <c>"day 3"</c>.</param>
/// <param name="States">Coordinates in the representation of the study, <c>[cells, dims]</c>.</param>
/// <param name="Cells">Row of each cell in the file, <c>[cells]</c>.</param>
public sealed record Population(double Time, string Label, DenseMatrix States, int[] Cells)
{
    public string? Condition { get; init; }

    public string? Donor { get; init; }

    public int Count => States.Rows;
}
