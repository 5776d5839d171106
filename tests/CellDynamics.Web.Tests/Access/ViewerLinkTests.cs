using System.Net;
using CellDynamics.Runs;
using CellDynamics.Runs.Access;
using CellDynamics.Runs.Datasets;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Projects;
using CellDynamics.Runs.Storage;
using CellDynamics.Web.Tests.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CellDynamics.Web.Tests.Access;

/// <summary>What a link opens, and for how long.</summary>
public class ViewerLinkTests(TwoLabs site)
{
    [Fact]
    public async Task A_link_leads_to_its_result_until_it_is_withdrawn()
    {
        string secret = await site.ShareAsync(site.OtherRun.Id);
        using (HttpResponseMessage opened = await site.SendAsync(HttpMethod.Get, $"/shared/{secret}"))
        {
            Assert.Equal((HttpStatusCode.Found, $"/trajectories/{site.OtherRun.Id}"), (opened.StatusCode, opened.Headers.Location!.OriginalString));
            Assert.True(opened.Headers.CacheControl!.NoStore);
            string left = opened.Headers.GetValues("Set-Cookie").Single();
            Assert.Contains("httponly", left, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("samesite=lax", left, StringComparison.OrdinalIgnoreCase);
        }
        string cookie = await site.OpenAsync(secret);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync($"/trajectories/{site.OtherRun.Id}", cookie));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync($"/trajectories/{site.Run.Id}", cookie));
        await using AsyncServiceScope page = site.PageOf(Visitor.Owner);
        var links = page.ServiceProvider.GetRequiredService<LinkDesk>();
        await links.WithdrawAsync((await links.ListAsync(site.Lab.Id, CancellationToken.None)).Single(link => link.Link.RunId == site.OtherRun.Id).Link.Id, CancellationToken.None);
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync($"/trajectories/{site.OtherRun.Id}", cookie));
        Assert.Equal("", await site.OpenAsync(secret));
    }

    [Fact]
    public async Task Who_has_an_account_keeps_it_beside_the_link()
    {
        string cookie = await site.OpenAsync(await site.ShareAsync(site.Run.Id));
        using HttpResponseMessage shown = await site.SendAsync(Visitor.Stranger, HttpMethod.Get, $"/trajectories/{site.Run.Id}", null, ("Cookie", cookie));
        Assert.Equal(HttpStatusCode.OK, shown.StatusCode);
        using HttpResponseMessage run = await site.SendAsync(Visitor.Stranger, HttpMethod.Get, $"/analyses/{site.Run.Id}", null, ("Cookie", cookie));
        Assert.Equal(HttpStatusCode.NotFound, run.StatusCode);
        using HttpResponseMessage own = await site.SendAsync(Visitor.Stranger, HttpMethod.Get, $"/projects/{site.OtherLab.Id}", null, ("Cookie", cookie));
        Assert.Equal(HttpStatusCode.OK, own.StatusCode);
    }

    [Fact]
    public async Task What_was_given_and_what_was_refused_is_written_down()
    {
        using HttpResponseMessage file = await site.SendAsync(Visitor.Viewer, HttpMethod.Get, $"/api/datasets/{site.Dataset.Id}/file");
        Assert.Equal("cells", await file.Content.ReadAsStringAsync());
        Guid stranger = Guid.CreateVersion7();
        for (int i = 0; i < 3; i++)
            (await site.SendAsync(HttpMethod.Get, $"/api/datasets/{site.Dataset.Id}/file", null, (HeaderAccounts.Header, stranger.ToString()))).Dispose();
        IReadOnlyList<AuditRecord> lines = await site.Services.GetRequiredService<AuditLog>().SearchAsync(new AuditQuery { Project = site.Lab.Id }, null, 1000, CancellationToken.None);
        AuditRecord download = lines.First(line => line.Action == AuditAction.Downloaded && line.AccountId == site.AccountOf(Visitor.Viewer) && line.Detail == "Cells, file");
        Assert.Equal(("dataset", site.Dataset.Id, "127.0.0.1"), (download.Kind, download.TargetId, download.Address));
        Assert.Single(lines, line => line.Action == AuditAction.Denied && line.AccountId == stranger && line.Kind == "dataset" && line.Detail == "Cells, needs Viewer");
    }

    [Fact]
    public async Task A_browser_asks_again_before_it_shows_what_it_kept()
    {
        using HttpResponseMessage picture = await site.SendAsync(Visitor.Viewer, HttpMethod.Get, $"/api/datasets/{site.Dataset.Id}/cells.svg");
        Assert.Equal("no-cache, private", picture.Headers.CacheControl!.ToString());
    }

    [Fact]
    public async Task A_browser_keeps_no_page_no_file_and_nothing_of_people()
    {
        ProjectRecord ofPeople = new() { Name = "Patients", IsSensitive = true };
        DatasetRecord dataset = new() { ProjectId = ofPeople.Id, Name = "Blood", FileName = "blood.h5ad", Sha256 = new string('b', 64), Status = DatasetStatus.Ready };
        await site.WriteAsync(ofPeople, dataset);
        DatasetSummaryFile.Write(Directory.CreateDirectory(site.Services.GetRequiredService<RunsOptions>().FolderOfDataset(dataset.Id)).FullName, Samples.Summary());
        string[] addresses = ["/", "/datasets", $"/analyses/{site.Run.Id}", $"/projects/{site.Lab.Id}", $"/api/datasets/{site.Dataset.Id}/file", $"/api/datasets/{site.Dataset.Id}/cells.csv", $"/api/datasets/{dataset.Id}/cells.svg"];
        foreach (string address in addresses)
        {
            using HttpResponseMessage answer = await site.SendAsync(Visitor.Administrator, HttpMethod.Get, address);
            Assert.True(answer is { StatusCode: HttpStatusCode.OK, Headers.CacheControl.NoStore: true }, $"{address}: {answer.StatusCode} {answer.Headers.CacheControl}");
            // A copy that was kept before the project was marked is not called good either.
            (string, string)[] kept = [("If-Modified-Since", TimeProvider.System.GetUtcNow().AddDays(1).ToString("R")), .. answer.Headers.ETag is { } tag ? [("If-None-Match", tag.ToString())] : Array.Empty<(string, string)>()];
            using HttpResponseMessage again = await site.SendAsync(Visitor.Administrator, HttpMethod.Get, address, null, kept);
            Assert.True(again.StatusCode == HttpStatusCode.OK, $"{address}: {again.StatusCode}");
        }
    }

    [Theory]
    [InlineData("/css/tokens.css")]
    [InlineData("/_framework/blazor.web.js")]
    [InlineData("/_content/MudBlazor/MudBlazor.min.js")]
    public async Task The_files_of_the_site_may_be_kept(string address)
    {
        using HttpResponseMessage file = await site.SendAsync(Visitor.Viewer, HttpMethod.Get, address);
        Assert.False(file.Headers.CacheControl!.NoStore);
        using HttpResponseMessage again = await site.SendAsync(Visitor.Viewer, HttpMethod.Get, address, null, ("If-None-Match", file.Headers.ETag!.ToString()));
        Assert.True(again is { StatusCode: HttpStatusCode.NotModified } && again.Headers.CacheControl?.NoStore != true);
    }

    [Fact]
    public async Task A_dataset_that_somebody_fetches_counts_as_used()
    {
        (await site.SendAsync(Visitor.Owner, HttpMethod.Get, $"/api/datasets/{site.Dataset.Id}/file")).Dispose();
        await using CellDynamicsDb db = site.Services.GetRequiredService<Database>().CreateDbContext();
        DateTime used = await db.Datasets.Where(d => d.Id == site.Dataset.Id).Select(d => d.UsedUtc).SingleAsync();
        Assert.InRange(TimeProvider.System.GetUtcNow().UtcDateTime - used, TimeSpan.FromMinutes(-1), TimeSpan.FromHours(1));
    }

    private async Task<HttpStatusCode> StatusAsync(string path, string cookie)
    {
        using HttpResponseMessage answer = await site.SendAsync(HttpMethod.Get, path, null, ("Cookie", cookie));
        return answer.StatusCode;
    }
}
