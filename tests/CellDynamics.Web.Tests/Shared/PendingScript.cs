using Microsoft.JSInterop;

namespace CellDynamics.Web.Tests.Shared;

/// <summary>A browser that is still fetching the script of the page: what stands there before it ran. Everything else it does at once.</summary>
internal sealed class PendingScript : IJSRuntime
{
    public ValueTask<TValue> InvokeAsync<TValue>(string identifier, object?[]? args) => InvokeAsync<TValue>(identifier, CancellationToken.None, args);

    public ValueTask<TValue> InvokeAsync<TValue>(string identifier, CancellationToken cancellationToken, object?[]? args) =>
        identifier == "import" ? new(new TaskCompletionSource<TValue>().Task.WaitAsync(cancellationToken)) : default;
}
