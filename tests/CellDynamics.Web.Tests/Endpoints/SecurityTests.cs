using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using CellDynamics.Web.Hosting;
using CellDynamics.Web.Tests.Shared;

namespace CellDynamics.Web.Tests.Endpoints;

public partial class SecurityTests(HostedSite site)
{
    [Theory]
    [InlineData("/", 200)]
    [InlineData("/datasets", 200)]
    [InlineData("/no/such/page", 404)]
    [InlineData("/css/tokens.css", 200)]
    [InlineData("/js/theme.js", 200)]
    [InlineData("/_content/MudBlazor/MudBlazor.min.js", 200)]
    [InlineData("/_framework/blazor.web.js", 200)]
    [InlineData("/health/live", 200)]
    [InlineData("/health/ready", 200)]
    [InlineData("/api/uploads", 200)]
    [InlineData("/api/runs/019b0000-0000-7000-8000-0000000000ff/scores.csv", 404)]
    [InlineData("/api/no-such-thing", 404)]
    public async Task Every_kind_of_answer_carries_the_security_headers(string path, int status)
    {
        using HttpResponseMessage answer = await site.SendAsync(HttpMethod.Get, path);
        Assert.Equal(status, (int)answer.StatusCode);
        AssertSecure(answer);
    }

    [Fact]
    public async Task A_damaged_result_is_said_in_words_and_with_the_headers()
    {
        Guid run = Guid.NewGuid();
        string folder = Directory.CreateDirectory(Path.Combine(site.DataRoot, "runs", run.ToString())).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "result.h5ad"), "not a result");
        using HttpResponseMessage answer = await site.SendAsync(HttpMethod.Get, $"/api/runs/{run}/cells/time");
        Assert.StartsWith("The file of this result, or of its dataset, is missing or damaged.", await ProblemDocument.ReadAsync(answer, 500), StringComparison.Ordinal);
        AssertSecure(answer);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/api/uploads")]
    [InlineData("/css/tokens.css")]
    public async Task Trace_is_not_answered_and_the_server_does_not_name_itself(string path)
    {
        using HttpResponseMessage answer = await site.SendAsync(HttpMethod.Trace, path, null, ("X-Echo", "come-back"));
        Assert.InRange((int)answer.StatusCode, 400, 499);
        Assert.DoesNotContain("come-back", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.False(answer.Headers.Contains("Server"));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/no/such/page")]
    public async Task A_page_holds_no_script_of_its_own_but_only_names_files(string path)
    {
        string page = await (await site.SendAsync(HttpMethod.Get, path)).Content.ReadAsStringAsync();
        MatchCollection scripts = Script().Matches(page);
        Assert.NotEmpty(scripts);
        Assert.All(scripts, script => Assert.True(script.Groups[1].Value.Contains("src=", StringComparison.Ordinal) && script.Groups[2].Value.Trim().Length == 0, script.Value));
        Assert.DoesNotMatch("\\son[a-z]+=", page);
    }

    [Theory]
    [InlineData("Origin", "http://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Origin", "https://127.0.0.1")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    public async Task A_page_of_another_site_can_change_nothing_here(string header, string value)
    {
        foreach (HttpMethod method in new[] { HttpMethod.Post, HttpMethod.Patch, HttpMethod.Delete, HttpMethod.Put, HttpMethod.Options })
        {
            using HttpResponseMessage answer = await site.SendAsync(method, "/api/uploads", null, (header, value), ("Tus-Resumable", "1.0.0"), ("Upload-Length", "10"), ("Upload-Metadata", "filename YS5oNWFk"));
            Assert.Contains("Open this site itself.", await ProblemDocument.ReadAsync(answer, 403), StringComparison.Ordinal);
            AssertSecure(answer);
        }
        Assert.Equal(0, Directory.GetFiles(Path.Combine(site.DataRoot, "uploads")).Count(file => File.ReadAllText(file).Contains("\"a.h5ad\"", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_page_of_another_site_can_open_no_web_socket_here()
    {
        using var socket = new System.Net.WebSockets.ClientWebSocket();
        socket.Options.SetRequestHeader("Origin", "http://evil.example");
        socket.Options.CollectHttpResponseDetails = true;
        await Assert.ThrowsAsync<System.Net.WebSockets.WebSocketException>(() => socket.ConnectAsync(new Uri($"ws://{site.Address.Authority}/_blazor"), CancellationToken.None));
        Assert.Equal(HttpStatusCode.Forbidden, socket.HttpStatusCode);
    }

    [Fact]
    public async Task A_page_of_this_site_and_a_program_may_upload()
    {
        foreach ((string Name, string Value)[] headers in new (string, string)[][] { [], [("Origin", site.Address.GetLeftPart(UriPartial.Authority)), ("Sec-Fetch-Site", "same-origin")] })
        {
            using HttpResponseMessage answer = await site.SendAsync(HttpMethod.Post, "/api/uploads", null, [.. headers, ("Tus-Resumable", "1.0.0"), ("Upload-Length", "10"), ("Upload-Metadata", "filename Yi5oNWFk")]);
            Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        }
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("127.0.0.1.evil.example")]
    [InlineData("localhost.evil.example:5080")]
    public async Task A_name_that_was_made_to_point_at_this_machine_is_not_served(string host)
    {
        foreach (string path in new[] { "/", "/api/uploads", "/css/tokens.css" })
        {
            using HttpResponseMessage answer = await site.SendAsync(HttpMethod.Get, path, null, ("Host", host));
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        }
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1:80")]
    [InlineData("[::1]:5080")]
    public async Task The_names_of_this_machine_are_served(string host)
    {
        using HttpResponseMessage answer = await site.SendAsync(HttpMethod.Get, "/health/live", null, ("Host", host));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("http://0.0.0.0:5080")]
    [InlineData("http://[::]:5080")]
    [InlineData("http://*:5080")]
    [InlineData("http://+:5080")]
    [InlineData("http://192.168.1.5:5080")]
    [InlineData("http://cells.example:5080")]
    [InlineData("http://127.0.0.1:5080;http://0.0.0.0:5081")]
    [InlineData("http://localhost.evil.example:5080")]
    public void An_address_that_other_machines_reach_is_refused_with_the_reason(string urls)
    {
        var refusal = Assert.Throws<InvalidOperationException>(() => Site.Build(site.Arguments(urls)));
        Assert.StartsWith($"Address {urls.Split(';')[^1]}: expected one on the loopback, such as http://127.0.0.1:5080.", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Accounts are not configured", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_endpoint_of_the_configuration_is_refused_as_well() =>
        Assert.Throws<InvalidOperationException>(() => Site.Build([.. site.Arguments("http://127.0.0.1:0"), "--Kestrel:Endpoints:Open:Url", "http://0.0.0.0:5080"]));

    [Theory]
    [InlineData("http://127.0.0.1:5080", true)]
    [InlineData("http://127.8.9.10:80", true)]
    [InlineData("http://[::1]:80", true)]
    [InlineData("https://LOCALHOST:443", true)]
    [InlineData("http://10.0.0.1:80", false)]
    [InlineData("http://2130706433.example", false)]
    public void The_loopback_is_known_by_its_addresses(string url, bool expected) => Assert.Equal(expected, LoopbackOnly.IsLoopback(url));

    [Fact]
    public async Task The_program_ends_with_one_sentence_when_its_address_is_refused()
    {
        string program = Path.Combine(AppContext.BaseDirectory, "CellDynamics.Web" + (OperatingSystem.IsWindows() ? ".exe" : ""));
        using Process process = Process.Start(new ProcessStartInfo(program, site.Arguments("http://0.0.0.0:0")) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        string output = await process.StandardOutput.ReadToEndAsync();
        string error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(1, process.ExitCode);
        Assert.Equal("", output);
        Assert.StartsWith("Address http://0.0.0.0:0: expected one on the loopback", Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    private static void AssertSecure(HttpResponseMessage answer)
    {
        string policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("default-src 'self'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("object-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("base-uri 'self'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe-eval", policy, StringComparison.Ordinal);
        Assert.Equal(["'self' 'unsafe-inline'"], policy.Split("; ").Where(part => part.Contains("unsafe-inline", StringComparison.Ordinal)).Select(part => part["style-src ".Length..]));
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("same-origin", answer.Headers.GetValues("Referrer-Policy").Single());
        Assert.Equal("same-origin", answer.Headers.GetValues("Cross-Origin-Opener-Policy").Single());
        Assert.Equal("same-origin", answer.Headers.GetValues("Cross-Origin-Resource-Policy").Single());
    }

    [GeneratedRegex("<script([^>]*)>(.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex Script();
}
