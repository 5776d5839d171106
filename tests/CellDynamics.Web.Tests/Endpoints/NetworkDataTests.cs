using System.Net;
using System.Text.Json;
using System.Xml.Linq;
using CellDynamics.Methods.Networks;
using CellDynamics.Web.Tests.Networks;
using CellDynamics.Web.Tests.Shared;

namespace CellDynamics.Web.Tests.Endpoints;

/// <summary>A finished network as people take it away.</summary>
public class NetworkDataTests(NetworkSite site) : IClassFixture<NetworkSite>
{
    private static readonly NetworkFindings Network = SyntheticNetworks.Create().Network;
    private static readonly string Run = $"/api/networks/{TestNetworks.Finished}";

    [Fact]
    public async Task Tables_hold_a_row_for_everything_that_was_found()
    {
        string[] edges = await LinesAsync("edges.csv");
        Assert.Equal(Network.Edges.Count + 1, edges.Length);
        Assert.StartsWith("cell_type,regulator,target,strength,lowest,highest,agreement,strength_at_0,strength_at_6,", edges[0], StringComparison.Ordinal);
        Assert.Equal(7 + Network.Times.Length, edges[1].Split(',').Length);
        Assert.Equal(Network.Effects.Count + 1, (await LinesAsync("effects.csv")).Length);
        Assert.Equal(Network.Flows.Count + 1, (await LinesAsync("flows.csv")).Length);
        Assert.Equal(Network.Levels.Length + 1, (await LinesAsync("levels.csv")).Length);
        Assert.Equal(Network.Scores.Count + 1, (await LinesAsync("scores.csv")).Length);
    }

    [Fact]
    public async Task Graphml_has_every_gene_and_signal_as_a_node_and_every_link_as_an_edge_that_names_nodes()
    {
        XNamespace markup = "http://graphml.graphdrawing.org/xmlns";
        XElement graph = XDocument.Parse(await TextAsync("network.graphml")).Root!.Element(markup + "graph")!;
        string[] nodes = [.. graph.Elements(markup + "node").Select(node => node.Attribute("id")!.Value)];
        Assert.Equal(Network.Genes.Length + Network.Pairs.Count, nodes.Distinct().Count());
        XElement[] edges = [.. graph.Elements(markup + "edge")];
        Assert.Equal(Network.Edges.Count + Network.Effects.Count, edges.Length);
        Assert.All(edges, edge => Assert.True(nodes.Contains(edge.Attribute("source")!.Value) && nodes.Contains(edge.Attribute("target")!.Value)));
        Assert.Equal("directed", graph.Attribute("edgedefault")!.Value);
        Assert.Equal(Network.Edges[0].Strength < 0 ? "represses" : "activates", edges[0].Elements().Single(data => data.Attribute("key")!.Value == "sign").Value);
    }

    [Fact]
    public async Task Cytoscape_gets_elements_with_data()
    {
        using JsonDocument document = JsonDocument.Parse(await TextAsync("network.cyjs"));
        JsonElement elements = document.RootElement.GetProperty("elements");
        Assert.Equal(Network.Genes.Length + Network.Pairs.Count, elements.GetProperty("nodes").GetArrayLength());
        JsonElement edge = elements.GetProperty("edges")[0].GetProperty("data");
        Assert.Equal($"gene-{Network.Edges[0].Regulator}", edge.GetProperty("source").GetString());
        Assert.Equal(Network.Edges[0].Strength, edge.GetProperty("strength").GetSingle());
    }

    [Fact]
    public async Task A_perturbation_is_a_table_of_every_gene_type_and_time()
    {
        string[] lines = await LinesAsync("perturbation.csv?part=out:Gata1&part=down70:Fli1");
        Assert.Equal(Network.Levels.Length + 1, lines.Length);
        Assert.Equal("perturbation,cell_type,time_h,gene,unperturbed,change,low,high", lines[0]);
        Assert.StartsWith("\"Gata1 knocked out, Fli1 down by 70 %\",erythroid,0,Gata1,", lines[1], StringComparison.Ordinal);
        Assert.Single(await LinesAsync("perturbation.csv?part=out:Hbb")); // drives nothing: a head and no rows
    }

    [Theory]
    [InlineData("perturbation.csv", HttpStatusCode.BadRequest, "one to 12 changes")]
    [InlineData("perturbation.csv?part=gone:Gata1", HttpStatusCode.BadRequest, "expected out:GENE")]
    [InlineData("perturbation.csv?part=out:Gata3", HttpStatusCode.NotFound, "Gata1")]
    public async Task What_cannot_be_asked_is_said_in_words(string part, HttpStatusCode status, string named)
    {
        using HttpResponseMessage answer = await site.SendAsync(HttpMethod.Get, $"{Run}/{part}");
        Assert.Equal(status, answer.StatusCode);
        Assert.Contains(named, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("edges.csv")]
    [InlineData("network.graphml")]
    [InlineData("result.h5ad")]
    public async Task A_run_without_a_result_says_so_and_tells_no_path(string part)
    {
        using HttpResponseMessage answer = await site.SendAsync(HttpMethod.Get, $"/api/networks/{TestNetworks.Running}/{part}");
        string body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.DoesNotContain("secret", body, StringComparison.Ordinal);
    }

    private async Task<string> TextAsync(string part)
    {
        using HttpResponseMessage answer = await site.SendAsync(HttpMethod.Get, $"{Run}/{part}");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.StartsWith("attachment; filename=Drivers-of-blood-stem-cells_", answer.Content.Headers.ContentDisposition!.ToString(), StringComparison.Ordinal);
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private async Task<string[]> LinesAsync(string part) => (await TextAsync(part)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
}
