using System.Data.Common;
using System.Globalization;
using CellDynamics.Runs.Access;
using CellDynamics.Runs.Projects;
using CellDynamics.Web.Components.Patterns;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using MudBlazor;

namespace CellDynamics.Web.Features.Administration;

/// <summary>A page that reads something of the instance, acts on it, and reads again: what all administration pages have in common. <see cref="PageState"/> shows how it stands.</summary>
public abstract class AdministrationPage : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource leaving = new();

    protected AdministrationPage() => Leaving = leaving.Token;

    [Inject] protected CallerContext Context { get; set; } = null!;

    [Inject] protected IDialogService Dialogs { get; set; } = null!;

    [Inject] protected TimeProvider Time { get; set; } = null!;

    /// <summary>There is something to show.</summary>
    internal bool IsRead { get; private set; }

    /// <summary>Why it could not be read; null: it could.</summary>
    internal string? Problem { get; private set; }

    /// <summary>Why the last act was refused; null: it was not.</summary>
    internal string? Refusal { get; private set; }

    /// <summary>What the last act did; null: nothing.</summary>
    internal string? Done { get; private set; }

    /// <summary>How often it is read again while it stands open; null: only after an act.</summary>
    protected virtual TimeSpan? Again => null;

    protected DateTime Now => Time.GetUtcNow().UtcDateTime;

    /// <summary>Ends when the page is left.</summary>
    protected CancellationToken Leaving { get; }

    /// <summary>Reads what the page shows.</summary>
    protected abstract Task LoadAsync();

    protected override Task OnInitializedAsync() => ReadAsync();

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender && Again is { } pause)
            _ = WatchAsync(pause);
    }

    public void Dispose()
    {
        leaving.Cancel();
        leaving.Dispose();
        GC.SuppressFinalize(this);
    }

    internal async Task ReadAsync()
    {
        try
        {
            await LoadAsync();
            (IsRead, Problem) = (true, null);
        }
        catch (Exception failure) when (IsOutage(failure))
        {
            Problem = failure.GetBaseException().Message;
        }
    }

    /// <summary>Acts, says what was done or why not, and reads again.</summary>
    /// <param name="act">The act.</param>
    /// <param name="done">What it did, a sentence.</param>
    protected async Task ActAsync(Func<Task> act, string done)
    {
        (Refusal, Done) = (null, null);
        try
        {
            await act();
            Done = done;
        }
        catch (Exception failure) when (failure is DbUpdateException || IsOutage(failure))
        {
            Refusal = $"Nothing was changed: somebody changed the same at this moment, or the database does not answer ({failure.GetBaseException().Message}). Look at what stands here now, then try again.";
        }
        catch (Exception failure) when (failure is InvalidOperationException or ProjectException or AccessDeniedException)
        {
            Refusal = failure.Message;
        }
        await ReadAsync();
    }

    /// <summary>Asks first, then acts.</summary>
    /// <param name="title">The question.</param>
    /// <param name="text">What happens.</param>
    /// <param name="button">What is done, in the words of the button.</param>
    /// <param name="act">The act.</param>
    /// <param name="done">What it did, a sentence.</param>
    protected async Task ConfirmAsync(string title, string text, string button, Func<Task> act, string done)
    {
        if (await AskAsync(title, text, button))
            await ActAsync(act, done);
    }

    /// <summary>Whether the person confirmed.</summary>
    protected Task<bool> AskAsync(string title, string text, string button) => ConfirmDialog.AskAsync(Dialogs, title, text, button, "Not now");

    /// <summary>A moment in full, in UTC.</summary>
    internal static string Moment(DateTime utc) => utc.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    internal static string Day(DateTime utc) => utc.ToString("d MMM yyyy", CultureInfo.InvariantCulture);

    private static bool IsOutage(Exception failure) => failure is DbException or IOException || failure.InnerException is DbException;

    private async Task WatchAsync(TimeSpan pause)
    {
        try
        {
            using var timer = new PeriodicTimer(pause, Time);
            while (await timer.WaitForNextTickAsync(Leaving))
                await InvokeAsync(ShowAgainAsync);
        }
        catch (Exception gone) when (gone is OperationCanceledException or ObjectDisposedException)
        {
            // The page was left.
        }
        catch (AccessDeniedException refused)
        {
            await DispatchExceptionAsync(refused);
        }
    }

    private async Task ShowAgainAsync()
    {
        await ReadAsync();
        StateHasChanged();
    }
}
