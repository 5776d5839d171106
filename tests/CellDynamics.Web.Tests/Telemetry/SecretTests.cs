using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;
using CellDynamics.Runs.Access;
using CellDynamics.Runs.Accounts;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Projects;
using CellDynamics.Runs.Storage;
using CellDynamics.Runs.Telemetry;
using CellDynamics.Web.Hosting;
using CellDynamics.Web.Tests.Accounts;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Trace;

namespace CellDynamics.Web.Tests.Telemetry;

/// <summary>Neither the log, however detailed, nor a trace holds what opens something.</summary>
public sealed partial class SecretTests(TracedSite site) : IClassFixture<TracedSite>
{
    private const string Wrong = "Wr0ng-but-still-somebodys-secret";

    [Fact]
    public async Task Links_passwords_codes_and_cookies_reach_neither_the_log_nor_a_trace()
    {
        AccountRecord person = await site.Desk.AddAsync(Caller.Instance, $"p{Guid.NewGuid():N}", "new@example.org", "Ada Lovelace", false, CancellationToken.None);
        string invitation = await site.Desk.InviteAsync(Caller.Instance, person.Id, CancellationToken.None), link = await ShareAsync();
        using Visitor visitor = site.NewVisitor(), guest = site.NewVisitor();
        (await visitor.SubmitAsync("/" + Invitations.PathOf(person.Id, invitation), "invitation", ("Form.Password", AccountSite.Password), ("Form.Again", AccountSite.Password))).Dispose();
        (await visitor.SignInAsync(person.UserName!, Wrong)).Dispose();
        (await visitor.SignInAsync(person.UserName!, AccountSite.Password)).Dispose();
        Assert.True(await visitor.IsSignedInAsync());
        string page = await visitor.ReadAsync("/account/authenticator"), key = Key().Match(page).Groups[1].Value.Replace(" ", "", StringComparison.Ordinal);
        Assert.NotEmpty(key);
        (await visitor.SubmitAsync("/account/authenticator", "enable", ("Form.Code", Totp.Code(key)), ("Form.Password", AccountSite.Password))).Dispose();
        (await guest.GetAsync($"/shared/{link}")).Dispose();
        (await guest.GetAsync($"/shared/{link}wrong")).Dispose();
        (await guest.GetAsync($"/nowhere/{link}?token={Wrong}")).Dispose();
        (await site.SendAsync(HttpMethod.Get, "/metrics", null, ("Authorization", $"Bearer {Wrong}"))).Dispose();
        string[] cookies = [.. new[] { visitor, guest }.SelectMany(one => one.Cookies.GetCookies(site.Address)).Select(cookie => cookie.Value)];
        Assert.Contains(cookies, cookie => cookie.Length > 100);
        await site.TracesAsync(span => span.GetTagItem("http.route")?.ToString() == "/shared/{secret}", 1);
        string[] secrets = [invitation, link, AccountSite.Password, Wrong, key, key.ToUpperInvariant(), .. cookies];
        Assert.Contains(site.Log, line => line.StartsWith("Hosting starting", StringComparison.Ordinal)); // a line of the level Debug
        foreach (string secret in secrets.SelectMany(secret => new[] { secret, Uri.EscapeDataString(secret) }))
        {
            Assert.DoesNotContain(site.Log, line => line.Contains(secret, StringComparison.Ordinal));
            Assert.DoesNotContain(site.Spans.SelectMany(Words), word => word.Contains(secret, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_span_says_which_endpoint_and_how_it_ended_and_no_more()
    {
        // Spans of all sites of this process arrive: ours has our trace.
        var trace = ActivityTraceId.CreateRandom();
        (await site.SendAsync(HttpMethod.Get, "/api/runs/019b0000-0000-7000-8000-0000000000ff/scores.csv?x=1", null, ("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01"))).Dispose();
        Activity span = (await site.TracesAsync(span => span.TraceId == trace && span.GetTagItem("http.route") is not null, 1))[0];
        Assert.Equal("/api/runs/{id:guid}/scores.csv", span.GetTagItem("http.route"));
        Assert.Equal("GET /api/runs/{id:guid}/scores.csv", span.DisplayName);
        Assert.Equal(401, span.GetTagItem("http.response.status_code"));
        string[] told = ["http.request.method", "http.response.status_code", "http.route", "network.protocol.version", "url.scheme", "error.type"];
        Assert.Empty(span.TagObjects.Select(tag => tag.Key).Except(told));
    }

    [Fact]
    public async Task A_database_that_does_not_answer_is_said_without_its_password()
    {
        ConcurrentQueue<string> lines = [];
        string[] settings =
        [
            .. site.Arguments("http://127.0.0.1:0"), "--DataRoot", Path.Combine(site.DataRoot, "other"), "--Database:Provider", "postgres",
            "--Database:ConnectionString", $"Host=127.0.0.1;Port=1;Database=cells;Username=cells;Password={Wrong};Timeout=2",
        ];
        await using WebApplication failing = Site.Build(settings, services => services.AddLogging(logging => logging.ClearProviders().AddProvider(new AccountSite.Journal(lines))));
        Exception failure = await Assert.ThrowsAnyAsync<Exception>(() => failing.StartAsync());
        Assert.NotEmpty(lines);
        Assert.DoesNotContain(lines.Append(failure.ToString()), line => line.Contains(Wrong, StringComparison.Ordinal));
    }

    private async Task<string> ShareAsync()
    {
        var dataset = new DatasetRecord { ProjectId = ProjectRecord.DefaultId, Name = "Cells", FileName = "cells.h5ad" };
        var run = new RunRecord { ProjectId = dataset.ProjectId, DatasetId = dataset.Id, Name = "Shared", Method = "sbirr", Status = RunStatus.Succeeded };
        await using (CellDynamicsDb db = site.OpenDatabase())
        {
            db.AddRange(dataset, run);
            await db.SaveChangesAsync();
        }
        await using AsyncServiceScope scope = site.Services.GetRequiredService<IServiceScopeFactory>().CreateScope(Caller.Local);
        return await scope.ServiceProvider.GetRequiredService<LinkDesk>().CreateAsync(run.Id, 7, CancellationToken.None);
    }

    private static IEnumerable<string> Words(Activity span) =>
    [
        span.DisplayName, span.StatusDescription ?? "", .. span.TagObjects.Select(tag => $"{tag.Value}"), .. span.Baggage.Select(pair => pair.Value ?? ""),
        .. span.Events.SelectMany(one => one.Tags).Select(tag => $"{tag.Value}"),
    ];

    [GeneratedRegex("<code>([a-z2-7 ]+)</code>")]
    private static partial Regex Key();
}

/// <summary>A site with accounts that sends its traces somewhere and logs all it can.</summary>
public sealed class TracedSite : AccountSite
{
    private readonly List<Activity> kept = [];

    protected override IEnumerable<(string Key, string Value)> Settings => [.. base.Settings, .. DetailedLog, (TelemetryExport.Collector, "http://127.0.0.1:9")];

    public Activity[] Spans
    {
        get { lock (kept) return [.. kept]; }
    }

    /// <summary>Waits for so many: a span ends a moment after its answer.</summary>
    public async Task<Activity[]> TracesAsync(Func<Activity, bool> which, int count)
    {
        for (int look = 0; look < 100 && Spans.Count(which) < count; look++)
            await Task.Delay(50);
        Activity[] found = [.. Spans.Where(which)];
        Assert.True(found.Length >= count, $"Expected {count} spans, found {found.Length} of {Spans.Length}: {string.Join(", ", Spans.Select(span => span.DisplayName))}");
        return found;
    }

    protected override void Replace(IServiceCollection services)
    {
        base.Replace(services);
        services.ConfigureOpenTelemetryTracerProvider((_, traces) => traces.AddInMemoryExporter(new Locked(kept)));
    }

    private sealed class Locked(List<Activity> list) : ICollection<Activity>
    {
        public int Count => list.Count;

        public bool IsReadOnly => false;

        public void Add(Activity item)
        {
            lock (list)
                list.Add(item);
        }

        public void Clear() => throw new NotSupportedException();

        public bool Contains(Activity item) => throw new NotSupportedException();

        public void CopyTo(Activity[] array, int arrayIndex) => throw new NotSupportedException();

        public bool Remove(Activity item) => throw new NotSupportedException();

        public IEnumerator<Activity> GetEnumerator() => throw new NotSupportedException();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => throw new NotSupportedException();
    }
}
