using CellDynamics.Data.Annotated;

namespace CellDynamics.Data.H5ad.Layout;

/// <summary>The narrowest of float32, int32, int64 and float64 that keeps every value of a matrix.</summary>
internal static class ExactType
{
    public static TypeCode Of(ICellMatrix matrix)
    {
        (bool areSingle, bool areWhole, bool areInt) = (true, true, true);
        foreach (SparseRows block in matrix.ReadRowBlocks())
            foreach (double value in block.Values)
            {
                areSingle &= (float)value == value || double.IsNaN(value);
                // Beyond 2^53 a double cannot tell whether it was whole, and may not fit.
                areWhole &= value == Math.Truncate(value) && Math.Abs(value) <= 1L << 53;
                areInt &= areWhole && Math.Abs(value) <= int.MaxValue;
            }
        return areSingle ? TypeCode.Single : areInt ? TypeCode.Int32 : areWhole ? TypeCode.Int64 : TypeCode.Double;
    }
}
