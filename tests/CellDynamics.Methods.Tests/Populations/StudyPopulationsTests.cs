using CellDynamics.Data.Annotated;
using CellDynamics.Data.H5ad;
using CellDynamics.Data.Studies;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Populations;

namespace CellDynamics.Methods.Tests.Populations;

public sealed class StudyPopulationsTests : IDisposable
{
    private readonly string path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "cells.h5ad");

    [Fact]
    public void Populations_are_ordered_by_time_and_cells_without_a_time_belong_to_none()
    {
        using AnnotatedData data = Open(["day 3", "day 1", null, "day 3", "day 1", null], ["a", "a", "a", "b", "a", "b"]);
        PopulationSet set = StudyPopulations.Of(new Study(data, new StudyRoles { Time = "day" }), States(6), "X_pca");
        Assert.Equal([1, 3], set.Times);
        Assert.Equal("d", set.TimeUnit);
        Assert.Equal([[1, 4], [0, 3]], set.Populations.Select(p => p.Cells));
        Assert.Equal([1, 4], set.Populations[0].States.Column(0));
        Assert.All(set.Populations, p => Assert.Null(p.Condition));
    }

    [Fact]
    public void A_condition_and_a_donor_part_the_cells_of_a_time_further()
    {
        using AnnotatedData data = Open(["day 1", "day 1", "day 1", "day 2", "day 2", "day 2"], ["a", "b", "a", "b", "b", null]);
        PopulationSet set = StudyPopulations.Of(new Study(data, new StudyRoles { Time = "day", Donor = "group" }), States(6), "X_pca");
        Assert.Equal([(1, "a"), (1, "b"), (2, "b"), (2, null)], set.Populations.Select(p => (p.Time, p.Donor)));
        Assert.Equal([[0, 2], [1], [3, 4], [5]], set.Populations.Select(p => p.Cells));
        set = StudyPopulations.Of(new Study(data, new StudyRoles { Time = "day", Condition = "group" }), States(6), "X_pca");
        Assert.Equal(["a", "b", "b", null], set.Populations.Select(p => p.Condition));
        Assert.Equal([3, 4, 5], set.StatesAt(2).Column(0));
    }

    [Fact]
    public void A_study_without_a_time_is_asked_for_one()
    {
        using AnnotatedData data = Open(["day 1", "day 2"], ["a", "b"]);
        var failure = Assert.Throws<ArgumentException>(() => StudyPopulations.Of(new Study(data, new StudyRoles()), States(2), "X_pca"));
        Assert.Contains("expected a time column, found none chosen", failure.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Thinning_keeps_the_proportions_of_the_populations_of_a_time_and_leaves_small_times_alone()
    {
        PopulationSet set = Sized((1, "a", 300), (1, "b", 100), (2, "a", 30));
        PopulationSet thinned = set.AtMost(40, 5);
        Assert.Equal([30, 10, 30], thinned.Populations.Select(p => p.Count));
        Assert.Same(set.Populations[2], thinned.Populations[2]);
        foreach (Population population in thinned.Populations)
        {
            Assert.Equal(population.Cells.Order(), population.Cells);
            Assert.Distinct(population.Cells);
            Assert.Equal(population.Cells.Select(cell => (double)cell), population.States.Column(0));
        }
    }

    [Fact]
    public void Thinning_is_by_chance_and_the_seed_says_which()
    {
        PopulationSet set = Sized((1, "a", 400));
        int[] first = set.AtMost(100, 5).Populations[0].Cells, other = set.AtMost(100, 6).Populations[0].Cells;
        Assert.Equal(first, set.AtMost(100, 5).Populations[0].Cells);
        Assert.NotEqual(first, other);
        // Every cell has the same chance: the mean of a quarter of 0 … 399 lies within four standard errors of the middle.
        Assert.All(new[] { first, other }, cells => Assert.InRange(cells.Average(), 199.5 - 40, 199.5 + 40));
    }

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);

    /// <summary>The first coordinate of a cell is its row in the file.</summary>
    private static DenseMatrix States(int cells, int first = 0) => new(cells, 2, [.. Enumerable.Range(0, 2 * cells).Select(i => i % 2 == 0 ? first + i / 2 : 0.5)]);

    private static PopulationSet Sized(params (double Time, string Condition, int Cells)[] sizes) => new(
        [.. sizes.Select((size, i) => (size, First: sizes.Take(i).Sum(s => s.Cells))).Select(p =>
            new Population(p.size.Time, "", States(p.size.Cells, p.First), [.. Enumerable.Range(p.First, p.size.Cells)]) { Condition = p.size.Condition })], "d", "X");

    private AnnotatedData Open(string?[] days, string?[] groups)
    {
        H5adWriter.Write(path, new H5adContent
        {
            Obs = new DataFrame("_index", [.. Enumerable.Range(0, days.Length).Select(i => $"cell {i}")], [DataColumn.OfCategories("day", days), DataColumn.OfCategories("group", groups)]),
            Var = DataFrame.Numbered("gene", 1),
            X = new MemoryMatrix(new DenseMatrix(days.Length, 1)),
        });
        return H5adReader.Open(path);
    }
}
