using Bunit;
using CellDynamics.Runs.Projects;
using CellDynamics.Web.Features.Administration;
using CellDynamics.Web.Features.Audit;
using CellDynamics.Web.Features.People;
using CellDynamics.Web.Tests.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace CellDynamics.Web.Tests.Administration;

/// <summary>What all administration pages have in common.</summary>
public class PageStateTests
{
    [Fact]
    public async Task A_page_says_that_it_reads_then_shows_what_it_read()
    {
        await using var stage = new Stage();
        var cut = stage.Render<SlowPage>();
        Assert.Single(cut.FindAll(".cd-loading"));
        await cut.InvokeAsync(() => cut.Instance.Reading.SetResult());
        await cut.WaitForAssertionAsync(() => Assert.Equal("read once", cut.Read("p.there")));
    }

    [Fact]
    public async Task What_cannot_be_read_is_said_and_tried_again()
    {
        await using var stage = new Stage();
        var cut = stage.Render<SlowPage>();
        await cut.InvokeAsync(() => cut.Instance.Reading.SetException(new IOException("The disk is gone.")));
        await cut.WaitForElementAsync(".cd-failed");
        Assert.Equal("The shelves could not be read", cut.Read(".cd-failed h2"));
        Assert.Contains("The disk is gone.", cut.Read(".cd-failed"), StringComparison.Ordinal);
        cut.Instance.Reading = new TaskCompletionSource();
        cut.Instance.Reading.SetResult();
        await cut.PressAsync("Try again");
        Assert.Equal("read once", cut.Read("p.there"));
        Assert.Empty(cut.FindAll(".cd-failed"));
    }

    [Fact]
    public async Task An_act_says_what_it_did_or_why_not_and_reads_again()
    {
        await using var stage = new Stage();
        var cut = stage.Render<SlowPage>();
        cut.Instance.Reading.SetResult();
        await cut.InvokeAsync(() => cut.Instance.DoAsync(() => Task.CompletedTask));
        Assert.Equal("It was done.", cut.Read(".cd-verdict strong"));
        await cut.InvokeAsync(() => cut.Instance.DoAsync(() => throw new ProjectException("The shelf is full.")));
        Assert.Empty(cut.FindAll(".cd-verdict"));
        Assert.Contains("The shelf is full.", cut.Read(".cd-failed"), StringComparison.Ordinal);
        Assert.Equal("read 3 times", cut.Read("p.there"));
    }

    [Fact]
    public async Task Every_page_says_when_the_database_does_not_answer()
    {
        await SaysAsync<OverviewPage>("state of the instance");
        await SaysAsync<UsersPage>("accounts");
        await SaysAsync<QuotasPage>("projects");
        await SaysAsync<QueuePage>("queue");
        await SaysAsync<WorkersPage>("workers");
        await SaysAsync<StoragePage>("folders");
        await SaysAsync<RetentionPage>("retention policies");
        await SaysAsync<AuditPage>("audit log");
        await SaysAsync<UsagePage>("usage");
    }

    private static async Task SaysAsync<T>(string what) where T : IComponent
    {
        await using PageStage stage = PageStage.WithoutDatabase();
        var cut = stage.Render<T>();
        await cut.WaitForElementAsync(".cd-failed");
        Assert.Equal($"The {what} could not be read", cut.Read(".cd-failed h2"));
        Assert.Equal(["Try again"], cut.ReadAll(".cd-failed button"));
    }

    private sealed class SlowPage : AdministrationPage
    {
        private int reads;

        public TaskCompletionSource Reading { get; set; } = new();

        public async Task DoAsync(Func<Task> act)
        {
            await ActAsync(act, "It was done.");
            StateHasChanged();
        }

        protected override async Task LoadAsync()
        {
            await Reading.Task;
            reads++;
        }

        protected override void BuildRenderTree(RenderTreeBuilder builder)
        {
            builder.OpenComponent<PageState>(0);
            builder.AddComponentParameter(1, nameof(PageState.Of), this);
            builder.AddComponentParameter(2, nameof(PageState.What), "shelves");
            builder.AddComponentParameter(3, nameof(PageState.Again), EventCallback.Factory.Create(this, ReadAsync));
            builder.AddComponentParameter(4, nameof(PageState.ChildContent), (RenderFragment)(content => content.AddMarkupContent(0, $"<p class=\"there\">read {(reads == 1 ? "once" : $"{reads} times")}</p>")));
            builder.CloseComponent();
        }
    }
}
