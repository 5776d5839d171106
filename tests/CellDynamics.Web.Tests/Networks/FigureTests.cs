using CellDynamics.Methods.Networks;
using CellDynamics.Runs.Results.Networks;
using CellDynamics.Web.Features.NetworkCharts;
using CellDynamics.Web.Features.Networks;

namespace CellDynamics.Web.Tests.Networks;

public class FigureTests
{
    private static readonly NetworkResult Result = SyntheticNetworks.Create();

    [Theory]
    [InlineData(900, 380)]
    [InlineData(360, 420)]
    public void Labels_lie_within_the_figure_and_not_on_each_other_and_the_same_every_time(double width, double height)
    {
        ShownNetwork shown = ShownNetwork.Of(Result.Network, new NetworkChoice { Gene = "Gata1" }.In(Result.Network));
        TimePlace time = TimePlace.Of(Result.Network.Times, 36);
        IReadOnlyList<GraphNode> nodes = new GraphPicture(Result, shown, width, height).Nodes(time);
        Assert.Equal(nodes, new GraphPicture(Result, shown, width, height).Nodes(time));
        Assert.All(nodes, node => Assert.True(node.X - node.Width / 2 >= -0.5 && node.X + node.Width / 2 <= width + 0.5 && node.Y - node.Height / 2 >= -0.5 && node.Y + node.Height / 2 <= height + 0.5));
        foreach ((GraphNode a, int i) in nodes.Select((node, i) => (node, i)))
        {
            Assert.All(nodes.Skip(i + 1), b => Assert.True(
                Math.Abs(a.X - b.X) >= (a.Width + b.Width) / 2 || Math.Abs(a.Y - b.Y) >= (a.Height + b.Height) / 2, $"{a.Name} lies on {b.Name}"));
        }
        GraphNode focus = nodes.Single(node => node.IsFocus);
        Assert.InRange(focus.X / width, 0.3, 0.7);
        Assert.InRange(focus.Y / height, 0.3, 0.7);
    }

    [Fact]
    public void A_network_of_a_hundred_genes_begins_with_thirteen_and_about_thirty_links()
    {
        NetworkFindings large = Result.Network with
        {
            Genes = [.. Enumerable.Range(0, 100).Select(i => $"g{i}")], Reasons = [.. Enumerable.Repeat("", 100)], TypeNames = ["one"], TypeSizes = [10],
            Edges = [.. Enumerable.Range(0, 10_000).Where(i => i / 100 != i % 100).Select(i => new NetworkEdge(0, i / 100, i % 100, (float)Math.Sin(i * 7.3), 0, 0, 1, [0, 0]))],
        };
        ShownNetwork shown = ShownNetwork.Of(large, new NetworkChoice().In(large));
        Assert.Equal(13, shown.Genes.Count);
        Assert.InRange(shown.Links.Count, 12, 60);
        Assert.True(shown.Links.Count(edge => edge.Regulator == shown.Choice.Focus || edge.Target == shown.Choice.Focus) >= 6);
        Assert.Equal(Math.Abs(shown.Among[0].Strength), shown.Among.Max(edge => Math.Abs(edge.Strength)));
    }

    [Theory]
    [InlineData(-5, 0, 0, 0f)]
    [InlineData(0, 0, 0, 0f)]
    [InlineData(3, 0, 1, 0.5f)]
    [InlineData(6, 1, 1, 0f)]
    [InlineData(999, 12, 12, 0f)]
    public void A_time_lies_between_two_of_the_grid(double time, int before, int after, float part) => Assert.Equal(new TimePlace(before, after, part), TimePlace.Of(SyntheticNetworks.Times, time));

    [Fact]
    public void An_address_says_again_what_it_was_made_of()
    {
        NetworkChoice choice = NetworkChoice.Parse("http://x/networks/1?gene=A%26B&type=T&n=4&min=0.25&tab=matrix&more=C&more=D&pin=E&hide=F&pair=L%20%E2%86%92%20R&t=36&a=out:G&b=down70:H");
        Assert.Equal(("A&B", "T", 4, 0.25, "matrix", "L → R", 36.0), (choice.Gene, choice.Type, choice.Most, choice.Weakest, choice.Tab, choice.Pair, choice.Time));
        Assert.Equal(["C", "D"], choice.Expanded);
        Assert.Equal(["E", "F", "out:G", "down70:H"], [.. choice.Pinned, .. choice.Hidden, .. choice.A, .. choice.B]);
        Assert.Equal("A&B", choice.Address["gene"]);
        Assert.Equal("0.25", choice.Address["min"]);
        NetworkChoice nonsense = NetworkChoice.Parse("http://x/networks/1?n=x&min=NaN&tab=nothing&t=");
        Assert.Equal((12, (double?)null, "graph", (double?)null), (nonsense.Most, nonsense.Weakest, nonsense.Tab, nonsense.Time));
        Assert.All(nonsense.Address.Where(entry => entry.Value is not string[]), entry => Assert.Null(entry.Value));
    }
}
