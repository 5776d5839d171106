using System.Net;
using System.Threading.RateLimiting;
using CellDynamics.Runs.Model;
using CellDynamics.Web.Hosting;
using CellDynamics.Web.Tests.Endpoints;
using CellDynamics.Web.Tests.Shared;

namespace CellDynamics.Web.Tests.Accounts;

public sealed class LimitTests(NarrowSite site, HostedSite alone) : IClassFixture<NarrowSite>
{
    [Fact]
    public async Task Too_many_tries_for_one_name_wait_whether_it_exists_or_not()
    {
        AccountRecord person = await site.AddPersonAsync();
        foreach (string name in new[] { person.UserName!, $"n{Guid.NewGuid():N}" })
        {
            using Visitor visitor = site.NewVisitor();
            HttpResponseMessage answer = await visitor.SignInAsync(name, "wrong");
            // Some come back every few seconds, and this machine may be slow.
            for (int attempt = 0; attempt < 60 && answer.StatusCode == HttpStatusCode.OK; attempt++)
            {
                answer.Dispose();
                answer = await visitor.SignInAsync(name, "wrong");
            }
            Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
            Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
            Assert.Contains("Too many tries in a short time. Try again in", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            answer.Dispose();
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(90)]
    [InlineData(119)]
    [InlineData(3000)]
    public void So_many_a_minute_are_so_many(int count)
    {
        TokenBucketRateLimiterOptions options = RateLimits.PerMinute(count);
        Assert.Equal(count, options.TokenLimit);
        Assert.Equal(count, options.TokensPerPeriod / options.ReplenishmentPeriod.TotalMinutes, 0.01);
    }

    [Fact]
    public async Task Passkeys_are_counted_for_the_address_like_passwords_and_not_twelve_for_all_who_sit_behind_it()
    {
        using Visitor visitor = site.NewVisitor();
        for (int attempt = 0; attempt < 30; attempt++)
        {
            using HttpResponseMessage answer = await visitor.SubmitAsync("/account/sign-in", "passkey", ("Passkey.Credential", "{}"));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    [Fact]
    public async Task Requests_of_one_person_are_limited_and_those_of_another_are_not()
    {
        using Visitor busy = await site.SignInAsync(await site.AddPersonAsync()), calm = await site.SignInAsync(await site.AddPersonAsync());
        HttpResponseMessage answer = await busy.GetAsync("/api/uploads");
        for (int request = 1; request < 31; request++)
        {
            Assert.NotEqual(HttpStatusCode.TooManyRequests, answer.StatusCode);
            answer.Dispose();
            answer = await busy.GetAsync("/api/uploads");
        }
        Assert.Contains("Too many requests came from here in a short time. Try again in", await ProblemDocument.ReadAsync(answer, 429), StringComparison.Ordinal);
        Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        answer.Dispose();
        using HttpResponseMessage other = await calm.GetAsync("/api/uploads");
        Assert.NotEqual(HttpStatusCode.TooManyRequests, other.StatusCode);
    }

    [Fact]
    public async Task Uploads_are_limited_on_their_own_and_not_without_accounts()
    {
        using Visitor visitor = await site.SignInAsync(await site.AddPersonAsync());
        for (int upload = 0; upload < 4; upload++)
        {
            using HttpResponseMessage answer = await visitor.PostAsync("/api/uploads");
            Assert.Equal(upload == 3, answer.StatusCode == HttpStatusCode.TooManyRequests);
            using HttpResponseMessage here = await alone.SendAsync(HttpMethod.Post, "/api/uploads");
            Assert.NotEqual(HttpStatusCode.TooManyRequests, here.StatusCode);
        }
    }

    [Fact]
    public async Task A_provider_that_says_who_left_is_limited_like_a_person()
    {
        using Visitor server = site.NewVisitor();
        int answers = 0;
        for (HttpResponseMessage? answer = null; answer?.StatusCode != HttpStatusCode.TooManyRequests; answers++)
        {
            Assert.InRange(answers, 0, 90); // some come back every few seconds
            answer?.Dispose();
            answer = await server.PostAsync("/account/oidc/back-channel-logout");
        }
        Assert.True(answers > 30);
    }

    [Theory]
    [InlineData("/account/sign-in")]
    [InlineData("/account")]
    [InlineData("/account/oidc")]
    [InlineData("/account/here")]
    [InlineData("/account/oidc/back-channel-logout")]
    public async Task Without_accounts_there_are_no_pages_of_accounts(string address)
    {
        using HttpResponseMessage answer = await alone.SendAsync(HttpMethod.Get, address);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.DoesNotContain("Sign in", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_of_accounts_carry_the_headers_and_only_files_of_scripts()
    {
        using Visitor visitor = site.NewVisitor();
        using HttpResponseMessage answer = await visitor.GetAsync("/account/sign-in");
        Assert.Contains("script-src 'self';", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        string page = await answer.Content.ReadAsStringAsync();
        Assert.DoesNotContain("blazor.web.js", page, StringComparison.Ordinal);
        Assert.All(page.Split("<script")[1..], script => Assert.Contains("src=\"", script.Split('>')[0], StringComparison.Ordinal));
        Assert.DoesNotContain(" on", string.Concat(page.Split('<').Select(tag => tag.Split('>')[0]).Where(tag => tag.Contains(" onclick", StringComparison.Ordinal))), StringComparison.Ordinal);
    }
}

/// <summary>A site that lets little through.</summary>
public sealed class NarrowSite : AccountSite
{
    protected override IEnumerable<(string Key, string Value)> Settings => [.. base.Settings, ("Limits:RequestsPerMinute", "30"), ("Limits:UploadsPerMinute", "3")];
}
