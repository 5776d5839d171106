using System.Net;
using CellDynamics.Runs.Access;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;

namespace CellDynamics.Web.Access;

/// <summary>Says who asks on a page that stands open, before its first component is drawn and whenever that changes.</summary>
internal sealed class CircuitCaller(CallerContext context, CallerReader reader, AuthenticationStateProvider state, IHttpContextAccessor http, ILogger<CircuitCaller> logger) : CircuitHandler, IDisposable
{
    private IPAddress? address;
    private Guid? account;

    public override async Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        address = http.HttpContext?.Connection.RemoteIpAddress;
        state.AuthenticationStateChanged += OnChanged;
        await ReadAsync(state.GetAuthenticationStateAsync());
    }

    /// <summary>Says around every line of the log on whose behalf the page does what it does.</summary>
    public override Func<CircuitInboundActivityContext, Task> CreateInboundActivityHandler(Func<CircuitInboundActivityContext, Task> next) => async activity =>
    {
        using IDisposable? scope = account is { } person ? logger.BeginScope(new Dictionary<string, object> { ["AccountId"] = person }) : null;
        await next(activity);
    };

    public void Dispose() => state.AuthenticationStateChanged -= OnChanged;

    private void OnChanged(Task<AuthenticationState> changed) => _ = ReadAsync(changed);

    private async Task ReadAsync(Task<AuthenticationState> current)
    {
        context.Caller = reader.Of((await current).User, address);
        account = context.Caller.AccountId;
    }
}
