namespace CellDynamics.Methods.Contract;

/// <summary>Paths of cells through all time points.</summary>
/// <param name="Times">Common grid in the data's unit, <c>[times]</c>, at most 101; contains the measured times.</param>
/// <param name="Points">Row-major <c>[paths, times, dims]</c>.</param>
/// <param name="SourceCell">Row in the file of the cell each path was started from, <c>[paths]</c>.</param>
public sealed record TrajectorySet(double[] Times, float[] Points, int[] SourceCell)
{
    public int PathCount => SourceCell.Length;
}
