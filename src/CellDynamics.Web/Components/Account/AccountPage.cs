using CellDynamics.Runs;
using CellDynamics.Runs.Model;
using CellDynamics.Web.Accounts;
using CellDynamics.Web.Hosting;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;

namespace CellDynamics.Web.Components.Account;

/// <summary>What the pages of accounts share. They are rendered once for each request, with the request at hand.</summary>
public abstract class AccountPage : ComponentBase
{
    /// <summary>Of ten recovery codes, so few that a person who has no app at hand is told.</summary>
    protected const int FewCodes = 3;

    [CascadingParameter] public HttpContext Http { get; set; } = null!;

    [SupplyParameterFromQuery] public string? ReturnUrl { get; set; }

    [Inject] protected AccountSignIn SignIn { get; set; } = null!;

    [Inject] protected UserManager<AccountRecord> Users { get; set; } = null!;

    [Inject] protected AccountsOptions Options { get; set; } = null!;

    [Inject] protected RunsOptions Runs { get; set; } = null!;

    [Inject] protected AccountJournal Journal { get; set; } = null!;

    [Inject] protected SignInLimiter Limiter { get; set; } = null!;

    [Inject] protected NavigationManager Navigation { get; set; } = null!;

    /// <summary>What went wrong, for the person; null: nothing did.</summary>
    protected string? Problem { get; set; }

    /// <summary>What was done, for the person.</summary>
    protected string? Done { get; set; }

    protected bool Take(IdentityResult result)
    {
        if (!result.Succeeded)
            Problem = string.Join(' ', result.Errors.Select(error => error.Description));
        return result.Succeeded;
    }

    protected void GoTo(string address) => Navigation.NavigateTo(address);
}
