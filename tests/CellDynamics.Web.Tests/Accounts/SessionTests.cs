using System.Net;
using CellDynamics.Runs.Access;
using CellDynamics.Runs.Accounts;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Storage;
using CellDynamics.Web.Access;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace CellDynamics.Web.Tests.Accounts;

/// <summary>Each on a site of its own: they move its clock.</summary>
public sealed class SessionTests : IAsyncLifetime
{
    private readonly AccountSite site = new();

    public ValueTask InitializeAsync() => site.InitializeAsync();

    public ValueTask DisposeAsync() => site.DisposeAsync();

    [Fact]
    public async Task Several_sign_ins_at_once_do_not_disturb_each_other()
    {
        AccountRecord person = await site.AddPersonAsync();
        Sessions sessions = site.Services.GetRequiredService<Sessions>();
        for (int round = 0; round < 5; round++)
        {
            await using (CellDynamicsDb db = site.OpenDatabase())
            {
                // Left over from before: each of the sign-ins clears them away.
                db.UserTokens.AddRange(Enumerable.Range(0, 20).Select(i => new IdentityUserToken<Guid> { UserId = person.Id, LoginProvider = "session", Name = $"{round}-{i}", Value = "" }));
                await db.SaveChangesAsync();
            }
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => sessions.StartAsync(person.Id, TimeSpan.FromHours(1), "127.0.0.1", "a browser", null, CancellationToken.None))));
        }
        Assert.Equal(20, (await sessions.ListAsync(person.Id, null, CancellationToken.None)).Count);
    }

    [Fact]
    public async Task Signed_out_means_signed_out_also_for_a_copy_of_the_cookie()
    {
        AccountRecord person = await site.AddPersonAsync();
        using Visitor visitor = await site.SignInAsync(person), other = await site.SignInAsync(person), thief = site.NewVisitor();
        foreach (Cookie cookie in visitor.Cookies.GetCookies(site.Address).Cast<Cookie>())
            thief.Cookies.Add(site.Address, new Cookie(cookie.Name, cookie.Value));
        Assert.True(await thief.IsSignedInAsync());
        using HttpResponseMessage answer = await visitor.SubmitAsync("/account/sign-out", "sign-out");
        Assert.Equal("\"cache\"", answer.Headers.GetValues("Clear-Site-Data").Single());
        Assert.Contains("You are signed out", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.False(await visitor.IsSignedInAsync());
        Assert.False(await thief.IsSignedInAsync());
        Assert.True(await other.IsSignedInAsync());
        (await other.SubmitAsync("/account/sign-out", "sign-out", ("Form.Everywhere", "true"))).Dispose();
        Assert.Contains(await site.AuditOfAsync(person.Id), line => line.Action == AuditAction.SignedOut && line.AccountId == person.Id);
    }

    [Fact]
    public async Task Everywhere_means_everywhere()
    {
        AccountRecord person = await site.AddPersonAsync();
        using Visitor here = await site.SignInAsync(person), there = await site.SignInAsync(person);
        (await here.SubmitAsync("/account/sign-out", "sign-out", ("Form.Everywhere", "true"))).Dispose();
        Assert.False(await here.IsSignedInAsync());
        Assert.False(await there.IsSignedInAsync());
    }

    [Fact]
    public async Task A_person_sees_where_they_are_signed_in_and_signs_one_or_all_others_out()
    {
        AccountRecord person = await site.AddPersonAsync();
        using Visitor here = await site.SignInAsync(person), second = await site.SignInAsync(person), third = await site.SignInAsync(person), fourth = await site.SignInAsync(person);
        string page = await here.ReadAsync("/account/sessions");
        Assert.Contains("A browser or program (this one)", page, StringComparison.Ordinal);
        Assert.Equal(4, page.Split("from 127.0.0.1").Length - 1);
        string[] others = [.. page.Split("value=\"").Select(part => part.Split('"')[0]).Where(value => value.Length == 32 && value.All(char.IsAsciiHexDigitLower))];
        Assert.Equal(3, others.Length);
        Assert.Contains("The present password is not right.", await SayAsync(here, others[0], "wrong"), StringComparison.Ordinal);
        Assert.Contains("Signed out there.", await SayAsync(here, others[0], AccountSite.Password), StringComparison.Ordinal);
        bool[] left = [await second.IsSignedInAsync(), await third.IsSignedInAsync(), await fourth.IsSignedInAsync()];
        Assert.Equal(2, left.Count(isIn => isIn));
        await SayAsync(here, "all", AccountSite.Password);
        Assert.False(await second.IsSignedInAsync() || await third.IsSignedInAsync() || await fourth.IsSignedInAsync());
        Assert.True(await here.IsSignedInAsync());
        Assert.Contains(await site.AuditOfAsync(person.Id), line => line.Action == AuditAction.SignedOut && line.Detail.EndsWith("all other sessions, from another browser", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nobody_ends_the_session_of_somebody_else()
    {
        AccountRecord person = await site.AddPersonAsync(), other = await site.AddPersonAsync();
        using Visitor thief = await site.SignInAsync(person), victim = await site.SignInAsync(other), again = await site.SignInAsync(other);
        string page = await victim.ReadAsync("/account/sessions");
        string session = page.Split("value=\"").Select(part => part.Split('"')[0]).Single(value => value.Length == 32 && value.All(char.IsAsciiHexDigitLower));
        using Visitor helper = await site.SignInAsync(person); // so that there is a form
        await SayAsync(thief, session, AccountSite.Password);
        Assert.True(await victim.IsSignedInAsync() && await again.IsSignedInAsync());
    }

    [Theory]
    [InlineData("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux")]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0", "Edge on Windows")]
    [InlineData("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36", "Chrome on Android")]
    [InlineData("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1", "Safari on iPhone")]
    [InlineData("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15", "Safari on macOS")]
    [InlineData("<script>", "A browser or program")]
    public void A_browser_is_told_in_words(string userAgent, string expected) => Assert.Equal(expected, BrowserName.Of(userAgent));

    [Fact]
    public async Task Disabling_an_account_ends_its_sessions_at_once_and_enabling_does_not_bring_them_back()
    {
        AccountRecord person = await site.AddPersonAsync();
        using Visitor visitor = await site.SignInAsync(person);
        await site.Desk.SetDisabledAsync(Caller.Instance, person.Id, true, CancellationToken.None);
        Assert.False(await visitor.IsSignedInAsync());
        await site.Desk.SetDisabledAsync(Caller.Instance, person.Id, false, CancellationToken.None);
        Assert.False(await visitor.IsSignedInAsync());
        using Visitor again = await site.SignInAsync(person);
        Assert.True(await again.IsSignedInAsync());
    }

    [Fact]
    public async Task A_session_lasts_a_working_day_and_no_longer()
    {
        AccountRecord person = await site.AddPersonAsync();
        using Visitor visitor = await site.SignInAsync(person);
        for (int hours = 0; hours < 11; hours++)
        {
            site.PutForward(TimeSpan.FromHours(1));
            using HttpResponseMessage here = await visitor.PostAsync("/account/here");
            Assert.Equal(HttpStatusCode.NoContent, here.StatusCode);
        }
        Assert.True(await visitor.IsSignedInAsync());
        site.PutForward(TimeSpan.FromMinutes(61));
        using HttpResponseMessage late = await visitor.PostAsync("/account/here");
        Assert.Equal(HttpStatusCode.Unauthorized, late.StatusCode);
        Assert.False(await visitor.IsSignedInAsync());
    }

    [Fact]
    public async Task The_site_locks_when_its_person_is_away()
    {
        AccountRecord person = await site.AddPersonAsync();
        using Visitor visitor = await site.SignInAsync(person);
        site.PutForward(TimeSpan.FromMinutes(119));
        Assert.True(await visitor.IsSignedInAsync());
        site.PutForward(TimeSpan.FromMinutes(121));
        Assert.False(await visitor.IsSignedInAsync());
    }

    [Fact]
    public async Task A_link_to_set_a_password_ends_after_a_week()
    {
        AccountRecord person = await site.AddPersonAsync();
        string link = "/" + Runs.Accounts.Invitations.PathOf(person.Id, await site.Desk.InviteAsync(Caller.Instance, person.Id, CancellationToken.None));
        using Visitor visitor = site.NewVisitor();
        Assert.Contains("Welcome, Ada Lovelace.", await visitor.ReadAsync(link), StringComparison.Ordinal);
        site.PutForward(TimeSpan.FromDays(8));
        Assert.Contains("is older than 7 days", await visitor.ReadAsync(link), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_asks_to_sign_in_and_comes_back_while_a_program_is_told()
    {
        using Visitor visitor = site.NewVisitor();
        using HttpResponseMessage page = await visitor.GetAsync("/account/password");
        Assert.Equal("/account/sign-in?returnUrl=%2Faccount%2Fpassword", page.Headers.Location?.OriginalString);
        using HttpResponseMessage program = await visitor.PostAsync("/account/here");
        Assert.Equal(HttpStatusCode.Unauthorized, program.StatusCode);
    }

    private static async Task<string> SayAsync(Visitor visitor, string session, string password)
    {
        using HttpResponseMessage answer = await visitor.SubmitAsync("/account/sessions", "sessions", ("Form.Session", session), ("Form.Password", password));
        return await answer.Content.ReadAsStringAsync();
    }
}
