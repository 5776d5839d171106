using Microsoft.JSInterop;

namespace CellDynamics.Web.Tests.Shared;

/// <summary>A browser whose scripts are still on their way: what a page shows before any of them ran.</summary>
internal sealed class PendingScript : IJSRuntime
{
    public ValueTask<TValue> InvokeAsync<TValue>(string identifier, object?[]? args) => new(new TaskCompletionSource<TValue>().Task);

    public ValueTask<TValue> InvokeAsync<TValue>(string identifier, CancellationToken cancellationToken, object?[]? args) => new(new TaskCompletionSource<TValue>().Task.WaitAsync(cancellationToken));
}
