using CellDynamics.Runs.Model;
using CellDynamics.Web.Accounts;
using CellDynamics.Web.Hosting;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;

namespace CellDynamics.Web.Components.Account;

/// <summary>What the pages of accounts share. They are rendered once for each request, with the request at hand.</summary>
public abstract class AccountPage : ComponentBase
{
    [CascadingParameter] public HttpContext Http { get; set; } = null!;

    [SupplyParameterFromQuery] public string? ReturnUrl { get; set; }

    [Inject] protected AccountSignIn SignIn { get; set; } = null!;

    [Inject] protected UserManager<AccountRecord> Users { get; set; } = null!;

    [Inject] protected AccountsOptions Options { get; set; } = null!;

    [Inject] protected AccountJournal Journal { get; set; } = null!;

    [Inject] protected SignInLimiter Limiter { get; set; } = null!;

    [Inject] protected NavigationManager Navigation { get; set; } = null!;

    /// <summary>What went wrong, for the person; null: nothing did.</summary>
    protected string? Problem { get; set; }

    /// <summary>What was done, for the person.</summary>
    protected string? Done { get; set; }

    /// <summary>The signed-in person's account; of pages that require one.</summary>
    protected AccountRecord Me { get; private set; } = null!;

    protected bool HasPassword => Me.PasswordHash is not null;

    /// <summary>Pages about the signed-in person call it first.</summary>
    protected async Task LoadMeAsync() => Me = await Users.GetUserAsync(Http.User) ?? throw new InvalidOperationException("Expected the account of the signed-in person, found none.");

    /// <summary>Asks again for the password before something that a stranger at an unlocked screen must not do.</summary>
    protected async Task<bool> IsReallyMeAsync(string? password)
    {
        if (!HasPassword)
            return true;
        Problem = Limiter.Refuse(Http, Me.Id.ToString());
        if (Problem is not null)
            return false;
        if ((await SignIn.CheckPasswordSignInAsync(Me, password ?? "", lockoutOnFailure: true)).Succeeded)
            return true;
        await Journal.AddFailureAsync(Me, "wrong password at a change of how to sign in");
        Problem = "The present password is not right.";
        return false;
    }

    protected bool Take(IdentityResult result)
    {
        if (!result.Succeeded)
            Problem = string.Join(' ', result.Errors.Select(error => error.Description));
        return result.Succeeded;
    }

    protected void GoTo(string address) => Navigation.NavigateTo(address);
}
