using System.Net;
using System.Runtime.InteropServices;
using CellDynamics.Methods.Responses;
using CellDynamics.Runs.Results.Treatments;
using CellDynamics.Web.Tests.Shared;
using CellDynamics.Web.Tests.Treatments;

namespace CellDynamics.Web.Tests.Endpoints;

/// <summary>Numbers of a finished analysis of treatments as the page fetches them and as people take them away.</summary>
public class TreatmentDataTests(TreatmentSite site) : IClassFixture<TreatmentSite>
{
    private static readonly TreatmentResult Result = SyntheticTreatments.Create();
    private static readonly string Run = $"/api/treatments/{TestTreatments.Finished}";

    [Fact]
    public async Task Roles_are_places_in_the_lists_of_the_result_and_the_control_is_zero()
    {
        float[] condition = await FloatsAsync("role/condition");
        Assert.Equal(Result.Obs.Find("condition")!.Labels.Select(label => (float)Array.IndexOf(SyntheticTreatments.Conditions, label)), condition);
        Assert.Equal(0, condition[0]);
        Assert.Equal(Result.Obs.Find("patient_id")!.Labels.Select(label => (float)Array.IndexOf(SyntheticTreatments.Donors, label)), await FloatsAsync("role/donor"));
        Assert.Equal(Result.Obs.Find("cell_type")!.Labels.Select(label => (float)Array.IndexOf(SyntheticTreatments.Types, label)), await FloatsAsync("role/type"));
        Assert.All(await FloatsAsync("role/dose"), dose => Assert.True(float.IsNaN(dose)));
    }

    [Fact]
    public async Task Predicted_cells_come_with_the_control_cells_they_began_as()
    {
        StoredResponse response = Result.Responses[3];
        Assert.Equal(response.Cells.Select(cell => (float)cell), await FloatsAsync("predicted/3/cells"));
        Assert.Equal(response.Places["umap"], await FloatsAsync("predicted/3/view/umap"));
        Assert.Equal(Result.Views[0].Cells, await FloatsAsync("view/pca"));
        float[] measured = await FloatsAsync("gene/pS6");
        Assert.Equal(response.Cells.Select(cell => measured[cell] + 1), await FloatsAsync("predicted/3/gene/pS6"));
    }

    [Theory]
    [InlineData("view/pca")]
    [InlineData("role/type")]
    [InlineData("predicted/0/view/pca")]
    [InlineData("gene/pErk")]
    public async Task Numbers_are_kept_by_the_browser_and_not_sent_twice(string part)
    {
        using HttpResponseMessage first = await site.SendAsync(HttpMethod.Get, $"{Run}/{part}");
        string tag = first.Headers.ETag!.ToString();
        Assert.True(first.Headers.CacheControl is { Private: true, MaxAge.TotalDays: 365 });
        using HttpResponseMessage second = await site.SendAsync(HttpMethod.Get, $"{Run}/{part}", null, ("If-None-Match", tag));
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
    }

    [Theory]
    [InlineData("view/tsne", "tsne")]
    [InlineData("predicted/99/cells", "99")]
    [InlineData("gene/pS7", "pS6")]
    [InlineData("role/colour", "colour")]
    [InlineData("cells/named/-1", "-1")]
    public async Task What_is_not_there_is_said_in_words(string part, string named)
    {
        using HttpResponseMessage answer = await site.SendAsync(HttpMethod.Get, $"{Run}/{part}");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains(named, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_without_a_result_says_so_and_tells_no_path()
    {
        using HttpResponseMessage answer = await site.SendAsync(HttpMethod.Get, $"/api/treatments/{TestTreatments.Running}/sizes.csv");
        string body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.DoesNotContain("secret", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tables_hold_a_row_for_everything_that_was_measured()
    {
        ResponseStatistics statistics = Result.Statistics;
        Assert.Equal(statistics.Sizes.Count, await RowsAsync("sizes"));
        Assert.Equal(statistics.Composition.Sum(one => one.Shares.Count), await RowsAsync("composition"));
        Assert.Equal(statistics.Markers.Count, await RowsAsync("markers"));
        Assert.Equal(statistics.Responders.Count, await RowsAsync("responders"));
        Assert.Equal(statistics.Responders.Sum(one => one.Control.Length), await RowsAsync("responder-histograms"));
        Assert.Equal(statistics.Ranking.Count, await RowsAsync("ranking"));
        Assert.Equal(statistics.Similarity.Count, await RowsAsync("similarity"));
        Assert.Equal(Result.Validation!.Rows.Count, await RowsAsync("scores"));
        Assert.Equal(Result.Validation.Differences.Count, await RowsAsync("differences"));
        Assert.Equal(Result.Responses.Count, await RowsAsync("ranges"));
    }

    [Fact]
    public async Task Cells_are_told_apart_as_measured_and_predicted_and_formulas_are_disarmed()
    {
        string[] lines = await LinesAsync($"cells.csv?view=pca&response=1&gene={Uri.EscapeDataString(SyntheticTreatments.Markers[2])}");
        Assert.Equal("cell,kind,condition,patient_id,cell_type,pca_1,pca_2,'=cmd|' /C calc'!A0", lines[0]);
        Assert.Equal(Result.CellNames.Length, lines.Count(line => line.Contains(",measured,", StringComparison.Ordinal)));
        string[] predicted = [.. lines.Where(line => line.Contains(",predicted,", StringComparison.Ordinal))];
        Assert.Equal(Result.Responses[1].Cells.Length, predicted.Length);
        Assert.All(predicted, line => Assert.Contains(",Drug <b>,", line, StringComparison.Ordinal)); // a predicted cell is a treated one
    }

    private async Task<int> RowsAsync(string table) => (await LinesAsync($"{table}.csv")).Length - 1;

    private async Task<string[]> LinesAsync(string path)
    {
        using HttpResponseMessage answer = await site.SendAsync(HttpMethod.Get, $"{Run}/{path}");
        Assert.Equal((HttpStatusCode.OK, "text/csv"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        return (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
    }

    private async Task<float[]> FloatsAsync(string part)
    {
        using HttpResponseMessage answer = await site.SendAsync(HttpMethod.Get, $"{Run}/{part}");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return MemoryMarshal.Cast<byte, float>(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).ToArray();
    }
}
