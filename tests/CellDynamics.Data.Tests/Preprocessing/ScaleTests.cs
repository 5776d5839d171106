using CellDynamics.Data.Annotated;
using CellDynamics.Data.Preprocessing;

namespace CellDynamics.Data.Tests.Preprocessing;

public class ScaleTests
{
    [Theory]
    [InlineData("0 3 1 200", MatrixScale.Counts)]
    [InlineData("0 3.5 1 200", MatrixScale.Linear)]
    [InlineData("0 3.5 1 50", MatrixScale.Log)]
    [InlineData("0 3 -1 200", MatrixScale.Scaled)]
    [InlineData("0 0 0 0", MatrixScale.Log)]
    public void Numbers_tell_their_scale(string values, MatrixScale expected)
    {
        double[] numbers = [.. values.Split(' ').Select(v => double.Parse(v, System.Globalization.CultureInfo.InvariantCulture))];
        ScaleEvidence evidence = ScaleDetector.Detect(MatrixSummary.Of(new MemoryMatrix(new DenseMatrix(2, 2, numbers))));
        Assert.Equal(expected, evidence.Scale);
        Assert.Equal(expected == MatrixScale.Scaled, evidence.Warning is not null);
        Assert.NotEmpty(evidence.Evidence);
    }

    [Fact]
    public void A_summary_counts_what_is_there()
    {
        MatrixSummary summary = MatrixSummary.Of(new MemoryMatrix(new DenseMatrix(2, 3, [1, 0, 2.5, double.NaN, -4, double.PositiveInfinity])));
        Assert.Equal((5, -0.5, -4, 2.5, 2, 1, 1), (summary.Nonzero, summary.Sum, summary.Min, summary.Max, summary.NotFinite, summary.Fractional, summary.Negative));
        Assert.Equal([2, 3], summary.GenesPerCell);
        Assert.Equal([3.5, -4], summary.TotalPerCell);
    }

    [Fact]
    public void Cells_are_normalised_from_their_own_values_alone()
    {
        var rows = SparseRows.OfDense(0, 3, [1, 3, 0, 0, 0, 0], 2);
        SparseRows counts = Normalization.Apply(rows, MatrixScale.Counts);
        Assert.Equal(Math.Log(2501), counts.Values[0], 1e-14);
        Assert.Equal(Math.Log(7501), counts.Values[1], 1e-14);
        Assert.Equal([1.0, 3.0], rows.Values);
        Assert.Equal(Math.Log(4), Normalization.Apply(rows, MatrixScale.Linear).Values[1], 1e-15);
        Assert.Equal([Math.Asinh(0.2), Math.Asinh(0.6)], Normalization.Apply(rows, MatrixScale.Cytometry).Values);
        Assert.Equal(rows.Values, Normalization.Apply(rows, MatrixScale.Log).Values);
    }

    [Fact]
    public void Small_numbers_survive_the_logarithm()
    {
        Assert.Equal(1e-45, Normalization.LogOnePlus(1e-45), 1e-60);
        Assert.Equal(1e-10 - 5e-21, Normalization.LogOnePlus(1e-10), 1e-25);
        Assert.Equal(1e-10 + 5e-21, Normalization.ExpMinusOne(1e-10), 1e-25);
        Assert.Equal(Math.E - 1, Normalization.ExpMinusOne(1), 1e-15);
    }
}
