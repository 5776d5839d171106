using Microsoft.Extensions.DependencyInjection;

namespace CellDynamics.Runs.Access;

/// <summary>Scopes of work that no request and no page began.</summary>
public static class CallerScopes
{
    /// <summary>A scope in which everything is asked on behalf of the caller.</summary>
    public static AsyncServiceScope CreateScope(this IServiceScopeFactory scopes, Caller caller)
    {
        AsyncServiceScope scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallerContext>().Caller = caller;
        return scope;
    }
}
