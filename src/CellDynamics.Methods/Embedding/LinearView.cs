using CellDynamics.Data.Annotated;

namespace CellDynamics.Methods.Embedding;

/// <summary>The first two coordinates of the representation: inferred cells are drawn exactly where they are.</summary>
public sealed class LinearView(string key, string name, (string X, string Y) axisNames, DenseMatrix states) : ICellView
{
    public string Key => key;

    public string Name => name;

    public (string X, string Y) AxisNames => axisNames;

    public string Note => "Inferred cells are drawn where the model puts them: the view is a projection.";

    public DenseMatrix Cells { get; } = FirstTwo(states);

    public DenseMatrix Place(DenseMatrix states, CancellationToken cancellationToken = default) => FirstTwo(states);

    private static DenseMatrix FirstTwo(DenseMatrix states)
    {
        var view = new DenseMatrix(states.Rows, 2);
        for (int i = 0; i < states.Rows; i++)
        {
            view[i, 0] = states[i, 0];
            view[i, 1] = states.Columns > 1 ? states[i, 1] : 0;
        }
        return view;
    }
}
