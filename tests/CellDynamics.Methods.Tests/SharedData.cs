using System.Runtime.CompilerServices;
using CellDynamics.Data.Annotated;

namespace CellDynamics.Methods.Tests;

/// <summary>Published files that may be tested on but not redistributed; they stand beside the repository where they are.</summary>
internal static class SharedData
{
    public static string Root { get; } = FindRoot();

    /// <summary>A small matrix whole, <c>[cells, genes]</c>.</summary>
    public static DenseMatrix ReadAll(this ICellMatrix matrix)
    {
        var all = new DenseMatrix(matrix.Rows, matrix.Columns);
        foreach (SparseRows block in matrix.ReadRowBlocks())
        {
            for (int row = 0; row < block.Rows; row++)
            {
                for (int i = block.Pointers[row]; i < block.Pointers[row + 1]; i++)
                    all[block.FirstRow + row, block.Indices[i]] = block.Values[i];
            }
        }
        return all;
    }

    private static string FindRoot([CallerFilePath] string thisFile = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "..", "..", "..", "shared", "data"));
}
