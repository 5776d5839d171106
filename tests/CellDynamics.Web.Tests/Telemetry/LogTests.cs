using System.Diagnostics;
using System.Net;
using System.Text.Json;
using CellDynamics.Web.Hosting;
using CellDynamics.Web.Tests.Accounts;
using CellDynamics.Web.Tests.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CellDynamics.Web.Tests.Telemetry;

/// <summary>What stands in the log, and how.</summary>
public sealed class LogTests(HostedSite alone, NarrowLog site) : IClassFixture<NarrowLog>
{
    [Fact]
    public async Task As_json_every_line_is_an_object_that_says_when_in_utc_and_about_what()
    {
        string root = Path.Combine(alone.DataRoot, "json");
        string[] settings = [.. alone.Arguments("http://127.0.0.1:0"), "--DataRoot", root, "--Logging:Format", "json", "--Accounts:Mode", "shared"];
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "CellDynamics.Web"), settings) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        List<JsonElement> lines = [];
        try
        {
            JsonElement ready = await UntilAsync(process, lines, line => Message(line).StartsWith("CellDynamics is ready.", StringComparison.Ordinal));
            string address = ready.GetProperty("State").GetProperty("Address").GetString()!;
            using var client = new HttpClient { BaseAddress = new Uri(address) };
            Guid run = Guid.NewGuid();
            // What is typed cannot make lines of its own.
            using HttpResponseMessage answer = await client.GetAsync($"/api/runs/{run}/scores.csv?x=%0Aforged");
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            JsonElement refused = await UntilAsync(process, lines, line => Message(line).StartsWith("Refused GET", StringComparison.Ordinal));
            Assert.Equal("Refused GET /api/runs/{id:guid}/scores.csv: not signed in. Asked from 127.0.0.1.", Message(refused));
            Assert.Equal("Warning", refused.GetProperty("LogLevel").GetString());
            DateTimeOffset when = DateTimeOffset.Parse(refused.GetProperty("Timestamp").GetString()!);
            Assert.EndsWith("Z", refused.GetProperty("Timestamp").GetString(), StringComparison.Ordinal);
            Assert.InRange((TimeProvider.System.GetUtcNow() - when).TotalSeconds, -5, 60);
            JsonElement[] around = [.. refused.GetProperty("Scopes").EnumerateArray()];
            Assert.Contains(around, scope => scope.TryGetProperty("RunId", out JsonElement id) && id.GetString() == run.ToString());
            Assert.Contains(around, scope => scope.TryGetProperty("RequestId", out _));
            Assert.DoesNotContain(around, scope => scope.ToString().Contains("RequestPath", StringComparison.Ordinal));
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }
    }

    [Theory]
    [InlineData("Quartz.Impl.AdoJobStore.LocalTransactionJobStore")]
    [InlineData("Microsoft.AspNetCore.Antiforgery.DefaultAntiforgery")]
    public async Task Warnings_that_tell_an_operator_nothing_are_not_logged(string category)
    {
        await using WebApplication app = Site.Build([.. alone.Arguments("http://127.0.0.1:0"), "--DataRoot", Path.Combine(alone.DataRoot, "quiet")]);
        ILogger logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(category);
        Assert.False(logger.IsEnabled(LogLevel.Warning));
        Assert.True(logger.IsEnabled(LogLevel.Error));
    }

    [Fact]
    public async Task Refused_requests_are_logged_with_their_endpoint_and_reason()
    {
        (await site.SendAsync(HttpMethod.Post, "/api/uploads", null, ("Origin", "https://evil.example"))).Dispose();
        using Visitor person = await site.SignInAsync(await site.AddPersonAsync());
        (await person.GetAsync($"/datasets/{Guid.NewGuid()}")).Dispose();
        using Visitor guesser = site.NewVisitor();
        Assert.Contains(site.Log, line => line.Contains("Refused POST no endpoint: sent by another site.", StringComparison.Ordinal));
        Assert.Contains(site.Log, line => line.Contains("Refused GET /datasets/{Id:guid}: not allowed.", StringComparison.Ordinal));
        // Tries come back with time, and this machine may be slow.
        await RepeatAsync(": too many tries to sign in.", () => guesser.SignInAsync("nobody", "wrong"));
        await RepeatAsync(": too many requests.", () => person.GetAsync("/api/uploads"));
    }

    private async Task RepeatAsync(string line, Func<Task<HttpResponseMessage>> ask)
    {
        for (int attempt = 0; attempt < 100 && !site.Log.Any(logged => logged.Contains(line, StringComparison.Ordinal)); attempt++)
            (await ask()).Dispose();
        Assert.Contains(site.Log, logged => logged.Contains(line, StringComparison.Ordinal));
    }

    [Fact]
    public void A_format_that_does_not_exist_is_named() => Assert.StartsWith(
        "Logging:Format: expected text or json, found \"xml\".",
        Assert.Throws<InvalidOperationException>(() => Site.Build([.. alone.Arguments("http://127.0.0.1:0"), "--Logging:Format", "xml"])).Message, StringComparison.Ordinal);

    private static string Message(JsonElement line) => line.GetProperty("Message").GetString()!;

    private static async Task<JsonElement> UntilAsync(Process process, List<JsonElement> lines, Func<JsonElement, bool> isIt)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } text)
        {
            JsonElement line = JsonSerializer.Deserialize<JsonElement>(text);
            lines.Add(line);
            if (isIt(line))
                return line;
        }
        throw new InvalidOperationException($"The site ended: {await process.StandardError.ReadToEndAsync(limit.Token)}");
    }
}

/// <summary>A site that lets little through, and says so in its log.</summary>
public sealed class NarrowLog : AccountSite
{
    protected override IEnumerable<(string Key, string Value)> Settings => [.. base.Settings, ("Limits:RequestsPerMinute", "20")];
}
