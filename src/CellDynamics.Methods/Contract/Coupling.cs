namespace CellDynamics.Methods.Contract;

/// <summary>How the cells of one time point are matched with those of the next: a sparse row-stochastic matrix.</summary>
/// <param name="FromTime">Earlier time.</param>
/// <param name="ToTime">Later time.</param>
/// <param name="Shape">Cells at the earlier and at the later time; rows and columns follow the cells' order in their populations.</param>
/// <param name="KeptMass">Share of each row's mass that was kept, <c>[rows]</c>.</param>
public sealed record Coupling(
    double FromTime, double ToTime, (int Rows, int Columns) Shape, int[] Pointers, int[] Indices, float[] Values, float[] KeptMass);
