using System.Net;
using CellDynamics.Runs.Access;
using CellDynamics.Runs.Model;

namespace CellDynamics.Web.Tests.Accounts;

/// <summary>Signing in with a device, as far as that needs no browser; with one: the tests from end to end.</summary>
public sealed class PasskeyTests(AccountSite site) : IClassFixture<AccountSite>
{
    [Fact]
    public async Task Wrong_passwords_of_a_stranger_do_not_keep_the_owner_of_a_passkey_out()
    {
        AccountRecord person = await site.AddPersonAsync();
        using TestPasskey passkey = await site.AddPasskeyAsync(person);
        using Visitor stranger = site.NewVisitor(), owner = site.NewVisitor();
        for (int attempt = 0; attempt < 10; attempt++)
            (await stranger.SignInAsync(person.UserName!, "wrong")).Dispose();
        Assert.True((await site.Desk.FindAsync(person.UserName!, CancellationToken.None))!.LockoutEnd > DateTimeOffset.UtcNow);
        (await owner.SignInAsync(passkey)).Dispose();
        Assert.True(await owner.IsSignedInAsync());
        // The password still rests.
        (await stranger.SignInAsync(person.UserName!, AccountSite.Password)).Dispose();
        Assert.False(await stranger.IsSignedInAsync());
    }

    [Fact]
    public async Task A_passkey_of_a_disabled_account_opens_nothing()
    {
        AccountRecord person = await site.AddPersonAsync();
        using TestPasskey passkey = await site.AddPasskeyAsync(person);
        await site.Desk.SetDisabledAsync(Caller.Instance, person.Id, true, CancellationToken.None);
        using Visitor visitor = site.NewVisitor();
        (await visitor.SignInAsync(passkey)).Dispose();
        Assert.False(await visitor.IsSignedInAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("no JSON")]
    [InlineData("[1, 2]")]
    public async Task What_is_no_passkey_is_refused_and_breaks_nothing(string credential)
    {
        using Visitor visitor = site.NewVisitor();
        using HttpResponseMessage answer = await visitor.AnswerAsync(_ => credential);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("This passkey did not work here.", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_passkey_that_is_removed_ends_every_other_session()
    {
        AccountRecord person = await site.AddPersonAsync();
        using TestPasskey passkey = await site.AddPasskeyAsync(person);
        using Visitor here = await site.SignInAsync(person), elsewhere = site.NewVisitor(), later = site.NewVisitor();
        (await elsewhere.SignInAsync(passkey)).Dispose();
        Assert.True(await elsewhere.IsSignedInAsync());
        using (HttpResponseMessage refused = await here.SubmitAsync("/account/passkeys", $"change-{passkey.Id}", ("Change.Name", "Laptop"), ("Change.Password", "a guess"), ("Change.Act", "remove")))
            Assert.Contains("The present password is not right.", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.True(await elsewhere.IsSignedInAsync());
        (await here.SubmitAsync("/account/passkeys", $"change-{passkey.Id}", ("Change.Name", "Laptop"), ("Change.Password", AccountSite.Password), ("Change.Act", "remove"))).Dispose();
        Assert.True(await here.IsSignedInAsync());
        Assert.False(await elsewhere.IsSignedInAsync());
        (await later.SignInAsync(passkey)).Dispose();
        Assert.False(await later.IsSignedInAsync());
    }

    [Fact]
    public async Task The_last_way_to_sign_in_is_not_removed()
    {
        AccountRecord person = await site.AddPersonAsync(withPassword: false);
        using TestPasskey first = await site.AddPasskeyAsync(person), second = await site.AddPasskeyAsync(person);
        using Visitor visitor = site.NewVisitor();
        (await visitor.SignInAsync(first)).Dispose();
        (await visitor.SubmitAsync("/account/passkeys", $"change-{second.Id}", ("Change.Name", "Key"), ("Change.Act", "remove"))).Dispose();
        using HttpResponseMessage refused = await visitor.SubmitAsync("/account/passkeys", $"change-{first.Id}", ("Change.Name", "Laptop"), ("Change.Act", "remove"));
        Assert.Contains("Expected another way to sign in to be left, found none.", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using Visitor again = site.NewVisitor();
        (await again.SignInAsync(first)).Dispose();
        Assert.True(await again.IsSignedInAsync());
    }
}
