using Bunit;
using CellDynamics.Runs.Access;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using MudBlazor.Services;

namespace CellDynamics.Web.Tests.Shared;

/// <summary>Where components are shown without a browser. Its clock stands still until a test moves it.</summary>
internal class Stage : BunitContext
{
    public static readonly DateTime Noon = new(2026, 1, 5, 12, 0, 0, DateTimeKind.Utc);

    // A page reads a database; on a busy machine that may take longer than the second that is waited by itself.
    static Stage() => DefaultWaitTimeout = TimeSpan.FromSeconds(30);

    public Stage()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddMudServices(settings => settings.PopoverOptions.CheckForPopoverProvider = false);
        Services.AddSingleton<TimeProvider>(Time);
        Services.AddLogging();
        Services.AddScoped(_ => new CallerContext { Caller = Caller.Local });
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(Noon));
}
