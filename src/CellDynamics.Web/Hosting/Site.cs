using CellDynamics.Runs;
using CellDynamics.Runs.Telemetry;
using CellDynamics.Web.Access;
using CellDynamics.Web.Accounts;
using CellDynamics.Web.Components;
using CellDynamics.Web.Features.Administration;
using CellDynamics.Web.Features.Answers;
using CellDynamics.Web.Features.Datasets;
using CellDynamics.Web.Features.NetworkData;
using CellDynamics.Web.Features.TrajectoryData;
using CellDynamics.Web.Features.TreatmentData;
using CellDynamics.Web.Features.Uploads;
using CellDynamics.Web.Telemetry;
using Microsoft.AspNetCore.HostFiltering;
using MudBlazor.Services;

namespace CellDynamics.Web.Hosting;

/// <summary>The whole site: services, pipeline and addresses.</summary>
public static class Site
{
    /// <summary>Everything up to the start; nothing listens yet.</summary>
    /// <param name="args">Settings as <c>--key value</c>.</param>
    /// <param name="replace">Puts other services in the place of the site's own.</param>
    /// <exception cref="InvalidOperationException">A setting cannot be used, or an address is not on the loopback.</exception>
    public static WebApplication Build(string[] args, Action<IServiceCollection>? replace = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseStaticWebAssets().ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        AddServices(builder);
        replace?.Invoke(builder.Services);
        WebApplication app = builder.Build();
        foreach (string stranger in SettingNames.Strangers(app.Configuration))
            app.Logger.LogWarning("{Setting}", stranger);
        LoopbackOnly.Check(app, app.Services.GetRequiredService<AccountsOptions>());
        UsePipeline(app);
        app.Lifetime.ApplicationStarted.Register(() =>
            app.Logger.LogInformation("CellDynamics is ready. Open {Address} in a browser.", app.Urls.FirstOrDefault()));
        return app;
    }

    private static void AddServices(WebApplicationBuilder builder)
    {
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning).AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Warning).AddFilter("Quartz", LogLevel.Warning)
            .AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error).AddLogFormat(builder.Configuration);
        RunsOptions options = RunsOptions.From(builder.Configuration);
        IServiceCollection services = builder.Services;
        AccountsOptions accounts = AccountsOptions.From(builder.Configuration);
        SiteOptions site = SiteOptions.From(builder.Configuration, accounts);
        services.AddSingleton(accounts);
        services.AddSingleton(site);
        services.AddCellDynamicsRuns(builder.Configuration);
        // What runs here may go on for the grace period, and needs a moment more to be given back.
        services.Configure<HostOptions>(host => host.ShutdownTimeout = options.Worker.Grace + TimeSpan.FromSeconds(30));
        services.AddKeyRing(builder.Configuration, options);
        services.AddAccess();
        // Browsers let the timers of a tab in the background fire once a minute: with the usual 30 s its circuit would be cut each time.
        services.AddRazorComponents().AddInteractiveServerComponents().AddHubOptions(hub => hub.ClientTimeoutInterval = TimeSpan.FromSeconds(90));
        services.AddMudServices();
        services.AddSiteTelemetry(builder.Configuration);
        services.AddTrajectories();
        services.AddTreatments();
        services.AddNetworks();
        services.AddProblemDetails();
        services.AddSingleton<ReadyCheck>();
        services.AddHealthChecks().AddCheck<ReadyCheck>("ready", tags: [ReadyCheck.Tag]);
        services.PostConfigure<HostFilteringOptions>(filter => filter.AllowedHosts = [.. site.Hosts]);
        if (accounts.IsShared)
            services.AddSharedSite(accounts, site, new RateLimits(builder.Configuration));
    }

    private static void UsePipeline(WebApplication app)
    {
        bool isShared = app.Services.GetRequiredService<AccountsOptions>().IsShared;
        if (isShared)
            app.UseTransport(app.Services.GetRequiredService<SiteOptions>());
        app.UseMiddleware<SecurityHeaders>();
        app.UseExceptionHandler();
        app.UseMiddleware<SameOriginOnly>();
        app.UseWhen(context => !context.Request.Path.StartsWithSegments("/api"),
            pages => pages.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true));
        // Here and not at the very start, so that what was not found is looked up again as the page that says so.
        app.UseRouting();
        app.UseAccess();
        app.UseAccounts(isShared);
        app.UseAntiforgery();
        app.MapStaticAssets().AllowAnonymous();
        app.MapHealthChecks("/health/live", new() { Predicate = _ => false }).AllowAnonymous();
        app.MapHealthChecks("/health/ready", new() { Predicate = check => check.Tags.Contains(ReadyCheck.Tag) }).AllowAnonymous();
        app.MapMetrics();
        app.MapViewerLinks();
        app.MapUploads();
        app.MapDatasetFiles();
        app.MapTrajectoryEndpoints();
        app.MapTreatmentEndpoints();
        app.MapSampleEndpoints();
        app.MapNetworkEndpoints();
        app.MapExportEndpoints();
        app.MapAdministrationEndpoints();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(mode => mode.ContentSecurityFrameAncestorsPolicy = null).RequiresKnownCircuits();
    }
}
