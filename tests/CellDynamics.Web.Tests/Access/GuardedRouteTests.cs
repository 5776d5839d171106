using System.Security.Claims;
using Bunit;
using CellDynamics.Runs.Access;
using CellDynamics.Runs.Model;
using CellDynamics.Web.Access;
using CellDynamics.Web.Features.Runs;
using CellDynamics.Web.Features.Trajectories;
using CellDynamics.Web.Hosting;
using CellDynamics.Web.Tests.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CellDynamics.Web.Tests.Access;

/// <summary>A page that stands open, as long as its person may see it.</summary>
public class GuardedRouteTests
{
    private Caller caller = Caller.Anonymous;

    [Fact]
    public async Task A_page_that_stands_open_is_gone_when_its_link_is_withdrawn()
    {
        await using PageStage stage = await StageAsync();
        RunRecord run = await stage.AddRunAsync(await stage.AddDatasetAsync(), RunStatus.Succeeded);
        var link = new ViewerLinkRecord { ProjectId = run.ProjectId, RunId = run.Id, SecretSha256 = new string('0', 64), UntilUtc = Stage.Noon.AddDays(1) };
        await stage.WriteAsync(db => db.Add(link));
        caller = Caller.ByLink(link.Id);
        IRenderedComponent<GuardedRoute> cut = Show<TrajectoriesPage>(stage, run.Id);
        cut.WaitForAssertion(() => Assert.Single(cut.FindComponents<TrajectoriesPage>()));
        stage.Time.Advance(GuardedRoute.Look);
        Assert.Single(cut.FindComponents<TrajectoriesPage>());
        await stage.WriteAsync(db => db.ViewerLinks.Where(l => l.Id == link.Id).ExecuteUpdate(set => set.SetProperty(l => l.WithdrawnUtc, Stage.Noon)));
        await stage.HearNewsAsync(() => cut.FindComponents<TrajectoriesPage>().Count == 0);
        Assert.Contains("There is no such page", cut.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stranger_sees_the_same_as_where_there_is_nothing()
    {
        await using PageStage stage = await StageAsync();
        RunRecord run = await stage.AddRunAsync(await stage.AddDatasetAsync(), RunStatus.Succeeded);
        caller = Caller.Of(Guid.CreateVersion7(), "Stranger");
        await using PageStage empty = await StageAsync();
        IRenderedComponent<GuardedRoute> real = Show<RunPage>(stage, run.Id), absent = Show<RunPage>(empty, run.Id);
        real.WaitForAssertion(() => Assert.Contains("There is no such page", real.Markup, StringComparison.Ordinal));
        absent.WaitForAssertion(() => Assert.Contains("There is no such page", absent.Markup, StringComparison.Ordinal));
        Assert.Equal(absent.Find("main").InnerHtml, real.Find("main").InnerHtml);
        Assert.DoesNotContain(run.Name, real.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_viewer_is_told_what_is_for_others_to_do()
    {
        await using PageStage stage = await StageAsync();
        DatasetRecord dataset = await stage.AddDatasetAsync();
        var person = new AccountRecord { UserName = "ada", DisplayName = "Ada" };
        await stage.WriteAsync(db => db.AddRange(person, new MembershipRecord { ProjectId = dataset.ProjectId, AccountId = person.Id, Role = ProjectRole.Viewer }));
        caller = Caller.Of(person.Id, "Ada");
        IRenderedComponent<GuardedRoute> cut = Show<NewAnalysisPage>(stage, dataset.Id);
        cut.WaitForAssertion(() => Assert.Contains("Expected the role Analyst in the project of this dataset, found Viewer.", cut.Markup, StringComparison.Ordinal));
        Assert.Empty(cut.FindComponents<NewAnalysisPage>());
    }

    [Fact]
    public async Task Who_is_not_signed_in_is_sent_to_sign_in()
    {
        await using PageStage stage = await StageAsync();
        Guid run = Guid.CreateVersion7();
        stage.Services.GetRequiredService<NavigationManager>().NavigateTo($"analyses/{run}");
        Show<RunPage>(stage, run).WaitForAssertion(() => Assert.EndsWith($"/account/sign-in?returnUrl=%2Fanalyses%2F{run}", stage.Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_view_is_written_down_and_counts_as_use()
    {
        await using PageStage stage = await StageAsync();
        RunRecord run = await stage.AddRunAsync(await stage.AddDatasetAsync(), RunStatus.Succeeded);
        caller = Caller.Local;
        IRenderedComponent<GuardedRoute> cut = Show<RunPage>(stage, run.Id);
        cut.WaitForAssertion(() => Assert.Single(cut.FindComponents<RunPage>()));
        cut.Render(p => p.Add(route => route.RouteData, RouteTo<RunPage>(run.Id)));
        IReadOnlyList<AuditRecord> lines = await stage.Services.GetRequiredService<AuditLog>().SearchAsync(new AuditQuery { Action = AuditAction.Viewed }, null, 10, CancellationToken.None);
        Assert.Equal((run.Id, "Second look", "This machine"), (Assert.Single(lines).TargetId, lines[0].Detail, lines[0].Account));
        Assert.Equal(Stage.Noon, (await stage.Catalog.FindAsync(run.DatasetId, CancellationToken.None))!.UsedUtc);
    }

    private Task<PageStage> StageAsync() => PageStage.CreateAsync(services =>
    {
        services.AddSingleton(new AccountsOptions { IsShared = true });
        services.AddAccess();
        services.AddScoped<IAuthorizationService, DefaultAuthorizationService>();
        services.AddScoped<IAuthorizationPolicyProvider, DefaultAuthorizationPolicyProvider>();
        services.AddScoped<AuthenticationStateProvider, Nobody>();
        services.AddScoped(_ => new CallerContext { Caller = caller });
    });

    private static IRenderedComponent<GuardedRoute> Show<TPage>(PageStage stage, Guid id) =>
        stage.Render<GuardedRoute>(p => p.Add(route => route.RouteData, RouteTo<TPage>(id)));

    private static RouteData RouteTo<TPage>(Guid id) => new(typeof(TPage), new Dictionary<string, object?> { ["Id"] = id });

    private sealed class Nobody : AuthenticationStateProvider
    {
        public override Task<AuthenticationState> GetAuthenticationStateAsync() => Task.FromResult(new AuthenticationState(new ClaimsPrincipal()));
    }
}
