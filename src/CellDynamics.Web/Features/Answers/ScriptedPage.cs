using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using MudBlazor;

namespace CellDynamics.Web.Features.Answers;

/// <summary>A page whose figures a script draws: loads it, mounts it on what is shown, tells it what a person chose, and takes it down with the page.</summary>
/// <remarks>The module exports <c>mount(root, model, page)</c>; what that returns has <c>dispose()</c> and the verbs of its page.</remarks>
public abstract class ScriptedPage : ComponentBase, IAsyncDisposable
{
    private readonly CancellationTokenSource leaving = new();
    private DotNetObjectReference<ScriptedPage>? self;
    private IJSObjectReference? module;

    private Guid mounted;

    [Parameter] public Guid Id { get; set; }

    [Inject] protected ISnackbar Snackbar { get; set; } = null!;

    [Inject] private IJSRuntime Script { get; set; } = null!;

    /// <summary>Cancelled when the page is left.</summary>
    protected CancellationToken Leaving => leaving.Token;

    /// <summary>Of what the page shows now: one that stays while its address changes is mounted anew.</summary>
    protected bool IsMounted => mounted == Id;

    /// <summary>The mounted script; null before.</summary>
    protected IJSObjectReference? Explorer { get; private set; }

    /// <summary>Called by the script after it tried to put the address on the clipboard.</summary>
    [JSInvokable]
    public void LinkCopied(bool isCopied)
    {
        if (isCopied)
            Snackbar.Add("Link copied", Severity.Normal);
        else
            Snackbar.Add("The browser did not allow copying. The address bar holds the link.", Severity.Warning);
    }

    /// <summary>Mounts the script on what <see cref="Id"/> names.</summary>
    /// <param name="path">Of the module, from the root of the site.</param>
    /// <param name="root">Element that holds all it draws on.</param>
    /// <param name="model">What it shows.</param>
    protected async Task MountAsync(string path, ElementReference root, object model)
    {
        mounted = Id;
        self ??= DotNetObjectReference.Create(this);
        module ??= await Script.InvokeAsync<IJSObjectReference>("import", Leaving, path);
        Explorer = await module.InvokeAsync<IJSObjectReference>("mount", Leaving, root, model, self);
    }

    /// <summary>Tells the script; before it is mounted, nothing.</summary>
    protected async Task TellAsync(string verb, params object?[] values)
    {
        if (Explorer is not null)
            await Explorer.InvokeVoidAsync(verb, Leaving, values);
    }

    /// <summary>What else ends with the page.</summary>
    protected virtual void Leave()
    {
    }

    public async ValueTask DisposeAsync()
    {
        await leaving.CancelAsync();
        try
        {
            if (Explorer is not null)
            {
                await Explorer.InvokeVoidAsync("dispose");
                await Explorer.DisposeAsync();
            }
            if (module is not null)
                await module.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The browser is gone, and with it everything that would be disposed.
        }
        self?.Dispose();
        Leave();
        leaving.Dispose();
        GC.SuppressFinalize(this);
    }
}
