using System.Net;
using System.Text.RegularExpressions;
using CellDynamics.Runs.Access;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Storage;
using CellDynamics.Web.Accounts;
using Microsoft.EntityFrameworkCore;

namespace CellDynamics.Web.Tests.Accounts;

public sealed partial class FactorTests(AccountSite site) : IClassFixture<AccountSite>
{
    [Fact]
    public async Task A_code_of_the_app_is_asked_for_and_opens_once()
    {
        AccountRecord person = await site.AddPersonAsync();
        (string key, _) = await SetUpAsync(person);
        using Visitor first = await BeginAsync(person), second = await BeginAsync(person);
        Assert.Contains("This code did not work.", await SayAsync(first, "000000"), StringComparison.Ordinal);
        string code = Totp.Code(key, 1);
        (await first.SubmitAsync("/account/second-factor", "code", ("Form.Code", $"{code[..3]} {code[3..]}"))).Dispose();
        Assert.True(await first.IsSignedInAsync());
        Assert.Contains("This code did not work.", await SayAsync(second, code), StringComparison.Ordinal);
        Assert.False(await second.IsSignedInAsync());
        IReadOnlyList<AuditRecord> audit = await site.AuditOfAsync(person.Id);
        Assert.Contains(audit, line => line.Action == AuditAction.SignedIn && line.Detail.EndsWith("password and second factor", StringComparison.Ordinal));
        Assert.Contains(audit, line => line.Action == AuditAction.SignInFailed && line.Detail.EndsWith("used before", StringComparison.Ordinal));
        Assert.Contains(audit, line => line.Action == AuditAction.Changed && line.Detail.EndsWith("authenticator app set up", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_code_that_set_up_the_app_does_not_open_as_well()
    {
        AccountRecord person = await site.AddPersonAsync();
        using Visitor visitor = await site.SignInAsync(person);
        string code = Totp.Code(Code().Match(await visitor.ReadAsync("/account/authenticator")).Groups[1].Value);
        (await visitor.SubmitAsync("/account/authenticator", "enable", ("Form.Code", code), ("Form.Password", AccountSite.Password))).Dispose();
        using Visitor thief = await BeginAsync(person);
        Assert.Contains("This code did not work.", await SayAsync(thief, code), StringComparison.Ordinal);
        Assert.False(await thief.IsSignedInAsync());
    }

    // Further ahead than two steps, because the next step may begin before the answer comes.
    [Theory]
    [InlineData(-2)]
    [InlineData(3)]
    public async Task A_code_of_another_time_does_not_open(int steps)
    {
        AccountRecord person = await site.AddPersonAsync();
        (string key, _) = await SetUpAsync(person);
        using Visitor visitor = await BeginAsync(person);
        Assert.Contains("This code did not work.", await SayAsync(visitor, Totp.Code(key, steps)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("287082", 59, 0, 89)]
    [InlineData("081804", 1111111109, 1111111050, 1111111139)]
    [InlineData("050471", 1111111111, 1111111080, 1111111169)]
    public void A_code_of_the_standard_holds_for_its_step_and_one_on_either_side(string code, long at, long first, long last)
    {
        byte[] key = "12345678901234567890"u8.ToArray(); // of RFC 6238, appendix B
        Assert.All([at, first, last], seconds => Assert.True(AuthenticatorCodes.IsRight(key, code, DateTimeOffset.FromUnixTimeSeconds(seconds))));
        Assert.All([first - 31, last + 1], seconds => Assert.False(AuthenticatorCodes.IsRight(key, code, DateTimeOffset.FromUnixTimeSeconds(seconds))));
    }

    [Fact]
    public async Task Wrong_codes_lock_the_account_like_wrong_passwords()
    {
        AccountRecord person = await site.AddPersonAsync();
        (string key, _) = await SetUpAsync(person);
        using Visitor visitor = await BeginAsync(person);
        for (int attempt = 0; attempt < 10; attempt++)
            await SayAsync(visitor, "000000");
        await SayAsync(visitor, Totp.Code(key, 1));
        Assert.False(await visitor.IsSignedInAsync());
    }

    [Fact]
    public async Task A_recovery_code_opens_once()
    {
        AccountRecord person = await site.AddPersonAsync();
        (_, string[] codes) = await SetUpAsync(person);
        Assert.Equal(10, codes.Distinct().Count());
        foreach ((string code, bool opens) in new[] { (codes[0], true), (codes[0], false), (codes[1].ToLowerInvariant(), true), ("AAAAA-AAAAA", false) })
        {
            using Visitor visitor = await BeginAsync(person);
            (await visitor.SubmitAsync("/account/second-factor?byRecovery=true", "code", ("Form.Code", code))).Dispose();
            Assert.Equal(opens, await visitor.IsSignedInAsync());
        }
    }

    [Fact]
    public async Task Whoever_has_few_recovery_codes_left_is_told_when_one_is_used()
    {
        AccountRecord person = await site.AddPersonAsync();
        (_, string[] codes) = await SetUpAsync(person);
        for (int used = 1; used <= 7; used++)
        {
            using Visitor visitor = await BeginAsync(person);
            using HttpResponseMessage answer = await visitor.SubmitAsync("/account/second-factor?byRecovery=true", "code", ("Form.Code", codes[used]));
            Assert.Equal(used < 7 ? "/" : "/account/authenticator", answer.Headers.Location?.AbsolutePath);
            foreach (string page in new[] { "/account", "/account/authenticator" })
                Assert.Contains(used < 7 ? $"{10 - used} recovery codes left" : "3 recovery codes left: make new ones before you need them", await visitor.ReadAsync(page), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_database_alone_tells_neither_the_key_nor_a_recovery_code()
    {
        AccountRecord person = await site.AddPersonAsync();
        (string key, string[] codes) = await SetUpAsync(person);
        await using CellDynamicsDb db = site.OpenDatabase();
        string kept = string.Join('\n', await db.UserTokens.Where(t => t.UserId == person.Id).Select(t => t.Value).ToListAsync());
        Assert.DoesNotContain(key.Replace(" ", ""), kept, StringComparison.OrdinalIgnoreCase);
        Assert.All(codes, code => Assert.DoesNotContain(code, kept, StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(site.Log, line => codes.Append(AccountSite.Password).Append(key.Replace(" ", "")).Any(secret => line.Contains(secret, StringComparison.OrdinalIgnoreCase)));
    }

    [Fact]
    public async Task The_password_is_asked_for_before_the_app_is_used_no_more()
    {
        AccountRecord person = await site.AddPersonAsync();
        (_, string[] codes) = await SetUpAsync(person);
        using Visitor visitor = await BeginAsync(person);
        (await visitor.SubmitAsync("/account/second-factor?byRecovery=true", "code", ("Form.Code", codes[0]))).Dispose();
        using HttpResponseMessage refused = await visitor.SubmitAsync("/account/authenticator", "renew", ("Renewal.Password", "wrong"), ("Renewal.Act", "off"));
        Assert.Contains("The present password is not right.", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        (await visitor.SubmitAsync("/account/authenticator", "renew", ("Renewal.Password", AccountSite.Password), ("Renewal.Act", "off"))).Dispose();
        using Visitor again = await site.SignInAsync(person);
        Assert.True(await again.IsSignedInAsync());
    }

    [Fact]
    public async Task A_reset_takes_the_second_factor_away_as_well()
    {
        AccountRecord person = await site.AddPersonAsync();
        await SetUpAsync(person);
        await site.Desk.ResetAsync(Caller.Instance, person.Id, CancellationToken.None);
        AccountRecord reset = (await site.Desk.FindAsync(person.UserName!, CancellationToken.None))!;
        Assert.False(reset.TwoFactorEnabled);
        Assert.Null(reset.PasswordHash);
    }

    [Fact]
    public async Task The_second_step_cannot_be_entered_without_the_first()
    {
        using Visitor visitor = site.NewVisitor();
        using HttpResponseMessage answer = await visitor.GetAsync("/account/second-factor");
        Assert.Equal("/account/sign-in", answer.Headers.Location?.AbsolutePath);
    }

    [Fact]
    public void A_picture_of_the_key_has_its_three_corners()
    {
        (int size, string path) = QrSvg.Draw("otpauth://totp/CellDynamics:ada?secret=ABCDEFGHIJKLMNOP&issuer=CellDynamics&digits=6");
        HashSet<string> dark = [.. path.Split('M', StringSplitOptions.RemoveEmptyEntries).Select(module => module.Replace("h1v1h-1z", ""))];
        foreach ((int x, int y) in new[] { (4, 4), (size - 11, 4), (4, size - 11) })
        {
            for (int i = 0; i < 7; i++)
                Assert.Contains($"{x + i} {y}", dark);
            Assert.DoesNotContain($"{x + 1} {y + 1}", dark);
            Assert.Contains($"{x + 3} {y + 3}", dark);
        }
        Assert.DoesNotContain(dark, module => module.Split(' ').Any(place => int.Parse(place) < 4 || int.Parse(place) >= size - 4));
    }

    private async Task<(string Key, string[] Codes)> SetUpAsync(AccountRecord person)
    {
        using Visitor visitor = await site.SignInAsync(person);
        string key = Code().Match(await visitor.ReadAsync("/account/authenticator")).Groups[1].Value;
        using HttpResponseMessage answer = await visitor.SubmitAsync("/account/authenticator", "enable", ("Form.Code", Totp.Code(key)), ("Form.Password", AccountSite.Password));
        string page = await answer.Content.ReadAsStringAsync();
        Assert.Contains("The app is set up.", page, StringComparison.Ordinal);
        Assert.True(await visitor.IsSignedInAsync());
        return (key, [.. Code().Matches(page).Select(match => match.Groups[1].Value)]);
    }

    private async Task<Visitor> BeginAsync(AccountRecord person)
    {
        Visitor visitor = site.NewVisitor();
        using HttpResponseMessage answer = await visitor.SignInAsync(person.UserName!, AccountSite.Password);
        Assert.Equal("/account/second-factor", answer.Headers.Location?.AbsolutePath);
        Assert.False(await visitor.IsSignedInAsync());
        return visitor;
    }

    private static async Task<string> SayAsync(Visitor visitor, string code)
    {
        using HttpResponseMessage answer = await visitor.SubmitAsync("/account/second-factor", "code", ("Form.Code", code));
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
    }

    [GeneratedRegex("<code>([^<]+)</code>")]
    private static partial Regex Code();
}
