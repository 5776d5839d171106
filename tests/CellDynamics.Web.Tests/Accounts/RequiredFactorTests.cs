using System.Net;
using System.Text.RegularExpressions;
using CellDynamics.Runs.Model;
using CellDynamics.Web.Tests.Endpoints;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace CellDynamics.Web.Tests.Accounts;

/// <summary>A site on which a password alone opens nothing.</summary>
public sealed partial class RequiredFactorTests(StrictSite strict, AdministratorsSite administrators) : IClassFixture<StrictSite>, IClassFixture<AdministratorsSite>
{
    [Fact]
    public async Task With_a_password_alone_one_can_set_up_the_app_and_nothing_else()
    {
        AccountRecord person = await strict.AddPersonAsync();
        using Visitor visitor = await strict.SignInAsync(person);
        foreach (string page in new[] { "/", "/analyses", "/projects", "/no/such/page" })
        {
            using HttpResponseMessage answer = await visitor.GetAsync(page);
            Assert.Equal("/account/authenticator", answer.Headers.Location?.OriginalString);
        }
        using HttpResponseMessage api = await visitor.GetAsync("/api/uploads"), circuit = await visitor.PostAsync("/_blazor/negotiate?negotiateVersion=1");
        Assert.Contains("A second factor is required here.", await ProblemDocument.ReadAsync(api, 403), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, circuit.StatusCode);
        string setUp = await visitor.ReadAsync("/account/authenticator");
        Assert.Contains("A second factor is required here.", setUp, StringComparison.Ordinal);
        string key = Key().Match(setUp).Groups[1].Value;
        (await visitor.SubmitAsync("/account/authenticator", "enable", ("Form.Code", Totp.Code(key)), ("Form.Password", AccountSite.Password))).Dispose();
        await OpensAsync(visitor, true);
        // With the app it is asked for at once, and lets in.
        using Visitor next = strict.NewVisitor();
        using HttpResponseMessage asked = await next.SignInAsync(person.UserName!, AccountSite.Password);
        Assert.Equal("/account/second-factor", asked.Headers.Location!.AbsolutePath);
        (await next.SubmitAsync("/account/second-factor", "code", ("Form.Code", Totp.Code(key, 1)))).Dispose();
        await OpensAsync(next, true);
    }

    [Fact]
    public async Task Whoever_uses_the_app_no_more_is_outside_again()
    {
        using Visitor visitor = await strict.SignInAsync(await strict.AddPersonAsync());
        string key = Key().Match(await visitor.ReadAsync("/account/authenticator")).Groups[1].Value;
        (await visitor.SubmitAsync("/account/authenticator", "enable", ("Form.Code", Totp.Code(key)), ("Form.Password", AccountSite.Password))).Dispose();
        await OpensAsync(visitor, true);
        (await visitor.SubmitAsync("/account/authenticator", "renew", ("Renewal.Password", AccountSite.Password), ("Renewal.Act", "off"))).Dispose();
        await OpensAsync(visitor, false);
    }

    [Fact]
    public async Task Beside_a_passkey_a_password_alone_does_not_even_set_up_an_app()
    {
        AccountRecord person = await strict.AddPersonAsync();
        await using (AsyncServiceScope scope = strict.Services.CreateAsyncScope())
        {
            UserManager<AccountRecord> users = scope.ServiceProvider.GetRequiredService<UserManager<AccountRecord>>();
            var passkey = new UserPasskeyInfo([1, 2, 3], [4, 5, 6], TimeProvider.System.GetUtcNow(), 0, null, true, false, false, [7], [8]);
            Assert.True((await users.AddOrUpdatePasskeyAsync((await users.FindByIdAsync(person.Id.ToString()))!, passkey)).Succeeded);
        }
        using Visitor visitor = strict.NewVisitor();
        using HttpResponseMessage answer = await visitor.SignInAsync(person.UserName!, AccountSite.Password);
        Assert.Contains("Use your passkey.", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.False(await visitor.IsSignedInAsync());
        Assert.Contains(await strict.AuditOfAsync(person.Id), line => line.Action == AuditAction.SignInFailed && line.Detail.Contains("password alone", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_it_is_for_administrators_others_come_in_with_a_password()
    {
        using Visitor person = await administrators.SignInAsync(await administrators.AddPersonAsync()), administrator = await administrators.SignInAsync(await administrators.AddPersonAsync(isAdministrator: true));
        await OpensAsync(person, true);
        await OpensAsync(administrator, false);
    }

    [Fact]
    public async Task What_is_for_everybody_stays_so()
    {
        using Visitor visitor = await strict.SignInAsync(await strict.AddPersonAsync());
        foreach (string address in new[] { "/health/live", "/css/tokens.css", "/account", "/account/sign-out" })
        {
            using HttpResponseMessage answer = await visitor.GetAsync(address);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    private static async Task OpensAsync(Visitor visitor, bool expected)
    {
        using HttpResponseMessage page = await visitor.GetAsync("/analyses"), api = await visitor.GetAsync("/api/uploads");
        Assert.Equal((expected ? HttpStatusCode.OK : HttpStatusCode.Redirect, expected ? HttpStatusCode.OK : HttpStatusCode.Forbidden), (page.StatusCode, api.StatusCode));
    }

    [GeneratedRegex("<code>([a-z2-7 ]+)</code>")]
    private static partial Regex Key();
}

/// <summary>Everybody needs a second factor.</summary>
public sealed class StrictSite : AccountSite
{
    protected override IEnumerable<(string Key, string Value)> Settings => [.. base.Settings, ("Accounts:RequireSecondFactor", "everybody")];
}

/// <summary>Administrators need a second factor.</summary>
public sealed class AdministratorsSite : AccountSite
{
    protected override IEnumerable<(string Key, string Value)> Settings => [.. base.Settings, ("Accounts:RequireSecondFactor", "administrators")];
}
