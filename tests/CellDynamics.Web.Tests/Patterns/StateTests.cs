using Bunit;
using CellDynamics.Web.Components.Patterns;
using CellDynamics.Web.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;

namespace CellDynamics.Web.Tests.Patterns;

/// <summary>Answers, waiting, failing, nothing there yet.</summary>
public class StateTests
{
    [Theory]
    [InlineData(Tone.Good, "Fine", "cd-good")]
    [InlineData(Tone.Warning, "Warning", "cd-warning")]
    [InlineData(Tone.Bad, "Error", "cd-bad")]
    [InlineData(Tone.Note, "Note", "cd-note")]
    public async Task A_verdict_is_announced_and_shows_its_level_as_icon_word_and_colour(Tone tone, string word, string look)
    {
        await using var stage = new Stage();
        var cut = stage.Render<VerdictBanner>(p => p.Add(v => v.Tone, tone).Add(v => v.Headline, "Better than every simple guess.").Add(v => v.Detail, "Closest at 48 h."));
        Assert.Contains(look, cut.Find("[role=status]").ClassList);
        Assert.Equal(word, cut.Read("svg title"));
        Assert.Equal("Better than every simple guess.", cut.Read("strong"));
        Assert.Equal("Better than every simple guess. Closest at 48 h.", cut.Read("p"));
    }

    [Fact]
    public async Task Loading_is_silent_at_first_then_says_what_and_after_ten_seconds_lets_the_person_go()
    {
        await using var stage = new Stage();
        var cut = stage.Render<LoadingState>(p => p.Add(l => l.What, "Reading the dataset").AddChildContent("<i>bones</i>"));
        Assert.Equal("true", cut.Find(".cd-loading").GetAttribute("aria-busy"));
        Assert.Equal("bones", cut.Read("i"));
        Assert.Equal("", cut.Read("[role=status]"));
        stage.Time.Advance(TimeSpan.FromSeconds(0.9));
        Assert.Equal("", cut.Read("[role=status]"));
        stage.Time.Advance(TimeSpan.FromSeconds(0.2));
        await cut.WaitForAssertionAsync(() => Assert.Equal("Reading the dataset …", cut.Read("[role=status]")));
        stage.Time.Advance(TimeSpan.FromSeconds(8));
        Assert.Equal("Reading the dataset …", cut.Read("[role=status]"));
        stage.Time.Advance(TimeSpan.FromSeconds(1));
        await cut.WaitForAssertionAsync(() => Assert.Contains("You can leave this page", cut.Read("[role=status]"), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_failure_interrupts_and_says_what_happened_what_to_change_and_where_to_go()
    {
        await using var stage = new Stage();
        var cut = stage.Render<FailedState>(p => p.Add(f => f.Title, "The analysis did not finish").Add(f => f.Happened, "Did not settle in 20 min.").Add(f => f.Change, "Fewer genes may help.").AddChildContent("<a href=\"x\">Try again</a>"));
        Assert.Equal("The analysis did not finish", cut.Read("[role=alert] h2"));
        Assert.Equal(["Did not settle in 20 min.", "Fewer genes may help."], cut.ReadAll("p"));
        Assert.Equal("Error", cut.Read("svg title"));
        Assert.Equal("Try again", cut.Read(".cd-actions a"));
    }

    [Fact]
    public async Task An_empty_place_says_what_will_stand_there_and_offers_one_action()
    {
        await using var stage = new Stage();
        var cut = stage.Render<EmptyState>(p => p.Add(e => e.Title, "Your datasets will stand here").Add(e => e.Text, "Drop a file.").AddChildContent("<a href=\"x\">Choose</a>"));
        Assert.Equal("Your datasets will stand here", cut.Read("h2"));
        Assert.Equal("Drop a file.", cut.Read("p"));
        Assert.Single(cut.FindAll(".cd-actions a"));
    }

    [Fact]
    public async Task The_export_menu_lists_downloads_with_their_sizes_as_plain_links()
    {
        await using var stage = new Stage();
        var cut = stage.Render<ExportMenu>(p => p.Add(m => m.Items, [new("The file as uploaded (.h5ad)", "api/x/file", 2_100_000), new("Picture (SVG)", "api/x/cells.svg", null)]));
        Assert.Equal("Download", cut.Read("summary"));
        Assert.Equal(["The file as uploaded (.h5ad)2.1 MB", "Picture (SVG)"], cut.ReadAll("a"));
        Assert.All(cut.FindAll("a"), link => Assert.True(link.HasAttribute("download")));
        Assert.Equal(["api/x/file", "api/x/cells.svg"], cut.FindAll("a").Select(link => link.GetAttribute("href")));
    }

    [Theory]
    [InlineData("Delete dataset and its 12 analyses", true)]
    [InlineData("Keep it", false)]
    public async Task A_confirmation_names_what_is_lost_and_only_its_button_does_it(string button, bool expected)
    {
        await using var stage = new Stage();
        var provider = stage.Render<MudDialogProvider>();
        IDialogService dialogs = stage.Services.GetRequiredService<IDialogService>();
        Task<bool> answer = await provider.InvokeAsync(() => Task.FromResult(ConfirmDialog.AskAsync(dialogs, "Delete <b>HSMM</b>?", "Every result made from it is removed.", "Delete dataset and its 12 analyses")));
        await provider.WaitForElementAsync("button");
        Assert.Equal("Delete <b>HSMM</b>?", provider.Read("h2"));
        Assert.Equal("Every result made from it is removed.", provider.Read("p"));
        Assert.True(provider.FindAll("button").Single(b => Words.Of(b) == "Keep it").HasAttribute("autofocus"));
        await provider.PressAsync(button);
        Assert.Equal(expected, await answer);
    }
}
