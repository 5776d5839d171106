using System.Numerics.Tensors;
using CellDynamics.Data.Annotated;

namespace CellDynamics.Methods.Baselines;

/// <summary>All cells have moved alike, along the straight line between the two means.</summary>
public sealed class LinearShift : IBaseline
{
    public string Id => "linear";

    public DenseMatrix Predict(DenseMatrix before, DenseMatrix after, double share, CancellationToken cancellation)
    {
        double[] shift = new double[before.Columns];
        for (int k = 0; k < shift.Length; k++)
            shift[k] = share * (after.Column(k).Average() - before.Column(k).Average());
        var moved = new DenseMatrix(before.Rows, before.Columns);
        for (int i = 0; i < before.Rows; i++)
            TensorPrimitives.Add(before.Row(i), shift, moved.Row(i));
        return moved;
    }
}
