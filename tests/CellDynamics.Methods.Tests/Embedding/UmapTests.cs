using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Embedding;
using CsCheck;

namespace CellDynamics.Methods.Tests.Embedding;

public class UmapTests
{
    [Fact]
    public void The_same_seed_draws_the_same_picture_and_another_seed_another()
    {
        DenseMatrix cells = Clusters(count: 3, size: 40, dims: 10, seed: 1);
        DenseMatrix first = Umap.Layout(cells, new UmapOptions { Seed = 5 }), second = Umap.Layout(cells, new UmapOptions { Seed = 5 });
        Assert.Equal(first.Values, second.Values);
        Assert.NotEqual(first.Values, Umap.Layout(cells, new UmapOptions { Seed = 6 }).Values);
    }

    [Fact]
    public void Clusters_far_apart_stay_apart_and_neighbours_stay_neighbours()
    {
        DenseMatrix cells = Clusters(count: 4, size: 60, dims: 20, seed: 2);
        DenseMatrix layout = Umap.Layout(cells, new UmapOptions());
        NearestNeighbours nearest = NearestNeighbours.Of(layout, layout, 10, isSelf: true);
        int strangers = Enumerable.Range(0, nearest.Indices.Length).Count(i => nearest.Indices[i] / 60 != i / 10 / 60);
        Assert.Equal(0, strangers);
        Assert.True(Trustworthiness(cells, layout, 10) > 0.9);
    }

    [Fact]
    public void A_circle_in_many_dimensions_stays_a_circle()
    {
        var circle = new DenseMatrix(200, 12);
        for (int i = 0; i < 200; i++)
            (circle[i, 3], circle[i, 7]) = (Math.Cos(2 * Math.PI * i / 200), Math.Sin(2 * Math.PI * i / 200));
        Assert.True(Trustworthiness(circle, Umap.Layout(circle, new UmapOptions()), 8) > 0.95);
    }

    [Fact]
    public void More_cells_than_the_largest_layout_are_placed_among_their_neighbours()
    {
        DenseMatrix cells = Clusters(count: 3, size: 100, dims: 5, seed: 3);
        DenseMatrix layout = Umap.Layout(cells, new UmapOptions { LargestLayout = 120 });
        Assert.Equal(300, layout.Rows);
        Assert.All(layout.Values, value => Assert.True(double.IsFinite(value)));
        Assert.True(Trustworthiness(cells, layout, 10) > 0.8);
    }

    [Fact]
    public void Equal_cells_and_tiny_sets_get_finite_places()
    {
        Assert.All(Umap.Layout(new DenseMatrix(30, 4), new UmapOptions()).Values, value => Assert.True(double.IsFinite(value)));
        Assert.Equal(3, Umap.Layout(Clusters(1, 3, 4, 1), new UmapOptions()).Rows);
    }

    [Fact]
    public void Nearest_neighbours_are_those_of_a_full_sort() => Gen.Select(Gen.Int[2, 30], Gen.Int[1, 9], Gen.Int[0, 1000]).Sample((cells, dims, seed) =>
    {
        DenseMatrix points = Clusters(1, cells, dims, seed);
        int k = Math.Min(4, cells - 1);
        NearestNeighbours found = NearestNeighbours.Of(points, points, k, isSelf: true);
        for (int i = 0; i < cells; i++)
        {
            double[] expected = [.. Enumerable.Range(0, cells).Where(j => j != i).Select(j => Distance(points, i, j)).Order().Take(k)];
            for (int j = 0; j < k; j++)
                Assert.Equal(expected[j], found.Distances[i * k + j], 1e-12);
        }
    }, iter: 50);

    [Fact]
    public void A_cell_that_was_measured_is_placed_where_it_was_measured_and_others_within_their_neighbours()
    {
        DenseMatrix cells = Clusters(2, 20, 6, 4), view = Umap.Layout(cells, new UmapOptions());
        DenseMatrix placed = new NeighbourView("umap", "UMAP", cells, view).Place(cells);
        for (int i = 0; i < view.Values.Length; i++)
            Assert.Equal(view.Values[i], placed.Values[i], 1e-9);
        DenseMatrix between = new(1, 6, [.. Enumerable.Range(0, 6).Select(j => (cells[0, j] + cells[1, j]) / 2)]);
        DenseMatrix place = NeighbourPlacement.Place(between, cells, view);
        Assert.InRange(place[0, 0], Enumerable.Range(0, 20).Min(i => view[i, 0]), Enumerable.Range(0, 20).Max(i => view[i, 0]));
    }

    [Fact]
    public void A_projection_draws_inferred_cells_at_their_own_coordinates_and_names_the_variance()
    {
        DenseMatrix cells = Clusters(1, 10, 5, 7);
        IReadOnlyList<ICellView> views = CellViews.For(cells, "X_pca", [0.069, 0.039], givenUmap: null, seed: 0);
        Assert.Equal(("PC 1 (6.9 % of variance)", "PC 2 (3.9 % of variance)"), views[0].AxisNames);
        Assert.Equal(cells[3, 1], views[0].Place(cells)[3, 1]);
        Assert.Equal("umap", Assert.Single(CellViews.For(cells, "X_pca", null, new DenseMatrix(10, 2), 0), view => view.Key == "umap").Key);
    }

    /// <summary>Share of neighbours in the picture that are neighbours in truth. Ref: Venna &amp; Kaski 2001.</summary>
    private static double Trustworthiness(DenseMatrix cells, DenseMatrix layout, int k)
    {
        int n = cells.Rows;
        NearestNeighbours shown = NearestNeighbours.Of(layout, layout, k, isSelf: true);
        double penalty = 0;
        for (int i = 0; i < n; i++)
        {
            int[] order = [.. Enumerable.Range(0, n).Where(j => j != i).OrderBy(j => Distance(cells, i, j))];
            for (int j = 0; j < k; j++)
                penalty += Math.Max(0, Array.IndexOf(order, shown.Indices[i * k + j]) + 1 - k);
        }
        return 1 - 2 * penalty / (n * k * (2.0 * n - 3 * k - 1));
    }

    private static double Distance(DenseMatrix cells, int i, int j)
    {
        double sum = 0;
        for (int c = 0; c < cells.Columns; c++)
            sum += (cells[i, c] - cells[j, c]) * (cells[i, c] - cells[j, c]);
        return Math.Sqrt(sum);
    }

    private static DenseMatrix Clusters(int count, int size, int dims, int seed)
    {
        var random = new Random(seed);
        var cells = new DenseMatrix(count * size, dims);
        double[][] centres = [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, dims).Select(_ => 20 * random.NextDouble()).ToArray())];
        for (int i = 0; i < cells.Rows; i++)
        {
            for (int j = 0; j < dims; j++)
                cells[i, j] = centres[i / size][j] + random.NextDouble() + random.NextDouble() - 1;
        }
        return cells;
    }
}
