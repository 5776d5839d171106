using System.Net;
using System.Runtime.InteropServices;
using System.Text.Json;
using CellDynamics.Runs.Results;
using CellDynamics.Web.Tests.Shared;
using CellDynamics.Web.Tests.Trajectories;

namespace CellDynamics.Web.Tests.Endpoints;

/// <summary>Numbers of a finished result as the point cloud fetches them.</summary>
public class ResultDataTests(ResultSite site) : IClassFixture<ResultSite>
{
    private static readonly TrajectoryResult Result = SyntheticTrajectories.Create();
    private static readonly string Run = $"/api/runs/{TestTrajectories.Finished}";

    public static TheoryData<string> Numbers => ["view/pca/cells", "view/umap/paths", "cells/time", "obs/State", "obs/Hours", "gene/MYOG", "inferred-gene/MYOG"];

    [Fact]
    public async Task Points_are_the_floats_of_the_result_in_little_endian_order()
    {
        Assert.Equal(Result.Views[0].Cells, await FloatsAsync("view/pca/cells"));
        Assert.Equal(Result.Views[1].Paths, await FloatsAsync("view/umap/paths"));
        Assert.Equal(Result.CellTimes.Select(time => (float)time), await FloatsAsync("cells/time"));
        Assert.Equal(SyntheticTrajectories.Gene(Result, "MYOG"), await FloatsAsync("gene/MYOG"));
        Assert.Equal(SyntheticTrajectories.PathCount * Result.Trajectories.Times.Length, (await FloatsAsync("inferred-gene/MYOG")).Length);
    }

    [Fact]
    public async Task Annotations_are_codes_of_their_categories_or_the_numbers_themselves()
    {
        string[] names = ["1 cycling", "2 differentiating", "3 PDGFRA-positive"];
        Assert.Equal(Result.Obs.Find("State")!.Labels.Select(label => (float)Array.IndexOf(names, label)), await FloatsAsync("obs/State"));
        Assert.Equal(Result.CellTimes.Select(time => (float)time), await FloatsAsync("obs/Hours"));
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public async Task Numbers_are_kept_by_the_browser_and_not_sent_twice(string part)
    {
        using HttpResponseMessage first = await site.SendAsync(HttpMethod.Get, $"{Run}/{part}");
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal("application/octet-stream", first.Content.Headers.ContentType?.MediaType);
        Assert.True(first.Headers.CacheControl is { Private: true, MaxAge.TotalDays: 365 });
        string tag = first.Headers.ETag!.ToString();
        using HttpResponseMessage second = await site.SendAsync(HttpMethod.Get, $"{Run}/{part}", null, ("If-None-Match", tag));
        Assert.Equal((HttpStatusCode.NotModified, tag), (second.StatusCode, second.Headers.ETag!.ToString()));
        Assert.Empty(await second.Content.ReadAsByteArrayAsync());
        using HttpResponseMessage other = await site.SendAsync(HttpMethod.Get, $"{Run}/{part}", null, ("If-None-Match", "\"another\""));
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Fact]
    public async Task Every_part_has_a_tag_of_its_own()
    {
        var tags = new HashSet<string>();
        foreach (string part in new[] { "view/pca/cells", "view/pca/paths", "view/umap/cells", "cells/time", "obs/State", "obs/Hours", "gene/MYOG", "gene/CDK1", "inferred-gene/MYOG" })
        {
            using HttpResponseMessage answer = await site.SendAsync(HttpMethod.Get, $"{Run}/{part}");
            Assert.True(tags.Add(answer.Headers.ETag!.ToString()), part);
        }
    }

    [Theory]
    [InlineData("view/pca/cells")]
    [InlineData("cells/time")]
    [InlineData("gene/MYOG")]
    [InlineData("trend/MYOG")]
    [InlineData("cells.csv")]
    [InlineData("scores.csv")]
    [InlineData("result.h5ad")]
    public async Task A_run_that_does_not_exist_or_is_not_done_is_said_in_words(string part)
    {
        foreach (Guid run in new[] { Guid.NewGuid(), TestTrajectories.Running, TestTrajectories.Failed })
        {
            using HttpResponseMessage answer = await site.SendAsync(HttpMethod.Get, $"/api/runs/{run}/{part}");
            Assert.Equal("This run has no result. It may still be running, have failed, or have been deleted.", await ProblemDocument.ReadAsync(answer, 404));
        }
    }

    [Theory]
    [InlineData("gene/TP53", "There is no gene \"TP53\". Close ones: MYOG.")]
    [InlineData("trend/TP53", "There is no gene \"TP53\". Close ones: MYOG.")]
    [InlineData("inferred-gene/TP53", "There is no gene \"TP53\". Close ones: MYOG.")]
    [InlineData("cells.csv?gene=TP53", "There is no gene \"TP53\". Close ones: MYOG.")]
    [InlineData("trend.csv?gene=MYOG&gene=TP53", "There is no gene \"TP53\". Close ones: MYOG.")]
    [InlineData("trend.csv", "Name one to twelve genes, as in trend.csv?gene=MYOG.")]
    [InlineData("obs/nothing", "This result has no annotation called nothing.")]
    [InlineData("view/tsne/cells", "This result has no view called tsne; it has pca, umap.")]
    [InlineData("cells/named/271", "There is no cell 271: this result has 271 cells.")]
    public async Task What_a_result_does_not_have_is_said_with_what_it_has(string part, string expected)
    {
        using HttpResponseMessage answer = await site.SendAsync(HttpMethod.Get, $"{Run}/{part}");
        Assert.Equal(expected, await ProblemDocument.ReadAsync(answer, 404));
    }

    [Fact]
    public async Task A_fault_of_ours_is_answered_with_the_security_headers_and_without_a_stack()
    {
        using HttpResponseMessage answer = await site.SendAsync(HttpMethod.Get, $"{Run}/gene/{TestTrajectories.Faulty}");
        string body = await answer.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Contains("script-src 'self'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.DoesNotContain(TestTrajectories.Faulty, body, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gene_with_any_name_can_be_asked_for()
    {
        foreach (string gene in SyntheticTrajectories.Genes)
            Assert.Equal(SyntheticTrajectories.Gene(Result, gene), await FloatsAsync($"gene/{Uri.EscapeDataString(gene)}"));
    }

    [Fact]
    public async Task A_trend_is_json_with_the_band_and_what_it_means()
    {
        JsonElement trend = JsonDocument.Parse(await site.Client.GetStringAsync($"{Run}/trend/MYOG")).RootElement;
        Assert.Equal("ln(FPKM + 1)", trend.GetProperty("unit").GetString());
        Assert.Equal(37, trend.GetProperty("mean").GetArrayLength());
        Assert.Equal("95 % of the mean over 200 resamplings of the paths", trend.GetProperty("bandMeaning").GetString());
        Assert.Equal([0, 24, 48, 72], trend.GetProperty("measuredTimes").EnumerateArray().Select(time => time.GetDouble()));
    }

    [Fact]
    public async Task A_cell_is_named_on_request()
    {
        JsonElement name = JsonDocument.Parse(await site.Client.GetStringAsync($"{Run}/cells/named/7")).RootElement;
        Assert.Equal(Result.CellNames[7], name.GetProperty("name").GetString());
    }

    private async Task<float[]> FloatsAsync(string part) => MemoryMarshal.Cast<byte, float>(await site.Client.GetByteArrayAsync($"{Run}/{part}")).ToArray();
}
