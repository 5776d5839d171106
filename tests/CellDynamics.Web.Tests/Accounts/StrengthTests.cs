using System.Net;
using CellDynamics.Runs.Access;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CellDynamics.Web.Tests.Accounts;

/// <summary>What the provider reports of how somebody came, where the settings require something.</summary>
public sealed class StrengthTests(StrictProviderSite site) : IClassFixture<StrictProviderSite>
{
    private readonly string subject = Guid.NewGuid().ToString("N");

    [Theory]
    [InlineData("gold", "otp")]
    [InlineData("silver", "pwd", "hwk")]
    public async Task Whoever_came_in_one_of_the_ways_required_is_in(string acr, params string[] amr)
    {
        using Visitor visitor = site.NewVisitor();
        using HttpResponseMessage answer = await ArriveAsync(visitor, acr, amr);
        Assert.True(await visitor.IsSignedInAsync());
        Assert.Contains("acr_values=gold%20silver", visitor.Visited[0].Query, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("it reported nothing about it.", "")]
    [InlineData("it reported acr bronze, amr otp.", "bronze", "otp")]
    [InlineData("it reported acr gold.", "gold")]
    [InlineData("it reported acr gold, amr pwd.", "gold", "pwd")]
    [InlineData("it reported acr gold silver, amr otp.", "gold silver", "otp")]
    [InlineData("it reported amr otp.", "", "otp")]
    [InlineData("it reported acr GOLD, amr otp.", "GOLD", "otp")]
    public async Task Whoever_came_otherwise_is_told_what_is_required_and_is_not_known_here(string said, string acr, params string[] amr)
    {
        using Visitor visitor = site.NewVisitor();
        using HttpResponseMessage answer = await ArriveAsync(visitor, acr, amr);
        string page = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
        Assert.Contains($"Here the university has to sign you in with acr gold or silver and amr otp or hwk; {said} Sign in again", page, StringComparison.Ordinal);
        Assert.Contains("ask the core facility.", page, StringComparison.Ordinal);
        Assert.False(await visitor.IsSignedInAsync());
        await using CellDynamicsDb db = site.OpenDatabase();
        Assert.False(await db.UserLogins.AnyAsync(login => login.ProviderKey == subject));
        Assert.False(await db.Users.AnyAsync(account => account.UserName == subject));
        string reason = said["it reported ".Length..^1];
        Assert.Contains(await site.Services.GetRequiredService<AuditLog>().SearchAsync(new AuditQuery(), null, 1000, CancellationToken.None), line => line.Action == AuditAction.SignInFailed
            && line.Detail == $"through the provider: not in the way required: acr gold or silver and amr otp or hwk expected, {reason} found");
    }

    [Fact]
    public async Task An_account_that_is_there_does_not_come_in_otherwise_either()
    {
        using Visitor first = site.NewVisitor(), second = site.NewVisitor();
        (await ArriveAsync(first, "gold", "otp")).Dispose();
        (await ArriveAsync(second, "bronze", "otp")).Dispose();
        Assert.True(await first.IsSignedInAsync());
        Assert.False(await second.IsSignedInAsync());
    }

    [Theory]
    [InlineData("Call+0900+to+sign+in")]
    [InlineData("")]
    public async Task Nobody_puts_words_on_the_page_by_a_link(string words)
    {
        using Visitor visitor = site.NewVisitor();
        string page = await visitor.ReadAsync($"/account/sign-in?said=strength&provider={words}");
        Assert.Contains("The provider did not sign you in. Try again.", page, StringComparison.Ordinal);
        Assert.DoesNotContain("0900", page.Split("<h1>")[1].Split("<form")[0].Split("<a ")[0], StringComparison.Ordinal);
    }

    private async Task<HttpResponseMessage> ArriveAsync(Visitor visitor, string acr, params string[] amr)
    {
        site.Provider.Person = new ProviderPerson(subject, "Grace Hopper", $"{subject}@uni.example", false) { Acr = acr, Amr = amr };
        return await visitor.FollowAsync(await visitor.GetAsync("/account/oidc"));
    }
}

/// <summary>A site that requires something of how its people came.</summary>
public sealed class StrictProviderSite : ProviderSite
{
    protected override IEnumerable<(string Key, string Value)> Settings => [.. base.Settings, ("Accounts:Oidc:RequiredAcr", "gold silver"), ("Accounts:Oidc:RequiredAmr", "otp hwk")];
}
