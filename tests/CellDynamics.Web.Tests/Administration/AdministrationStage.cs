using Bunit;
using CellDynamics.Runs.Access;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Storage;
using CellDynamics.Web.Hosting;
using CellDynamics.Web.Tests.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;

namespace CellDynamics.Web.Tests.Administration;

/// <summary>A stage on which Ada, an administrator, is signed in; with a lab and its owner Ben.</summary>
internal sealed class AdministrationStage : IAsyncDisposable
{
    private AdministrationStage(PageStage page, AccountRecord ada) => (Page, Ada) = (page, ada);

    public PageStage Page { get; }

    public AccountRecord Ada { get; }

    public AccountRecord Ben { get; } = Person("ben", "Ben");

    public ProjectRecord Lab { get; } = new() { Name = "Stem cells" };

    /// <summary>Where dialogs are shown.</summary>
    public IRenderedComponent<MudDialogProvider> Dialogs { get; private set; } = null!;

    public static async Task<AdministrationStage> CreateAsync(AccountsOptions? accounts = null)
    {
        AccountRecord ada = Person("ada", "Ada");
        (ada.IsAdministrator, ada.SeenUtc) = (true, Stage.Noon.AddMinutes(-5));
        var stage = new AdministrationStage(await PageStage.CreateAsync(services =>
        {
            services.AddScoped(_ => new CallerContext { Caller = Caller.Of(ada.Id, "Ada") });
            if (accounts is not null)
                services.AddSingleton(accounts);
        }), ada);
        await stage.Page.WriteAsync(db => db.AddRange(ada, stage.Ben, stage.Lab, new MembershipRecord { ProjectId = stage.Lab.Id, AccountId = stage.Ben.Id, Role = ProjectRole.Owner }));
        stage.Dialogs = stage.Page.Render<MudDialogProvider>();
        return stage;
    }

    /// <summary>The page, once it has read what it shows.</summary>
    public async Task<IRenderedComponent<T>> ShowAsync<T>() where T : IComponent
    {
        var cut = Page.Render<T>();
        await cut.WaitForAssertionAsync(() => Assert.Empty(cut.FindAll(".cd-loading")));
        return cut;
    }

    /// <summary>Presses a button that asks first, and the one that confirms.</summary>
    public async Task ConfirmAsync<T>(IRenderedComponent<T> cut, string button, string confirm) where T : IComponent
    {
        Task asked = cut.PressAsync(button);
        await Dialogs.WaitForElementAsync(".mud-dialog button");
        await Dialogs.PressAsync(confirm);
        await asked;
    }

    public async Task<T> ReadAsync<T>(Func<CellDynamicsDb, Task<T>> read)
    {
        await using CellDynamicsDb db = Page.Services.GetRequiredService<Database>().CreateDbContext();
        return await read(db);
    }

    /// <summary>What was written down, newest first.</summary>
    public Task<List<string>> LinesAsync() => ReadAsync(db => db.Audit.OrderByDescending(line => line.Id).Select(line => line.Detail).ToListAsync());

    public ValueTask DisposeAsync() => Page.DisposeAsync();

    private static AccountRecord Person(string name, string shown) => new()
    {
        UserName = name, NormalizedUserName = name.ToUpperInvariant(), DisplayName = shown, Email = $"{name}@example.org", NormalizedEmail = $"{name.ToUpperInvariant()}@EXAMPLE.ORG", CreatedUtc = Stage.Noon,
    };
}
