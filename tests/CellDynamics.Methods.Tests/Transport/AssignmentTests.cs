using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Integration;
using CellDynamics.Methods.Transport;
using CellDynamics.Methods.Transport.Exact;

namespace CellDynamics.Methods.Tests.Transport;

public class AssignmentTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(200)]
    public void It_costs_what_exact_transport_costs_and_uses_every_column_once(int n)
    {
        var random = new RandomStream(3, n);
        var cost = new DenseMatrix(n, n);
        for (int i = 0; i < cost.Values.Length; i++)
            cost.Values[i] = random.NextNormal();
        int[] columns = Assignment.Solve(cost);
        Assert.Equal(Enumerable.Range(0, n), columns.Order());
        double[] weights = TransportWeights.Uniform(n);
        Assert.Equal(ExactTransport.Solve(cost, weights, weights).Cost * n, columns.Select((column, row) => cost[row, column]).Sum(), 1e-9 * n);
    }

    [Fact]
    public void Every_permutation_of_a_small_problem_costs_at_least_as_much()
    {
        var random = new RandomStream(4);
        var cost = new DenseMatrix(5, 5, [.. Enumerable.Range(0, 25).Select(_ => (double)random.NextIndex(4))]);
        double best = Permutations([0, 1, 2, 3, 4]).Min(columns => columns.Select((column, row) => cost[row, column]).Sum());
        Assert.Equal(best, Assignment.Solve(cost).Select((column, row) => cost[row, column]).Sum());
    }

    [Fact]
    public void Unequal_sizes_and_numbers_that_are_none_are_refused()
    {
        Assert.Contains("3 × 2", Assert.Throws<ArgumentException>(() => Assignment.Solve(new DenseMatrix(3, 2))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Assignment.Solve(new DenseMatrix(1, 1, [double.NaN])));
    }

    private static IEnumerable<int[]> Permutations(int[] items) => items.Length == 1 ? [items]
        : items.SelectMany(first => Permutations([.. items.Where(item => item != first)]).Select(rest => (int[])[first, .. rest]));
}
