using System.Globalization;
using System.Net;
using CellDynamics.Data.Annotated;
using CellDynamics.Runs.Access;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Queue;
using CellDynamics.Runs.Storage;
using CellDynamics.Runs.Telemetry;
using CellDynamics.Web.Hosting;
using CellDynamics.Web.Tests.Accounts;
using CellDynamics.Web.Tests.Shared;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;

namespace CellDynamics.Web.Tests.Telemetry;

/// <summary>What a monitor reads, and who may.</summary>
public sealed class MetricsTests(HostedSite alone, MonitoredSite site) : IClassFixture<MonitoredSite>
{
    [Fact]
    public async Task A_run_that_was_submitted_and_ended_is_counted_with_its_method_and_status()
    {
        var dataset = new DatasetRecord { ProjectId = ProjectRecord.DefaultId, Name = "Cells", FileName = "cells.h5ad", Sha256 = new string('a', 64), Status = DatasetStatus.Ready };
        double before = Value(await ScrapeAsync(alone), "celldynamics_runs_ended_total", "method=\"sbirr\"", "status=\"failed\"") ?? 0;
        await using AsyncServiceScope scope = alone.Services.GetRequiredService<IServiceScopeFactory>().CreateScope(Caller.Local);
        await using (CellDynamicsDb db = alone.Services.GetRequiredService<Database>().CreateDbContext())
        {
            db.Add(dataset);
            await db.SaveChangesAsync();
        }
        var queue = scope.ServiceProvider.GetRequiredService<RunQueue>();
        // This site has no program that could execute it.
        Guid run = await queue.SubmitAsync(new RunSubmission { DatasetId = dataset.Id, Method = "sbirr", Name = "Counted", Roles = new StudyRoles { Time = "day" } }, CancellationToken.None);
        for (int look = 0; look < 300 && (await queue.FindAsync(run, CancellationToken.None))!.Status is RunStatus.Waiting or RunStatus.Running; look++)
            await Task.Delay(100, CancellationToken.None);
        Assert.Equal(RunStatus.Failed, (await queue.FindAsync(run, CancellationToken.None))!.Status);
        string text = await ScrapeAsync(alone);
        Assert.Equal(before + 1, Value(text, "celldynamics_runs_ended_total", "method=\"sbirr\"", "status=\"failed\""));
        Assert.True(Value(text, "celldynamics_run_wait_seconds_count", "method=\"sbirr\"") >= 1);
        Assert.True(Value(text, "celldynamics_run_duration_seconds_count", "method=\"sbirr\"") >= 1);
        Assert.Equal(before + 1, Value(await ScrapeAsync(alone), "celldynamics_runs_ended_total", "method=\"sbirr\"", "status=\"failed\"")); // once
    }

