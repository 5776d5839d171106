using CellDynamics.Methods.MultiMarginalBridge;

namespace CellDynamics.Methods.Tests.MultiMarginalBridge;

public class StartsTests
{
    private static readonly int[] Sizes = [700, 20, 1300, 981];

    private static readonly (int Snapshot, int Row)[] Cells = [.. Sizes.SelectMany((size, s) => Enumerable.Range(0, size).Select(row => (s, row)))];

    [Theory]
    [InlineData(2000)]
    [InlineData(150)]
    [InlineData(7)]
    public void A_stratified_choice_has_every_snapshot_in_proportion_and_no_cell_twice(int count)
    {
        IReadOnlyList<(int Snapshot, int Row)> taken = Starts.TakeStratified(Cells, count, seed: 3);
        Assert.Equal(count, taken.Count);
        Assert.Equal(count, taken.Distinct().Count());
        Assert.All(taken, cell => Assert.InRange(cell.Row, 0, Sizes[cell.Snapshot] - 1));
        for (int s = 0; s < Sizes.Length; s++)
            Assert.InRange(taken.Count(cell => cell.Snapshot == s) - (double)Sizes[s] * count / Cells.Length, -1, 1);
    }

    [Fact]
    public void The_seed_decides_which_and_few_cells_are_all_taken()
    {
        Assert.Equal(Starts.TakeStratified(Cells, 100, 1), Starts.TakeStratified(Cells, 100, 1));
        Assert.NotEqual(Starts.TakeStratified(Cells, 100, 1), Starts.TakeStratified(Cells, 100, 2));
        Assert.Equal(Cells, Starts.TakeStratified(Cells, Cells.Length, 1));
    }
}
