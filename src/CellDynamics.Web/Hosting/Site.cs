using CellDynamics.Runs;
using CellDynamics.Runs.Access;
using CellDynamics.Web.Components;
using CellDynamics.Web.Features.Answers;
using CellDynamics.Web.Features.Datasets;
using CellDynamics.Web.Features.NetworkData;
using CellDynamics.Web.Features.TrajectoryData;
using CellDynamics.Web.Features.TreatmentData;
using CellDynamics.Web.Features.Uploads;
using Microsoft.AspNetCore.DataProtection;
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
        builder.WebHost.UseStaticWebAssets();
        AddServices(builder);
        replace?.Invoke(builder.Services);
        WebApplication app = builder.Build();
        LoopbackOnly.Check(app);
        UsePipeline(app);
        app.Lifetime.ApplicationStarted.Register(() =>
            app.Logger.LogInformation("CellDynamics is ready. Open {Address} in a browser.", app.Urls.FirstOrDefault()));
        return app;
    }

    private static void AddServices(WebApplicationBuilder builder)
    {
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning).AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Warning).AddFilter("Quartz", LogLevel.Warning)
            .AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        RunsOptions options = RunsOptions.From(builder.Configuration);
        IServiceCollection services = builder.Services;
        AccountsOptions accounts = AccountsOptions.From(builder.Configuration);
        services.AddSingleton(accounts);
        services.AddCellDynamicsRuns(builder.Configuration);
        // What runs here may go on for the grace period, and needs a moment more to be given back.
        services.Configure<HostOptions>(host => host.ShutdownTimeout = options.Worker.Grace + TimeSpan.FromSeconds(30));
        if (!accounts.IsShared)
            services.AddScoped(_ => new CallerContext { Caller = Caller.Local });
        // Kept beside the data, so that a page that stays open survives a restart of the server.
        services.AddDataProtection().SetApplicationName("CellDynamics").PersistKeysToFileSystem(new DirectoryInfo(options.Keys));
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddMudServices();
        services.AddTrajectories();
        services.AddTreatments();
        services.AddNetworks();
        services.AddProblemDetails();
        services.AddHealthChecks().AddCheck<ReadyCheck>("ready", tags: [ReadyCheck.Tag]);
        // A page on another name that resolves to this machine must not be served as if it were ours.
        services.PostConfigure<HostFilteringOptions>(filter => filter.AllowedHosts = ["localhost", "127.0.0.1", "[::1]"]);
    }

    private static void UsePipeline(WebApplication app)
    {
        app.UseMiddleware<SecurityHeaders>();
        app.UseExceptionHandler();
        app.UseMiddleware<SameOriginOnly>();
        app.UseWhen(context => !context.Request.Path.StartsWithSegments("/api"),
            pages => pages.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true));
        // Here and not at the very start, so that what was not found is looked up again as the page that says so.
        app.UseRouting();
        app.UseAntiforgery();
        app.MapStaticAssets();
        app.MapHealthChecks("/health/live", new() { Predicate = _ => false });
        app.MapHealthChecks("/health/ready", new() { Predicate = check => check.Tags.Contains(ReadyCheck.Tag) });
        app.MapUploads();
        app.MapDatasetFiles();
        app.MapTrajectoryEndpoints();
        app.MapTreatmentEndpoints();
        app.MapSampleEndpoints();
        app.MapNetworkEndpoints();
        app.MapExportEndpoints();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(mode => mode.ContentSecurityFrameAncestorsPolicy = null);
    }
}
