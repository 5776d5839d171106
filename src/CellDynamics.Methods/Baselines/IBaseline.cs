using CellDynamics.Data.Annotated;

namespace CellDynamics.Methods.Baselines;

/// <summary>A simple guess at the cells of a time that was left out, from the two measured times around it. A method that does not beat these has shown nothing.</summary>
public interface IBaseline
{
    /// <summary>As it stands in the table of scores.</summary>
    string Id { get; }

    /// <param name="before">Cells of the last measured time before, <c>[cells, dims]</c>.</param>
    /// <param name="after">Cells of the first measured time after, <c>[cells, dims]</c>.</param>
    /// <param name="share">Share of the interval that has passed, 0 to 1.</param>
    /// <param name="cancellation">Stops long guesses.</param>
    DenseMatrix Predict(DenseMatrix before, DenseMatrix after, double share, CancellationToken cancellation);
}
