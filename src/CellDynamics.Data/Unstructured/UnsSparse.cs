namespace CellDynamics.Data.Unstructured;

/// <summary>A sparse matrix by rows (CSR), <c>[rows, columns]</c>.</summary>
/// <param name="Rows">Number of rows.</param>
/// <param name="Columns">Number of columns.</param>
/// <param name="Pointers">Start of each row in the two other arrays, <c>[rows + 1]</c>.</param>
/// <param name="Indices">Column of each value.</param>
/// <param name="Values">Written as float64.</param>
public sealed record UnsSparse(int Rows, int Columns, int[] Pointers, int[] Indices, double[] Values) : UnsNode
{
    public override string Description => $"a sparse {Rows} × {Columns} matrix";
}
