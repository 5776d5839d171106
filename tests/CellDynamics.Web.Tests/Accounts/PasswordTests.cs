using System.Diagnostics;
using System.Net;
using CellDynamics.Runs.Access;
using CellDynamics.Runs.Accounts;
using CellDynamics.Runs.Model;
using CellDynamics.Web.Accounts;
using CellDynamics.Web.Passwords;

namespace CellDynamics.Web.Tests.Accounts;

public sealed class PasswordTests(AccountSite site) : IClassFixture<AccountSite>
{
    private const string Refusal = "name and password do not go together, or there were too many tries";

    [Fact]
    public async Task A_person_signs_in_by_name_or_by_address_and_goes_where_they_wanted()
    {
        AccountRecord person = await site.AddPersonAsync();
        foreach (string name in new[] { person.UserName!, person.UserName!.ToUpperInvariant(), person.Email! })
        {
            using Visitor visitor = site.NewVisitor();
            using HttpResponseMessage answer = await visitor.SignInAsync(name, AccountSite.Password, "/analyses?a=1");
            Assert.Equal("/analyses?a=1", answer.Headers.Location?.PathAndQuery);
            Assert.Contains("Ada Lovelace", await visitor.ReadAsync("/account"), StringComparison.Ordinal);
        }
        IReadOnlyList<AuditRecord> audit = await site.AuditOfAsync(person.Id);
        Assert.Equal(3, audit.Count(line => line is { Action: AuditAction.SignedIn, Account: "Ada Lovelace", Address: "127.0.0.1" } && line.AccountId == person.Id));
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("/a\nb")]
    [InlineData("javascript:alert(1)")]
    [InlineData("evil")]
    public async Task Nobody_is_sent_to_another_site_after_signing_in(string returnUrl)
    {
        using Visitor visitor = site.NewVisitor();
        using HttpResponseMessage answer = await visitor.SignInAsync((await site.AddPersonAsync()).UserName!, AccountSite.Password, returnUrl);
        Assert.Equal(new Uri(site.Address, "/"), answer.Headers.Location);
        using HttpResponseMessage again = await visitor.GetAsync($"/account/sign-in?returnUrl={Uri.EscapeDataString(returnUrl)}");
        Assert.Equal(new Uri(site.Address, "/"), again.Headers.Location);
    }

    [Fact]
    public async Task Wrong_unknown_locked_and_disabled_look_alike_and_take_as_long()
    {
        AccountRecord known = await site.AddPersonAsync(), locked = await site.AddPersonAsync(), disabled = await site.AddPersonAsync();
        await site.Desk.SetDisabledAsync(Caller.Instance, disabled.Id, true, CancellationToken.None);
        for (int attempt = 0; attempt < 10; attempt++)
            await RefuseAsync(locked.UserName!, "wrong");
        (string page, TimeSpan time)[] answers =
        [
            await RefuseAsync(known.UserName!, "wrong wrong wrong"), await RefuseAsync($"n{Guid.NewGuid():N}", AccountSite.Password),
            await RefuseAsync(locked.UserName!, AccountSite.Password), await RefuseAsync(disabled.UserName!, AccountSite.Password),
        ];
        Assert.Single(answers.Select(answer => answer.page).Distinct());
        Assert.All(answers, answer => Assert.Contains(Refusal, answer.page, StringComparison.Ordinal));
        // Comparing a password is made slow on purpose; an answer without it would come at once.
        Assert.All(answers, answer => Assert.InRange(answer.time.TotalMilliseconds, 15, 60_000));
        Assert.Contains(await site.AuditOfAsync(locked.Id), line => line.Action == AuditAction.SignInFailed && line.Detail.EndsWith("locked after too many tries", StringComparison.Ordinal));
        Assert.Contains(await site.AuditOfAsync(disabled.Id), line => line.Action == AuditAction.SignInFailed && line.AccountId is null);
    }

    [Fact]
    public async Task An_account_rests_after_ten_wrong_passwords()
    {
        AccountRecord person = await site.AddPersonAsync();
        for (int attempt = 0; attempt < 10; attempt++)
            await RefuseAsync(person.UserName!, "wrong");
        await RefuseAsync(person.UserName!, AccountSite.Password);
        await site.Desk.ResetAsync(Caller.Instance, person.Id, CancellationToken.None); // an administrator need not wait
        Assert.False((await site.Desk.FindAsync(person.UserName!, CancellationToken.None))!.LockoutEnd > DateTimeOffset.UnixEpoch);
    }

    [Fact]
    public async Task A_form_without_its_token_or_from_another_site_changes_nothing()
    {
        AccountRecord person = await site.AddPersonAsync();
        using Visitor visitor = site.NewVisitor();
        KeyValuePair<string, string>[] fields = [new("_handler", "sign-in"), new("Form.Name", person.UserName!), new("Form.Password", AccountSite.Password)];
        using HttpResponseMessage bare = await visitor.PostAsync("/account/sign-in", new FormUrlEncodedContent(fields));
        Assert.Equal(HttpStatusCode.BadRequest, bare.StatusCode);
        Assert.False(await visitor.IsSignedInAsync());
        foreach (string address in new[] { "/account/sign-in", "/account/sign-out", "/account/password", "/account/here", "/account/passkeys/request-options" })
        {
            using HttpResponseMessage other = await site.SendAsync(HttpMethod.Post, address, new FormUrlEncodedContent(fields), ("Origin", "https://evil.example"));
            Assert.Equal(HttpStatusCode.Forbidden, other.StatusCode);
        }
        using HttpResponseMessage options = await visitor.PostAsync("/account/passkeys/request-options");
        Assert.Equal(HttpStatusCode.BadRequest, options.StatusCode);
    }

