using System.Net;
using CellDynamics.Runs.Model;
using CellDynamics.Web.Tests.Access;
using CellDynamics.Web.Tests.Shared;

namespace CellDynamics.Web.Tests.Administration;

/// <summary>What administrators take away, on the whole site with two labs.</summary>
public class AdministrationDownloadTests(TwoLabs site, HostedSite alone)
{
    [Fact]
    public async Task The_audit_log_comes_as_a_table_that_no_spreadsheet_runs()
    {
        string mark = Guid.NewGuid().ToString("N");
        await site.WriteAsync(
            new AuditRecord { AtUtc = new DateTime(2026, 1, 5, 12, 0, 0, DateTimeKind.Utc), Account = $"=cmd|{mark}", Action = AuditAction.Downloaded, Kind = "run", Detail = "+1, \"quoted\"", ProjectId = site.Lab.Id, Address = "192.0.2.7" },
            new AuditRecord { AtUtc = new DateTime(2026, 1, 4, 23, 59, 59, DateTimeKind.Utc), Account = $"{mark} before", Action = AuditAction.Viewed, Kind = "run", Detail = "" });
        using HttpResponseMessage answer = await site.SendAsync(Visitor.Administrator, HttpMethod.Get, $"/api/admin/audit.csv?person={mark}&from=2026-01-05&to=2026-01-05&action=Downloaded&project={site.Lab.Id}");
        Assert.Equal((HttpStatusCode.OK, "text/csv", "audit.csv"), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType, answer.Content.Headers.ContentDisposition!.FileName!.Trim('"')));
        string[] lines = (await answer.Content.ReadAsStringAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.StartsWith("time (UTC),person,", lines[0], StringComparison.Ordinal);
        Assert.Equal($"2026-01-05 12:00:00.000,'=cmd|{mark},,Downloaded,Lab A,{site.Lab.Id},run,,\"'+1, \"\"quoted\"\"\",192.0.2.7", lines[1]);
    }

    [Fact]
    public async Task Usage_of_a_month_comes_for_every_lab()
    {
        await site.WriteAsync(new UsageRecord { ProjectId = site.Lab.Id, Month = "2024-02", Group = "cpu", Runs = 2, ComputeSeconds = 1800 });
        using HttpResponseMessage answer = await site.SendAsync(Visitor.Administrator, HttpMethod.Get, "/api/admin/usage.csv?month=2024-02");
        Assert.Equal("usage_2024-02.csv", answer.Content.Headers.ContentDisposition!.FileName!.Trim('"'));
        string[] lines = (await answer.Content.ReadAsStringAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains($"2024-02,Lab A,{site.Lab.Id},Owner,cpu,2,0.5", lines);
        Assert.Contains($"2024-02,Lab B,{site.OtherLab.Id},Stranger,,0,0", lines);
        using HttpResponseMessage wrong = await site.SendAsync(Visitor.Administrator, HttpMethod.Get, "/api/admin/usage.csv?month=2024-13");
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
    }

    [Theory]
    [InlineData("/admin")]
    [InlineData("/api/admin/audit.csv")]
    public async Task An_owner_hears_no_more_than_of_what_does_not_exist(string path)
    {
        using HttpResponseMessage answer = await site.SendAsync(Visitor.Owner, HttpMethod.Get, path);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Theory]
    [InlineData("/admin")]
    [InlineData("/admin/users")]
    [InlineData("/api/admin/usage.csv?month=2026-01")]
    public async Task Without_accounts_there_is_no_administration(string path)
    {
        using HttpResponseMessage answer = await alone.SendAsync(HttpMethod.Get, path);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }
}
