using System.Net;
using CellDynamics.Web.Accounts;
using CellDynamics.Web.Features.Answers;
using CellDynamics.Web.Telemetry;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.HttpOverrides;

namespace CellDynamics.Web.Hosting;

/// <summary>What is different when people of other machines come and sign in.</summary>
public static class SharedSite
{
    public static void AddSharedSite(this IServiceCollection services, AccountsOptions accounts, SiteOptions site, RateLimits limits)
    {
        services.AddAccounts(accounts, site);
        services.AddSingleton(limits);
        services.AddRateLimiter(limits.Configure);
        services.Configure<AntiforgeryOptions>(options =>
        {
            options.Cookie.Name = CookieName("CellDynamics-Form", site);
            options.Cookie.SecurePolicy = site.IsHttps ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
        });
        services.Configure<ForwardedHeadersOptions>(options =>
        {
            options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            options.ForwardLimit = null;
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
            foreach (System.Net.IPNetwork network in site.Proxies)
                options.KnownIPNetworks.Add(network);
        });
        services.AddHsts(options =>
        {
            options.MaxAge = TimeSpan.FromDays(365);
            options.IncludeSubDomains = true;
            options.ExcludedHosts.Clear();
        });
        services.AddHttpsRedirection(options =>
        {
            options.RedirectStatusCode = StatusCodes.Status308PermanentRedirect;
            if (site is { IsHttps: true, Address: { } address })
                options.HttpsPort = address.Port;
        });
    }

    /// <summary>First of all: who asks really, and by https where the site has it.</summary>
    public static void UseTransport(this WebApplication app, SiteOptions site)
    {
        if (site.Proxies.Count > 0)
            app.UseForwardedHeaders();
        if (!site.IsHttps)
        {
            if (app.Urls.Any(url => !LoopbackOnly.IsLoopback(url)))
                app.Logger.LogWarning("Passwords travel over plain http: serve https, or set Site:Address and Site:Proxies to a proxy that does.");
            return;
        }
        app.UseHsts();
        app.UseWhen(context => !IsMonitor(context), people =>
        {
            // A program that sends its cookie unprotected has to notice; a browser is led to the right address.
            people.UseWhen(context => !context.Request.IsHttps && context.Request.Path.StartsWithSegments("/api"), programs => programs.Run(context =>
                Problems.BadRequest("Expected https, found http. Ask at the address that begins with https.").ExecuteAsync(context)));
            people.UseHttpsRedirection();
        });
    }

    // On this machine one asks without a proxy. Its token travels no further than that.
    private static bool IsMonitor(HttpContext context) => context.Request.Path.StartsWithSegments("/health")
        || (context.Request.Path.StartsWithSegments(SiteTelemetry.MetricsPath) && context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address));

    /// <summary>A cookie that no other site under the same domain can set, where there is https.</summary>
    public static string CookieName(string name, SiteOptions site) => site.IsHttps ? $"__Host-{name}" : name;
}
