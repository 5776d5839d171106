using System.Runtime.CompilerServices;
using CellDynamics.Cli.Benchmarks.Treatments;
using CellDynamics.Data.OtherFormats;
using CellDynamics.Methods.Treatments;

namespace CellDynamics.Cli.Tests;

/// <summary>Small files laid out as the published ones, of <c>tests/Golden/array_files.py</c>.</summary>
public class TrellisDataTests
{
    [Fact]
    public void Every_split_finds_its_matrix_by_name()
    {
        IReadOnlyList<TrellisFiles> files = TrellisFiles.In(Folder());
        Assert.Equal(
            [("data_splits_replicas_1", "trellis_replicas_1_normalized.npy"), ("split_patient_test_pdo21", "trellis_pdo21_normalized.npy")],
            files.Select(f => (f.Name, Path.GetFileName(f.Matrix))));
        Assert.Contains(".npy matrix", Assert.Throws<ArrayFileException>(() => TrellisFiles.In(Path.Combine(Folder(), "nowhere"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Controls_are_joined_and_only_the_highest_concentration_is_paired()
    {
        using TrellisData data = TrellisData.Open(TrellisFiles.In(Folder())[0], leastCells: 5);
        Assert.Equal(["train", "test"], data.Parts);
        IReadOnlyList<TreatmentPair> pairs = data.Pairs("train");
        // CSF was given to F alone at its highest concentration, 10; its 4 cells of PDO at 2 would be too few in any case.
        Assert.Equal([("PDO", "O", 3.0), ("F", "O", 3.0), ("F", "CSF", 10.0)], pairs.Select(p => (p.Treated.Batch!, p.Treatment, p.Dose!.Value)));
        TreatmentPair organoids = pairs[0];
        Assert.Equal([.. Enumerable.Range(0, 8), .. Enumerable.Range(20, 6), 8, 9], organoids.Control.Cells);
        Assert.Equal([.. Enumerable.Range(40, 10)], organoids.Treated.Cells);
        Assert.Equal([.. Enumerable.Repeat("PDO", 7), .. Enumerable.Repeat("Fib", 3)], organoids.Treated.CellTypes!);
        Assert.Equal(("control", 4), (organoids.Control.Condition, organoids.Control.States.Columns));
        Assert.Equal("", organoids.Donor);
        Assert.Equal([("S", 2.0)], data.Pairs("test").Select(p => (p.Treatment, p.Dose!.Value)));
    }

    [Fact]
    public void States_are_the_rows_of_the_matrix_without_its_last_column()
    {
        TrellisFiles files = TrellisFiles.In(Folder())[0];
        using TrellisData data = TrellisData.Open(files, leastCells: 5);
        using NpyMatrix matrix = NpyMatrix.Open(files.Matrix);
        foreach (TreatmentPair pair in data.Pairs("train"))
            Assert.Equal(matrix.ReadRows([.. pair.Treated.Cells.Select(cell => (long)cell)], 4).Values, pair.Treated.States.Values);
    }

    [Fact]
    public void Outer_keys_name_the_patients_and_single_precision_is_read()
    {
        using TrellisData data = TrellisData.Open(TrellisFiles.In(Folder())[1], leastCells: 5);
        Assert.Equal([""], data.Parts);
        IReadOnlyList<TreatmentPair> pairs = data.Pairs("");
        Assert.Equal(["pdo-21", "pdo-5"], pairs.Select(pair => pair.Donor));
        Assert.All(pairs, pair => Assert.InRange(pair.Control.States.Values.Average(), 9, 11));
    }

    [Fact]
    public void Populations_with_few_cells_are_left_out_and_large_ones_thinned_evenly()
    {
        TrellisFiles files = TrellisFiles.In(Folder())[0];
        using (TrellisData data = TrellisData.Open(files, leastCells: 10))
        {
            TreatmentPair only = Assert.Single(data.Pairs("train"));
            Assert.Equal(("O", "PDO"), (only.Treatment, only.Treated.Batch));
        }
        using (TrellisData data = TrellisData.Open(files, leastCells: 5))
            Assert.Equal([40, 42, 44, 46, 48], data.Pairs("train", mostCells: 5)[0].Treated.Cells);
        using (TrellisData data = TrellisData.Open(files))
            Assert.Contains("1000 control", Assert.Throws<ArrayFileException>(() => data.Pairs("train")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("data_4.pickle", "no level with a control")]
    [InlineData("deep.pickle", "found something else")]
    [InlineData("hostile_system_4.pickle", ".system")]
    public void Other_pickles_are_refused_in_words(string name, string said)
    {
        TrellisFiles files = TrellisFiles.In(Folder())[0] with { Splits = Path.Combine(Folder(), "..", "arrays", name) };
        Assert.Contains(said, Assert.Throws<ArrayFileException>(() => TrellisData.Open(files)).Message, StringComparison.Ordinal);
    }

    private static string Folder([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "..", "Golden", "trellis");
}
