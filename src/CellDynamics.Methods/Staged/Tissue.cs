using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Networks;
using static TorchSharp.torch;

namespace CellDynamics.Methods.Staged;

/// <summary>Cells in the order of their types, every type padded to the size of the largest: one product of matrices serves all types. And who hears whom.</summary>
internal sealed class Tissue : IDisposable
{
    private readonly int[] slotOfCell;

    /// <param name="around">Types and who hears whom.</param>
    /// <param name="weights">How much the changes of each cell count in learning, <c>[cells]</c>; null: all alike.</param>
    public Tissue(Neighbourhood around, double[]? weights = null)
    {
        (Types, Largest) = (around.TypeNames.Length, around.Types.GroupBy(type => type).Max(type => type.Count()));
        slotOfCell = new int[around.CellCount];
        int[] filled = new int[Types];
        for (int cell = 0; cell < around.CellCount; cell++)
            slotOfCell[cell] = around.Types[cell] * Largest + filled[around.Types[cell]]++;
        double[] all = [.. Enumerable.Repeat(1.0, around.CellCount)];
        Taken = Marked(all);
        Learned = Marked(weights ?? all);
        LearnedCells = (weights ?? all).Sum();
        Hears = around.Heard is null ? null : Matrix(around.Heard);
    }

    public int Types { get; }

    /// <summary>Cells of the largest type.</summary>
    public int Largest { get; }

    public int Slots => Types * Largest;

    /// <summary>Sum of what counts.</summary>
    public double LearnedCells { get; }

    /// <summary>1 where a slot holds a cell, <c>[types, 1, largest, 1]</c>.</summary>
    public Tensor Taken { get; }

    /// <summary>How much the changes of the cell in each slot count, <c>[types, 1, largest, 1]</c>.</summary>
    public Tensor Learned { get; }

    /// <summary>1 where the cell of the row hears the one of the column, <c>[slots, slots]</c>; null: all cells hear all.</summary>
    public Tensor? Hears { get; }

    /// <summary>States of all cells at some times, <c>[types, times, largest, genes]</c>.</summary>
    public Tensor Arrange(IReadOnlyList<DenseMatrix> states)
    {
        int genes = states[0].Columns, count = states.Count;
        float[] values = new float[Slots * count * genes];
        for (int t = 0; t < count; t++)
        {
            for (int cell = 0; cell < slotOfCell.Length; cell++)
            {
                int type = slotOfCell[cell] / Largest, place = slotOfCell[cell] % Largest, offset = ((type * count + t) * Largest + place) * genes;
                ReadOnlySpan<double> row = states[t].Row(cell);
                for (int g = 0; g < genes; g++)
                    values[offset + g] = (float)row[g];
            }
        }
        return tensor(values, [Types, count, Largest, genes]);
    }

    /// <summary>The inverse of <see cref="Arrange"/>: one matrix per time, <c>[cells, genes]</c>.</summary>
    public IReadOnlyList<DenseMatrix> Matrices(Tensor arranged)
    {
        int count = (int)arranged.shape[1], genes = (int)arranged.shape[3];
        float[] values = [.. arranged.contiguous().data<float>()];
        var matrices = new DenseMatrix[count];
        for (int t = 0; t < count; t++)
        {
            matrices[t] = new DenseMatrix(slotOfCell.Length, genes);
            for (int cell = 0; cell < slotOfCell.Length; cell++)
            {
                int type = slotOfCell[cell] / Largest, place = slotOfCell[cell] % Largest, offset = ((type * count + t) * Largest + place) * genes;
                for (int g = 0; g < genes; g++)
                    matrices[t][cell, g] = values[offset + g];
            }
        }
        return matrices;
    }

    private Tensor Marked(double[] cells)
    {
        float[] marks = new float[Slots];
        for (int cell = 0; cell < cells.Length; cell++)
            marks[slotOfCell[cell]] = (float)cells[cell];
        return tensor(marks, [Types, 1, Largest, 1]);
    }

    private Tensor Matrix(int[][] heard)
    {
        float[] hears = new float[Slots * Slots];
        for (int cell = 0; cell < heard.Length; cell++)
        {
            foreach (int other in heard[cell])
                hears[slotOfCell[cell] * Slots + slotOfCell[other]] = 1;
        }
        return tensor(hears, [Slots, Slots]);
    }

    public void Dispose()
    {
        Taken.Dispose();
        Learned.Dispose();
        Hears?.Dispose();
    }
}