    [Fact]
    public async Task A_changed_password_opens_and_the_old_one_and_other_sessions_do_not()
    {
        AccountRecord person = await site.AddPersonAsync();
        using Visitor here = await site.SignInAsync(person), elsewhere = await site.SignInAsync(person);
        const string New = "nine brass lanterns wobble";
        Assert.Contains("The present password is not right.", await SayAsync(here, "wrong", New), StringComparison.Ordinal);
        Assert.Contains("The new password is set.", await SayAsync(here, AccountSite.Password, New), StringComparison.Ordinal);
        Assert.True(await here.IsSignedInAsync());
        Assert.False(await elsewhere.IsSignedInAsync());
        await RefuseAsync(person.UserName!, AccountSite.Password);
        using Visitor again = site.NewVisitor();
        (await again.SignInAsync(person.UserName!, New)).Dispose();
        Assert.True(await again.IsSignedInAsync());
        Assert.Contains(await site.AuditOfAsync(person.Id), line => line.Action == AuditAction.Changed && line.Detail.EndsWith("password changed", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("short", "at least 12 characters")]
    [InlineData("passwordpassword", "easily guessed")]
    [InlineData("abcdefghijklmnop", "easily guessed")]
    [InlineData("qwertyuiop12345", "easily guessed")]
    [InlineData("adalovelaceada", "easily guessed")]
    [InlineData("MailCreated5240", "became known when another site was broken into")]
    public async Task What_is_easily_guessed_is_no_password(string password, string why)
    {
        using Visitor visitor = await site.SignInAsync(await site.AddPersonAsync());
        Assert.Contains(why, await SayAsync(visitor, AccountSite.Password, password), StringComparison.Ordinal);
    }

    [Fact]
    public void The_list_of_breached_passwords_holds_as_many_as_are_asked_for_and_only_what_the_length_lets_through()
    {
        string[] list = [.. BreachedPasswords.Read()];
        Assert.InRange(list.Length, 3000, 100_000);
        Assert.Equal(list.Length, list.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(list, password => Assert.InRange(password.Length, PasswordRules.Shortest, PasswordRules.Longest));
        Assert.False(BreachedPasswords.Contain(AccountSite.Password));
    }

    [Fact]
    public async Task A_link_sets_a_password_once()
    {
        AccountRecord person = await site.Desk.AddAsync(Caller.Instance, $"p{Guid.NewGuid():N}", "new@example.org", "Ada Lovelace", false, CancellationToken.None);
        string replaced = await site.Desk.InviteAsync(Caller.Instance, person.Id, CancellationToken.None);
        string link = "/" + Invitations.PathOf(person.Id, await site.Desk.InviteAsync(Caller.Instance, person.Id, CancellationToken.None));
        using Visitor visitor = site.NewVisitor();
        foreach (string address in new[] { link, "/" + Invitations.PathOf(person.Id, replaced) })
        {
            using HttpResponseMessage page = await visitor.GetAsync(address);
            Assert.True(page.Headers.CacheControl!.NoStore);
        }
        Assert.Contains("or was replaced by a newer one", await visitor.ReadAsync("/" + Invitations.PathOf(person.Id, replaced)), StringComparison.Ordinal);
        (string, string)[] typed = [("Form.Password", AccountSite.Password), ("Form.Again", AccountSite.Password)];
        Assert.Contains("The two passwords differ.", await (await visitor.SubmitAsync(link, "invitation", ("Form.Password", "a"), ("Form.Again", "b"))).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("at least 12", await (await visitor.SubmitAsync(link, "invitation", ("Form.Password", "a"), ("Form.Again", "a"))).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using HttpResponseMessage set = await visitor.SubmitAsync(link, "invitation", typed);
        Assert.Equal("/account/sign-in?said=password-set", set.Headers.Location?.PathAndQuery);
        Assert.Contains("This link was used", await visitor.ReadAsync(link), StringComparison.Ordinal);
        (await visitor.SignInAsync(person.UserName!, AccountSite.Password)).Dispose();
        Assert.True(await visitor.IsSignedInAsync());
    }

    private async Task<(string Page, TimeSpan Time)> RefuseAsync(string name, string password)
    {
        using Visitor visitor = site.NewVisitor();
        _ = await visitor.ReadAsync("/account/sign-in");
        var watch = Stopwatch.StartNew();
        using HttpResponseMessage answer = await visitor.SignInAsync(name, password);
        TimeSpan time = watch.Elapsed;
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.False(await visitor.IsSignedInAsync());
        string page = await answer.Content.ReadAsStringAsync();
        return (page[page.IndexOf("<h1>", StringComparison.Ordinal)..page.IndexOf("<form", StringComparison.Ordinal)], time);
    }

    private static async Task<string> SayAsync(Visitor visitor, string present, string wanted)
    {
        using HttpResponseMessage answer = await visitor.SubmitAsync("/account/password", "password", ("Form.Present", present), ("Form.Password", wanted), ("Form.Again", wanted));
        return await answer.Content.ReadAsStringAsync();
    }
}