    [Fact]
    public async Task Who_waits_which_workers_live_and_how_old_the_backup_is_is_what_the_catalogue_says()
    {
        var run = new RunRecord { ProjectId = ProjectRecord.DefaultId, DatasetId = Guid.NewGuid(), Name = "Waits", Method = "sbirr", Status = RunStatus.Waiting, Group = "quantum" };
        await using (CellDynamicsDb db = site.OpenDatabase())
        {
            db.AddRange(new DatasetRecord { Id = run.DatasetId, ProjectId = run.ProjectId, Name = "Cells", FileName = "cells.h5ad" }, run,
                new SettingRecord { Key = SettingRecord.LastBackup, Value = TimeProvider.System.GetUtcNow().AddHours(-5).ToString("O") });
            await db.SaveChangesAsync();
        }
        // A request is counted when it has ended: the first figures of a site may not know of any.
        string text = await ScrapeAsync(site, MonitoredSite.Token);
        for (int tries = 0; tries < 50 && !text.Contains("http_server_request_duration", StringComparison.Ordinal); tries++)
        {
            await Task.Delay(200);
            text = await ScrapeAsync(site, MonitoredSite.Token);
        }
        Assert.Equal(1, Value(text, "celldynamics_runs_waiting", "group=\"quantum\""));
        Assert.Equal(0, Value(text, "celldynamics_runs_running", "group=\"quantum\""));
        Assert.InRange(Value(text, "celldynamics_backup_age_seconds") ?? 0, 5 * 3600, 5 * 3600 + 120);
        Assert.True(Value(text, "celldynamics_workers_alive") >= 1);
        Assert.True(Value(text, "celldynamics_disk_free_bytes") > 0);
        Assert.Contains("http_server_request_duration_seconds_bucket", text, StringComparison.Ordinal);
        Assert.Contains("kestrel_active_connections", text, StringComparison.Ordinal);
        Assert.Contains("dotnet_gc_collections", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Uploads_failed_sign_ins_and_pages_that_broke_are_counted()
    {
        string[] counters = ["celldynamics_uploads_total", "celldynamics_uploaded_bytes_total", "celldynamics_sign_in_failures_total", "celldynamics_render_errors_total"];
        string before = await ScrapeAsync(alone);
        Assert.All(counters, counter => Assert.NotNull(Value(before, counter)));
        await UploadAsync([.. "not cells"u8]);
        alone.Services.GetRequiredService<InstanceMeter>().SignInFailed();
        await using (AsyncServiceScope page = alone.Services.CreateAsyncScope())
        {
            var boundary = page.ServiceProvider.GetRequiredService<IErrorBoundaryLogger>();
            await boundary.LogErrorAsync(new InvalidOperationException("a fault of ours"));
            await boundary.LogErrorAsync(new AccessDeniedException("not for you", isHidden: false)); // no fault
        }
        string after = await ScrapeAsync(alone);
        double[] more = [.. counters.Select(counter => Value(after, counter)!.Value - Value(before, counter)!.Value)];
        // Other tests of this process upload as well.
        Assert.All(more.Zip([1, 9, 1, 1]), pair => Assert.True(pair.First >= pair.Second, string.Join(' ', more)));
    }

    [Fact]
    public async Task A_wrong_password_is_counted()
    {
        double before = Value(await ScrapeAsync(site, MonitoredSite.Token), "celldynamics_sign_in_failures_total")!.Value;
        using Visitor visitor = site.NewVisitor();
        (await visitor.SignInAsync("nobody", "wrong")).Dispose();
        Assert.True(Value(await ScrapeAsync(site, MonitoredSite.Token), "celldynamics_sign_in_failures_total") >= before + 1);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer wrong")]
    [InlineData("Bearer ")]
    [InlineData("Basic " + MonitoredSite.Token)]
    [InlineData(MonitoredSite.Token)]
    public async Task A_stranger_reads_nothing(string? authorization)
    {
        using HttpResponseMessage answer = await site.SendAsync(HttpMethod.Get, "/metrics", null, authorization is null ? [] : [("Authorization", authorization)]);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.DoesNotContain("celldynamics_", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_administrator_reads_them_and_other_people_do_not()
    {
        using Visitor administrator = await site.SignInAsync(await site.AddPersonAsync(isAdministrator: true)), person = await site.SignInAsync(await site.AddPersonAsync());
        Assert.Contains("celldynamics_workers_alive", await administrator.ReadAsync("/metrics"), StringComparison.Ordinal);
        using HttpResponseMessage refused = await person.GetAsync("/metrics");
        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
    }

    [Fact]
    public async Task A_token_that_could_be_guessed_is_refused_at_the_start()
    {
        string file = Path.Combine(alone.DataRoot, "short-token");
        await File.WriteAllTextAsync(file, "monitor\n");
        var refusal = Assert.Throws<InvalidOperationException>(() => Site.Build([.. alone.Arguments("http://127.0.0.1:0"), "--Metrics:TokenFile", file]));
        Assert.StartsWith($"Metrics:TokenFile: expected at least 32 characters in {file}, found 7.", refusal.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => Site.Build([.. alone.Arguments("http://127.0.0.1:0"), "--Metrics:TokenFile", file + "-absent"]));
    }

    private async Task UploadAsync(byte[] content)
    {
        using HttpResponseMessage begun = await alone.SendAsync(HttpMethod.Post, "/api/uploads", null, ("Tus-Resumable", "1.0.0"), ("Upload-Length", $"{content.Length}"), ("Upload-Metadata", "filename Y291bnRlZC5oNWFk"));
        var piece = new ByteArrayContent(content);
        piece.Headers.ContentType = new("application/offset+octet-stream");
        using HttpResponseMessage sent = await alone.SendAsync(HttpMethod.Patch, begun.Headers.Location!.OriginalString, piece, ("Tus-Resumable", "1.0.0"), ("Upload-Offset", "0"));
        Assert.Equal(HttpStatusCode.NoContent, sent.StatusCode);
    }

    private static async Task<string> ScrapeAsync(HostedSite asked, string? token = null)
    {
        await Task.Delay(400); // An answer stands for 300 ms.
        using HttpResponseMessage answer = await asked.SendAsync(HttpMethod.Get, "/metrics", null, token is null ? [] : [("Authorization", $"Bearer {token}")]);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }

    /// <summary>The value of the line with this name and all these labels.</summary>
    private static double? Value(string text, string name, params string[] labels) => text.Split('\n')
        .Where(line => line.StartsWith(name + "{", StringComparison.Ordinal) || line.StartsWith(name + " ", StringComparison.Ordinal))
        .Where(line => labels.All(label => line.Contains(label, StringComparison.Ordinal)))
        .Select(line => (double?)double.Parse(line[(line.LastIndexOf('}') + 1)..].Trim().Split(' ')[0], CultureInfo.InvariantCulture)).LastOrDefault();
}

/// <summary>A site with accounts whose monitor has a token.</summary>
public sealed class MonitoredSite : AccountSite
{
    public const string Token = "0123456789abcdef0123456789abcdef";

    private readonly ScratchFolder secrets = new();

    protected override IEnumerable<(string Key, string Value)> Settings
    {
        get
        {
            File.WriteAllText(secrets["token"], Token + "\n");
            return [.. base.Settings, ("Metrics:TokenFile", secrets["token"])];
        }
    }
}
