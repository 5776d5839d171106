namespace CellDynamics.Methods.Responses;

/// <summary>Genes or markers of all cells of the file, on the scale they are shown on.</summary>
/// <param name="Names">Of the columns, <c>[markers]</c>; may be empty.</param>
/// <param name="Values">Row-major <c>[cells of the file, markers]</c>; single precision, since a file may hold a million cells.</param>
public sealed record MarkerTable(IReadOnlyList<string> Names, float[] Values)
{
    public int Cells => Names.Count == 0 ? 0 : Values.Length / Names.Count;

    /// <summary>All markers of one cell.</summary>
    public ReadOnlySpan<float> Row(int cell) => Values.AsSpan(cell * Names.Count, Names.Count);
}
