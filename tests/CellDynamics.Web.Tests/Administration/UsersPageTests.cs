using Bunit;
using CellDynamics.Runs.Accounts;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Storage;
using CellDynamics.Web.Features.People;
using CellDynamics.Web.Hosting;
using CellDynamics.Web.Tests.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CellDynamics.Web.Tests.Administration;

public class UsersPageTests
{
    [Fact]
    public async Task Everybody_is_listed_with_how_they_sign_in_and_when_they_did()
    {
        await using AdministrationStage stage = await AdministrationStage.CreateAsync();
        await stage.Page.WriteAsync(db => db.Users.Where(a => a.UserName == "ada").ExecuteUpdate(set => set.SetProperty(a => a.TwoFactorEnabled, true)));
        await stage.Page.WriteAsync(db => db.Users.Where(a => a.UserName == "ben").ExecuteUpdate(set => set.SetProperty(a => a.IsDisabled, true)));
        var cut = await stage.ShowAsync<UsersPage>();
        Assert.Equal("2 accounts · 1 administrator", cut.Read(".cd-title .cd-meta"));
        Assert.Equal(["Adaada · ada@example.org", "Benben · ben@example.org"], cut.ReadAll("td:nth-child(1)"));
        Assert.Equal(["Administrator", "Locked"], cut.ReadAll("td:nth-child(2)"));
        Assert.Equal(["authenticator app", "none"], cut.ReadAll("td:nth-child(3)"));
        Assert.Equal(["5 min ago", "never"], cut.ReadAll("td:nth-child(4)"));
    }

