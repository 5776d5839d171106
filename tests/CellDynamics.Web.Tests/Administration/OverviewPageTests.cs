using Bunit;
using CellDynamics.Runs.Access;
using CellDynamics.Runs.Model;
using CellDynamics.Web.Components.Layout;
using CellDynamics.Web.Features.Administration;
using CellDynamics.Web.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace CellDynamics.Web.Tests.Administration;

public class OverviewPageTests
{
    private static readonly string Version = typeof(AccessDesk).Assembly.GetName().Version!.ToString(3);

    [Fact]
    public async Task A_new_instance_has_no_backup_and_says_so()
    {
        await using AdministrationStage stage = await AdministrationStage.CreateAsync();
        var cut = await stage.ShowAsync<OverviewPage>();
        Assert.Contains("No backup was ever made of this instance.", Said(cut));
        Assert.Contains("No worker is alive: nothing can be analysed.", Said(cut));
        Assert.Contains("never", cut.ReadAll("[aria-labelledby=keeping] dd"));
        Assert.Contains(Version, cut.ReadAll("[aria-labelledby=versions] dd"));
        Assert.Contains(cut.ReadAll("[aria-labelledby=versions] dd"), text => text.StartsWith("SQLite 3.", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(6, true, "6 days ago")]
    [InlineData(9, false, "9 days ago")]
    public async Task A_backup_is_late_after_a_week(int days, bool isInTime, string age)
    {
        await using AdministrationStage stage = await AdministrationStage.CreateAsync();
        await stage.Page.WriteAsync(db => db.AddRange(Worker("big", Version), new SettingRecord { Key = SettingRecord.LastBackup, Value = Stage.Noon.AddDays(-days).ToString("O") }));
        var cut = await stage.ShowAsync<OverviewPage>();
        Assert.Equal(!isInTime, Said(cut).Contains($"The last backup is {days} days old."));
        Assert.Contains(age, cut.ReadAll("[aria-labelledby=keeping] dd"));
    }

    [Fact]
    public async Task Workers_of_another_version_and_silent_ones_are_named()
    {
        await using AdministrationStage stage = await AdministrationStage.CreateAsync();
        WorkerRecord silent = Worker("silent", Version);
        silent.SeenUtc = Stage.Noon.AddHours(-1);
        WorkerRecord blind = Worker("blind", Version);
        blind.HasLostFiles = true;
        await stage.Page.WriteAsync(db => db.AddRange(Worker("old", "0.0.9"), silent, blind, new SettingRecord { Key = SettingRecord.IsDraining, Value = "true" }));
        var cut = await stage.ShowAsync<OverviewPage>();
        Assert.Contains("The worker on old has another version than this site.", Said(cut));
        Assert.Contains("Nothing is heard of a worker on silent.", Said(cut));
        Assert.Contains("The worker on blind does not see the files of this instance and takes nothing new: its file system has to be mounted again.", Said(cut));
        Assert.Contains("Nothing new is started anywhere: the instance is draining.", Said(cut));
        Assert.Contains("2 workers, 0 analyses running, 0 waiting.", cut.Read(".cd-verdict"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_announced_stands_above_every_page_until_it_is_taken_away()
    {
        await using AdministrationStage stage = await AdministrationStage.CreateAsync();
        var banner = stage.Page.Render<AnnouncementBanner>();
        Assert.Empty(banner.FindAll(".cd-announcement"));
        var cut = await stage.ShowAsync<OverviewPage>();
        await cut.Find("textarea").InputAsync(new() { Value = Samples.Script });
        await cut.Find("form").SubmitAsync(new());
        await cut.WaitForAssertionAsync(() => Assert.Contains("Everybody sees the announcement now.", cut.Markup, StringComparison.Ordinal));
        stage.Page.Time.Advance(AnnouncementBanner.Look);
        await banner.WaitForAssertionAsync(() => Assert.Equal(Samples.Script, banner.Read(".cd-announcement p")));
        Assert.Empty(banner.FindAll("script"));
        await cut.PressAsync("Take it away");
        stage.Page.Time.Advance(AnnouncementBanner.Look);
        await banner.WaitForAssertionAsync(() => Assert.Empty(banner.FindAll(".cd-announcement")));
        Assert.Equal(["announcement taken away", $"announcement: {Samples.Script}"], await stage.LinesAsync());
    }

    [Fact]
    public async Task Administration_is_offered_to_administrators_only()
    {
        await using AdministrationStage stage = await AdministrationStage.CreateAsync();
        var link = stage.Page.Render<AdministrationLink>(p => p.Add(one => one.IsHere, true));
        await link.WaitForElementAsync("a");
        Assert.Equal(("admin", "page"), (link.Find("a").GetAttribute("href"), link.Find("a").GetAttribute("aria-current")));
        await using PageStage alone = await PageStage.CreateAsync();
        Assert.Empty(alone.Render<AdministrationLink>().FindAll("a"));
        await using PageStage member = await PageStage.CreateAsync(services => services.AddScoped(_ => new CallerContext { Caller = Caller.Of(stage.Ben.Id, "Ben") }));
        Assert.Empty(member.Render<AdministrationLink>().FindAll("a"));
    }

    private static string[] Said(IRenderedComponent<OverviewPage> cut) => [cut.Read(".cd-verdict strong"), .. cut.ReadAll(".cd-finding-what")];

    private static WorkerRecord Worker(string node, string version) => new() { Id = $"{node}/1/a", Node = node, Groups = "cpu", Version = version, Slots = 1, StartedUtc = Stage.Noon, SeenUtc = Stage.Noon };
}
