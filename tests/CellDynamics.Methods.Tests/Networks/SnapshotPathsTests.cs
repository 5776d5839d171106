using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Integration;
using CellDynamics.Methods.Networks;

namespace CellDynamics.Methods.Tests.Networks;

public class SnapshotPathsTests
{
    /// <summary>Cells on lines that run beside each other, far enough apart that only the own line is near, in random order.</summary>
    [Fact]
    public void Cells_on_separate_lines_are_linked_along_their_line()
    {
        const int lines = 6, bins = 5;
        int[] order = new RandomStream(3).Choose(lines * bins, lines * bins);
        var cells = new DenseMatrix(lines * bins, 2, [.. order.SelectMany(i => new double[] { i / lines, 10 * (i % lines) })]);
        CellTrajectories paths = SnapshotPaths.Link(cells, [.. order.Select(i => (double)(i / lines))], bins, ["x", "line"], 0);
        Assert.Equal([0, 1, 2, 3, 4], paths.Times);
        for (int path = 0; path < lines; path++)
        {
            Assert.All(paths.States, state => Assert.Equal(paths.States[0][path, 1], state[path, 1]));
            Assert.Equal([0, 1, 2, 3, 4], paths.States.Select(state => state[path, 0]));
        }
    }

    [Fact]
    public void Every_cell_is_on_one_path_but_those_left_over_and_bins_follow_in_time()
    {
        var random = new RandomStream(5);
        double[] times = [.. Enumerable.Range(0, 103).Select(_ => random.NextUniform())];
        var cells = new DenseMatrix(103, 1, [.. Enumerable.Range(0, 103).Select(i => (double)i)]);
        CellTrajectories paths = SnapshotPaths.Link(cells, times, 10, ["number"], 1);
        int[] numbers = [.. paths.States.SelectMany(state => state.Column(0)).Select(number => (int)number)];
        Assert.Equal(100, numbers.Distinct().Count());
        Assert.Equal((10, 10), (paths.States.Count, paths.CellCount));
        Assert.All(numbers.Chunk(10).Zip(numbers.Chunk(10).Skip(1)), pair => Assert.True(pair.First.Max(i => times[i]) < pair.Second.Min(i => times[i])));
        Assert.All(numbers.Chunk(10).Zip(paths.Times), pair => Assert.Equal(pair.First.Average(i => times[i]), pair.Second, 1e-12));
        Assert.Contains("found 3 cells", Assert.Throws<ArgumentException>(() => SnapshotPaths.Link(new DenseMatrix(3, 1), [1, 2, 3], 4, ["g"], 0)).Message, StringComparison.Ordinal);
    }
}
