using CellDynamics.Runs.Access;
using CellDynamics.Runs.Model;
using CellDynamics.Web.Accounts;
using CellDynamics.Web.Features.Projects;
using CellDynamics.Web.Hosting;
using CellDynamics.Web.Telemetry;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Components.Server.Circuits;

namespace CellDynamics.Web.Access;

/// <summary>Who asks, and what each page and endpoint requires of them.</summary>
public static class AccessServices
{
    public static IServiceCollection AddAccess(this IServiceCollection services)
    {
        services.AddHttpContextAccessor();
        services.AddSingleton<CallerReader>();
        services.AddScoped<ProjectChoice>();
        services.AddScoped<CircuitHandler, CircuitCaller>();
        services.AddScoped<IAuthorizationHandler, AccessHandler>();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, RefusalAnswers>();
        services.AddAuthorization(options =>
        {
            options.AddPolicy(RequiresAttribute.OpenPolicy, policy => policy.RequireAssertion(_ => true));
            // What says nothing about who may ask is for nobody: forgetting it must show at once, not in the log of a stranger.
            options.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAssertion(_ => false).Build();
        });
        services.AddAuthentication().AddCookie(ViewerLinks.Scheme, cookie =>
        {
            cookie.Cookie.Name = "celldynamics-link";
            cookie.Cookie.HttpOnly = true;
            cookie.Cookie.SameSite = SameSiteMode.Lax;
            cookie.SlidingExpiration = false;
        });
        return services;
    }

    /// <summary>After routing: what is asked has to be known before it is decided.</summary>
    public static void UseAccess(this WebApplication app)
    {
        if (app.Services.GetRequiredService<AccountsOptions>().IsShared)
        {
            app.UseAuthentication();
            app.UseRateLimiter(); // counts by person where there is one
        }
        app.UseMiddleware<CallerMiddleware>();
        app.UseMiddleware<LogScope>();
        if (app.Services.GetRequiredService<AccountsOptions>() is { IsShared: true, SecondFactor: not FactorRule.Nobody })
            app.UseMiddleware<SecondFactorGate>();
        app.UseAuthorization();
    }

    /// <summary>At least this role in the project of the dataset, run or project that the address names.</summary>
    public static T Requires<T>(this T endpoint, ResourceKind kind, ProjectRole least, Trace trace, bool byLink = false, string key = "id") where T : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new RequiresAttribute(kind, least) { Trace = trace, ByLink = byLink, Key = key });

    public static T Requires<T>(this T endpoint, Standing standing) where T : IEndpointConventionBuilder => endpoint.WithMetadata(new RequiresAttribute(standing));

    /// <summary>Pages say themselves what they require; what carries their circuits is for everybody who may see any of them.</summary>
    public static void RequiresKnownCircuits(this RazorComponentsEndpointConventionBuilder pages) => pages.Add(endpoint =>
    {
        if (!endpoint.Metadata.OfType<ComponentTypeMetadata>().Any())
            endpoint.Metadata.Add(new RequiresAttribute(Standing.Known));
    });
}
