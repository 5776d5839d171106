using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Networks;

namespace CellDynamics.Methods.Simulators;

/// <summary>The same cells at every time, written one below the other, with what tells them apart.</summary>
internal static class FollowedCells
{
    /// <param name="cells">With positions.</param>
    /// <param name="truth">What they were made with.</param>
    /// <param name="tables">Parts of it that are matrices.</param>
    public static SimulatedData AsFile(CellTrajectories cells, IReadOnlyDictionary<string, double> truth, IReadOnlyDictionary<string, DenseMatrix> tables)
    {
        int count = cells.CellCount;
        DataColumn[] annotations =
        [
            DataColumn.OfNumbers("time", [.. cells.Times.SelectMany(time => Enumerable.Repeat(time, count))]),
            DataColumn.OfCategories("cell", [.. cells.Times.SelectMany(_ => Enumerable.Range(0, count).Select(cell => $"cell-{cell + 1}"))]),
            DataColumn.OfCategories("cell_type", [.. cells.Times.SelectMany(_ => cells.Types.Select(type => cells.TypeNames[type]))]),
        ];
        return new SimulatedData(DenseMatrix.Stack(cells.States), cells.Genes, annotations, truth)
        {
            Positions = DenseMatrix.Stack([.. cells.Times.Select(_ => cells.Positions!)]),
            TruthTables = tables,
        };
    }
}
