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

    protected ScriptedPage() => Leaving = leaving.Token;

    [Parameter] public Guid Id { get; set; }

    [Inject] protected ISnackbar Snackbar { get; set; } = null!;

    [Inject] private IJSRuntime Script { get; set; } = null!;

    /// <summary>Cancelled when the page is left.</summary>
    protected CancellationToken Leaving { get; }

    /// <summary>Of what the page shows now: one that stays while its address changes is mounted anew.</summary>
    protected bool IsMounted => mounted == Id;

    /// <summary>The mounted script; null before.</summary>
    protected IJSObjectReference? Explorer { get; private set; }

    /// <summary>A page stays while its address changes (Back, from one result to another): what was mounted goes, and what is named now is mounted anew.</summary>
    public override async Task SetParametersAsync(ParameterView parameters)
    {
        Task ending = Task.CompletedTask;
        if (parameters.TryGetValue(nameof(Id), out Guid id) && id != Id)
        {
            mounted = Guid.Empty;
            ending = Explorer is { } former ? EndAsync(former) : ending;
            Explorer = null;
        }
        await base.SetParametersAsync(parameters); // first: parameters cannot be read after a wait
        await ending;
    }

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
    /// <returns>False where the page was left meanwhile: nothing is mounted then.</returns>
    protected async Task<bool> MountAsync(string path, ElementReference root, object model)
    {
        Guid shown = mounted = Id;
        self ??= DotNetObjectReference.Create(this);
        try
        {
            module ??= await Script.InvokeAsync<IJSObjectReference>("import", CancellationToken.None, path);
            if (Leaving.IsCancellationRequested)
            {
                await TakeDownAsync(null);
                return false;
            }
            if (mounted != shown)
                return false; // what it names now is mounted by itself
            // Not cut short by leaving, nor after the minute that the framework waits where no token is given: what the script has begun to draw on would stay with the tab, with nothing left to take it down by.
            IJSObjectReference explorer = await module.InvokeAsync<IJSObjectReference>("mount", CancellationToken.None, root, model, self);
            if (Leaving.IsCancellationRequested)
            {
                await TakeDownAsync(explorer);
                return false;
            }
            if (mounted != shown)
            {
                await EndAsync(explorer);
                return false;
            }
            Explorer = explorer;
            return true;
        }
        catch (Exception failure) when ((Leaving.IsCancellationRequested || mounted != shown) && IsOfLeaving(failure))
        {
            return false; // its element is gone
        }
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
        await TakeDownAsync(Explorer);
        self?.Dispose();
        Leave();
        leaving.Dispose();
        GC.SuppressFinalize(this);
    }

    private static async Task EndAsync(IJSObjectReference explorer)
    {
        try
        {
            await explorer.InvokeVoidAsync("dispose");
            await explorer.DisposeAsync();
        }
        catch (Exception failure) when (IsOfLeaving(failure))
        {
            // The browser is gone, or the elements it drew on: nothing is left to take down.
        }
    }

    private async Task TakeDownAsync(IJSObjectReference? explorer)
    {
        try
        {
            if (explorer is not null)
                await EndAsync(explorer);
            if (module is not null)
                await module.DisposeAsync();
        }
        catch (Exception failure) when (IsOfLeaving(failure))
        {
            // The browser is gone, and with it everything that would be disposed.
        }
    }

    /// <summary>Gone, gone before it answered, or its element is.</summary>
    private static bool IsOfLeaving(Exception failure) => failure is JSDisconnectedException or JSException or OperationCanceledException;
}
