using System.Text.Json;
using CellDynamics.Data.Annotated;
using CellDynamics.Data.H5ad;
using CellDynamics.Data.Preprocessing;
using CellDynamics.Data.Tests.Shared;

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
    public void Raw_intensities_of_a_panel_are_told_from_counts_logarithms_and_expression()
    {
        double[] bright = [.. Enumerable.Range(0, 200 * 20).Select(i => Math.Sinh(1.2 + 1.6 * Math.Sin(i * i)) * (i % 211 == 0 ? 40 : 1) * 5)];
        ScaleEvidence evidence = Detect(20, bright);
        Assert.Equal((MatrixScale.Cytometry, "asinh(x/5)"), (evidence.Scale, evidence.Treatment));
        Assert.Contains("20 columns", evidence.Evidence, StringComparison.Ordinal);
        Assert.Contains("choose that the values are to be taken as they are", evidence.Warning, StringComparison.Ordinal);
        Assert.Equal(MatrixScale.Cytometry, Detect(20, [.. bright.Select(value => Math.Max(value, 0.01) + 0.001)]).Scale);
        // Whole numbers, a transformed panel, a panel with dropouts, values around zero, no tail, a transcriptome: none of them.
        Assert.Equal(MatrixScale.Counts, Detect(20, [.. bright.Select(value => Math.Floor(Math.Abs(value)))]).Scale);
        Assert.Equal(MatrixScale.Scaled, Detect(20, [.. bright.Select(value => Math.Floor(value))]).Scale);
        Assert.Equal(MatrixScale.Scaled, Detect(20, [.. bright.Select(value => Math.Asinh(value / 5))]).Scale);
        Assert.Equal(MatrixScale.Linear, Detect(20, [.. bright.Select((value, i) => i % 20 == 0 ? 0 : Math.Abs(value))]).Scale);
        Assert.Equal(MatrixScale.Scaled, Detect(20, [.. bright.Select(value => value - 300)]).Scale);
        Assert.Equal(MatrixScale.Linear, Detect(20, [.. bright.Select((_, i) => 30.5 + 30 * Math.Sin(i * i))]).Scale);
        Assert.Equal(MatrixScale.Scaled, Detect(200, bright).Scale);
    }

    [Fact]
    public void A_person_has_the_last_word_on_the_values()
    {
        MatrixSummary counts = Summary(2, [0, 3, 1, 200]), negative = Summary(2, [-1, 3.5, 1, 20]), small = Summary(2, [0, 3.5, 1, 20]);
        Assert.Equal(MatrixScale.Cytometry, ScaleDetector.Of(counts, true).Scale);
        Assert.Equal([MatrixScale.Scaled, MatrixScale.Scaled, MatrixScale.Log], new[] { counts, negative, small }.Select(s => ScaleDetector.Of(s, false).Scale));
        Assert.All(new[] { counts, negative, small }, s => Assert.Equal("taken as it is", ScaleDetector.Of(s, false).Treatment));
        Assert.Equal(MatrixScale.Counts, ScaleDetector.Of(counts, null).Scale);
        Assert.Null(ScaleDetector.Of(negative, false).Warning);
    }

    [Fact]
    public void Roles_that_were_kept_before_anybody_was_asked_leave_the_values_to_the_numbers()
    {
        StudyRoles Read(string json) => JsonSerializer.Deserialize<StudyRoles>(json, JsonSerializerOptions.Web)!;
        Assert.Null(Read("""{"time":"day","isCytometry":false}""").IsCytometry);
        Assert.Equal("day", Read("""{"time":"day","isCytometry":false}""").Time);
        foreach (bool? said in new bool?[] { null, true, false })
            Assert.Equal(said, Read(JsonSerializer.Serialize(new StudyRoles { IsCytometry = said }, JsonSerializerOptions.Web)).IsCytometry);
    }

    [Fact]
    public void Measured_cells_of_a_mass_cytometer_are_recognised_and_expression_is_not()
    {
        using (AnnotatedData cells = H5adReader.Open(SharedData.Require("science/bodenmiller/bodenmiller_bcrxl_8patients.h5ad")))
            Assert.Equal(MatrixScale.Cytometry, ScaleDetector.Detect(MatrixSummary.Of(cells.X!)).Scale);
        Assert.DoesNotContain(SharedData.WithExpectation().Where(file => !file.Contains("bodenmiller", StringComparison.Ordinal)), file =>
        {
            using AnnotatedData? data = TryOpen(SharedData.Require(file));
            return data?.X is { Columns: > 0 } x && ScaleDetector.Detect(MatrixSummary.Of(x)).Scale == MatrixScale.Cytometry;
        });
    }

    private static AnnotatedData? TryOpen(string path)
    {
        try
        {
            return H5adReader.Open(path);
        }
        catch (DatasetFileException)
        {
            return null;
        }
    }

    private static ScaleEvidence Detect(int columns, double[] values) => ScaleDetector.Detect(Summary(columns, values));

    private static MatrixSummary Summary(int columns, double[] values) => MatrixSummary.Of(new MemoryMatrix(new DenseMatrix(values.Length / columns, columns, values)));

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
