using CellDynamics.Runs.Access;
using CellDynamics.Runs.Accounts;
using CellDynamics.Runs.Model;
using CellDynamics.Web.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;

namespace CellDynamics.EndToEnd;

/// <summary>A person of a shared site from the link they were given to a passkey, in a real browser.</summary>
public sealed class AccountTests(SiteFixture fixture) : IAsyncLifetime
{
    private const string Password = "seven copper kettles whistle";

    private readonly string dataRoot = Directory.CreateTempSubdirectory("celldynamics-e2e-").FullName;
    private WebApplication app = null!;

    /// <summary>By name: passkeys are not for numbers.</summary>
    private string Address => $"http://localhost:{new Uri(app.Urls.Single()).Port}";

    private AccountDesk Desk => app.Services.GetRequiredService<AccountDesk>();

    public async ValueTask InitializeAsync()
    {
        (string Key, string Value)[] settings =
        [
            ("urls", "http://127.0.0.1:0"), ("applicationName", "CellDynamics.Web"), ("environment", "Production"), ("DataRoot", dataRoot), ("SampleData", Path.Combine(dataRoot, "none")),
            ("Execution:Command", Path.Combine(dataRoot, "no-program")), ("Uploads:KeepFreeBytes", "0"), ("Accounts:Mode", "shared"), ("Accounts:RecheckSeconds", "1"),
        ];
        app = Site.Build([.. settings.SelectMany(setting => new[] { $"--{setting.Key}", setting.Value })], services => services.AddLogging(logging => logging.ClearProviders()));
        await app.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        Directory.Delete(dataRoot, recursive: true);
    }

    [Fact]
    public async Task From_the_link_to_a_passkey_and_out_again()
    {
        await using BrowserWindow window = await fixture.OpenAsync(width: 390, height: 844, scheme: ColorScheme.Dark);
        IPage page = window.Page;
        await AddAuthenticatorAsync(page);
        AccountRecord person = await Desk.AddAsync(Caller.Instance, "ada", "ada@example.org", "Ada Lovelace", true, CancellationToken.None);
        await page.GotoAsync($"{Address}/{Invitations.PathOf(person.Id, await Desk.InviteAsync(Caller.Instance, person.Id, CancellationToken.None))}");
        await window.CheckAsync("account-invitation");
        await page.GetByLabel("New password").FillAsync(Password);
        await page.GetByLabel("The same again").FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Set the password" }).ClickAsync();
        await page.GetByText("Your password is set.").WaitForAsync();
        await window.CheckAsync("account-sign-in");
        await page.GetByLabel("Name or e-mail address").FillAsync("ada");
        await page.GetByLabel("Password").FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Ada Lovelace" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Your account" }).WaitForAsync();
        await window.CheckAsync("account-home");
        await page.GotoAsync($"{Address}/account/authenticator");
        await window.CheckAsync("account-authenticator");

        await page.GotoAsync($"{Address}/account/passkeys");
        await page.GetByLabel("Name").FillAsync("Laptop");
        await page.GetByLabel("Present password").FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a passkey" }).ClickAsync();
        await page.GetByText("The passkey is added.").WaitForAsync();
        await window.CheckAsync("account-passkeys");
        await page.GotoAsync($"{Address}/account/sign-out");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Sign in again" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Use a passkey" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Ada Lovelace" }).WaitForAsync();
        Assert.Contains(await AuditAsync(), line => line.Action == AuditAction.SignedIn && line.Detail == "ada: passkey");

        await page.GotoAsync($"{Address}/account/passkeys");
        ILocator removal = page.Locator("details.cd-removal");
        await removal.GetByText("Remove …").ClickAsync();
        await removal.GetByLabel("Present password").FillAsync(Password);
        await window.CheckAsync("account-passkey-removal");
        await removal.GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await Assertions.Expect(removal).ToHaveCountAsync(0);
        await page.GotoAsync($"{Address}/account/sign-out");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await page.GotoAsync($"{Address}/account/sign-in");
        await page.GetByRole(AriaRole.Button, new() { Name = "Use a passkey" }).ClickAsync();
        await page.GetByText("This passkey did not work here.").WaitForAsync();
        Assert.Empty(window.Complaints);
    }

    [Fact]
    public async Task A_page_that_stands_open_ends_with_the_session()
    {
        AccountRecord person = await Desk.AddAsync(Caller.Instance, "eve", "eve@example.org", "Eve", true, CancellationToken.None);
        await using BrowserWindow window = await fixture.OpenAsync();
        IPage page = window.Page;
        await page.GotoAsync($"{Address}/{Invitations.PathOf(person.Id, await Desk.InviteAsync(Caller.Instance, person.Id, CancellationToken.None))}");
        await page.GetByLabel("New password").FillAsync(Password);
        await page.GetByLabel("The same again").FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Set the password" }).ClickAsync();
        await page.GetByLabel("Name or e-mail address").FillAsync("eve");
        await page.GetByLabel("Password").FillAsync(Password);
        await window.CheckAsync("account-sign-in-wide");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await page.GotoAsync($"{Address}/analyses");
        await page.GetByRole(AriaRole.Link, new() { Name = "Eve" }).WaitForAsync();
        await Desk.SetDisabledAsync(Caller.Instance, person.Id, true, CancellationToken.None);
        await page.GetByText("You were signed out, here or elsewhere").WaitForAsync();
        Assert.EndsWith("returnUrl=/analyses", page.Url, StringComparison.Ordinal);
    }

    private Task<IReadOnlyList<AuditRecord>> AuditAsync() => app.Services.GetRequiredService<AuditLog>().SearchAsync(new AuditQuery(), null, 100, CancellationToken.None);

    // A device with a fingerprint reader, and a finger that is always there.
    private static async Task AddAuthenticatorAsync(IPage page)
    {
        ICDPSession session = await page.Context.NewCDPSessionAsync(page);
        await session.SendAsync("WebAuthn.enable");
        await session.SendAsync("WebAuthn.addVirtualAuthenticator", new Dictionary<string, object>
        {
            ["options"] = new Dictionary<string, object>
            {
                ["protocol"] = "ctap2", ["transport"] = "internal", ["hasResidentKey"] = true, ["hasUserVerification"] = true, ["isUserVerified"] = true, ["automaticPresenceSimulation"] = true,
            },
        });
    }
}