    [Fact]
    public async Task A_person_who_is_added_gets_a_link_that_opens()
    {
        await using AdministrationStage stage = await AdministrationStage.CreateAsync();
        var cut = await stage.ShowAsync<UsersPage>();
        Task asked = cut.PressAsync("Add a person");
        await stage.Dialogs.WaitForElementAsync("#user-email");
        await stage.Dialogs.Find("#user-email").InputAsync(new() { Value = "eve@example.org" });
        await stage.Dialogs.Find("#user-shown").InputAsync(new() { Value = "Eve" });
        await stage.Dialogs.PressAsync("Add and make a link");
        await asked;
        await stage.Dialogs.WaitForElementAsync("#user-link");
        Uri link = new(stage.Dialogs.Find("#user-link").GetAttribute("value")!);
        AccountRecord eve = await stage.ReadAsync(db => db.Users.SingleAsync(a => a.UserName == "eve@example.org"));
        Assert.Equal(("Eve", false), (eve.DisplayName, eve.IsAdministrator));
        Assert.Equal($"/account/invitation?account={eve.Id}", link.PathAndQuery.Split("&secret=")[0]);
        Assert.NotNull(await new Invitations(stage.Page.Services.GetRequiredService<Database>(), stage.Page.Time).FindAsync(eve.Id, link.Query.Split("&secret=")[1], CancellationToken.None));
        Assert.DoesNotContain(await stage.LinesAsync(), line => line.Contains(link.Query.Split("&secret=")[1], StringComparison.Ordinal));
        Assert.Contains("Eve", cut.Read("tbody"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_only_administrators_have_passwords_nobody_else_is_given_a_link()
    {
        await using AdministrationStage stage = await AdministrationStage.CreateAsync(new AccountsOptions { IsShared = true, IsLocalForEverybody = false });
        await stage.Page.WriteAsync(db => db.Users.Where(a => a.UserName == "ada").ExecuteUpdate(set => set.SetProperty(a => a.NormalizedUserName, "ZOE"))); // Ben is the first
        var cut = await stage.ShowAsync<UsersPage>();
        Assert.DoesNotContain(cut.FindAll("tbody button"), button => Words.Of(button) == "New link to set a password");
        Task asked = cut.PressAsync("Add a person");
        await stage.Dialogs.WaitForElementAsync("#user-email");
        await stage.Dialogs.Find("#user-email").InputAsync(new() { Value = "eve@example.org" });
        await stage.Dialogs.PressAsync("Add and make a link");
        await asked;
        Assert.Equal("eve@example.org signs in through the institution's provider, with the address eve@example.org, and sets no password.", cut.Read(".cd-verdict strong"));
        Assert.Empty(stage.Dialogs.FindAll("#user-link"));
        Assert.Equal(["eve@example.org: added"], await stage.LinesAsync());
        await AskedAsync(stage, cut, "Reset password and second factor", "Reset password and second factor");
        Assert.Empty(stage.Dialogs.FindAll("#user-link"));
    }

    [Fact]
    public async Task Destructive_acts_ask_first_and_are_on_record()
    {
        await using AdministrationStage stage = await AdministrationStage.CreateAsync();
        await stage.Page.WriteAsync(db => db.Users.Where(a => a.UserName == "ada").ExecuteUpdate(set => set.SetProperty(a => a.DisplayName, "Zoe").SetProperty(a => a.NormalizedUserName, "ZOE")));
        var cut = await stage.ShowAsync<UsersPage>();
        Assert.Equal("Ben", cut.ReadAll("td strong")[0]);
        Task asked = cut.InvokeAsync(() => Button(cut, "Lock").ClickAsync(new()));
        await stage.Dialogs.WaitForElementAsync(".mud-dialog button");
        Assert.False((await BenAsync(stage)).IsDisabled);
        await stage.Dialogs.PressAsync("Lock Ben");
        await asked;
        Assert.True((await BenAsync(stage)).IsDisabled);
        Assert.Equal("Ben can no longer sign in.", cut.Read(".cd-verdict strong"));
        await cut.InvokeAsync(() => Button(cut, "Unlock").ClickAsync(new()));
        await AskedAsync(stage, cut, "Make administrator", "Make administrator");
        Assert.True((await BenAsync(stage)).IsAdministrator);
        await AskedAsync(stage, cut, "Sign out everywhere", "Sign out everywhere");
        await AskedAsync(stage, cut, "Reset password and second factor", "Reset password and second factor");
        Assert.Equal(
            ["ben: given a link to set a password", "ben: password, second factor and passkeys removed", "ben: signed out everywhere", "ben: made an administrator", "ben: enabled", "ben: disabled"], await stage.LinesAsync());
    }

    [Fact]
    public async Task The_last_administrator_stays()
    {
        await using AdministrationStage stage = await AdministrationStage.CreateAsync();
        var cut = await stage.ShowAsync<UsersPage>();
        await AskedAsync(stage, cut, "Take administration away", "Take administration away");
        Assert.Contains("Make another person an administrator first.", cut.Read(".cd-failed"), StringComparison.Ordinal);
        Assert.Equal("1 administrator", cut.Read(".cd-title .cd-meta").Split(" · ")[1]);
    }

    [Fact]
    public async Task Among_many_a_part_of_a_name_finds_one()
    {
        await using AdministrationStage stage = await AdministrationStage.CreateAsync();
        await stage.Page.WriteAsync(db => db.AddRange(Enumerable.Range(0, 12).Select(i => new AccountRecord { UserName = $"p{i}", NormalizedUserName = $"P{i}", DisplayName = $"Person {i}" })));
        var cut = await stage.ShowAsync<UsersPage>();
        await cut.Find("input[type=search]").InputAsync(new() { Value = " BEN@ " });
        Assert.Equal(["Ben"], cut.ReadAll("td strong"));
        await cut.Find("input[type=search]").InputAsync(new() { Value = "nobody" });
        Assert.Equal("Nobody is called so", cut.Read(".cd-empty h2"));
    }

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<UsersPage> cut, string words) => cut.FindAll("tbody button").First(button => Words.Of(button) == words);

    private static async Task AskedAsync(AdministrationStage stage, IRenderedComponent<UsersPage> cut, string button, string confirm)
    {
        Task asked = cut.InvokeAsync(() => Button(cut, button).ClickAsync(new()));
        await stage.Dialogs.WaitForElementAsync(".mud-dialog button");
        await stage.Dialogs.PressAsync(confirm);
        await asked;
    }

    private static Task<AccountRecord> BenAsync(AdministrationStage stage) => stage.ReadAsync(db => db.Users.SingleAsync(a => a.UserName == "ben"));
}
