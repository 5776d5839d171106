using CellDynamics.Runs.Model;
using CellDynamics.Web.Components.Patterns;
using Microsoft.AspNetCore.Components;

namespace CellDynamics.Web.Components.Account;

/// <summary>A page about the signed-in person's own account, which is at hand before anything of the page is shown.</summary>
public abstract class OwnAccountPage : AccountPage
{
    protected AccountRecord Me { get; private set; } = null!;

    protected bool HasPassword => Me.PasswordHash is not null;

    /// <summary>How many recovery codes are left, and what to do while there are still some.</summary>
    protected static string CodesLeft(int left) => $"{Amounts.Of(left, "recovery code")} left{(left <= FewCodes ? ": make new ones before you need them" : "")}";

    public override async Task SetParametersAsync(ParameterView parameters)
    {
        parameters.SetParameterProperties(this); // The view itself is not for use after the wait.
        Me ??= await Users.GetUserAsync(Http.User) ?? throw new InvalidOperationException("Expected the account of the signed-in person, found none.");
        await base.SetParametersAsync(ParameterView.Empty);
    }

    /// <summary>Asks again for the password before something that a stranger at an unlocked screen must not do.</summary>
    protected async Task<bool> IsReallyMeAsync(string? password)
    {
        if (!HasPassword)
            return true;
        Problem = Limiter.Refuse(Http, Me.Id.ToString());
        if (Problem is not null)
            return false;
        Microsoft.AspNetCore.Identity.SignInResult found = await SignIn.CheckPasswordSignInAsync(Me, password ?? "", lockoutOnFailure: true);
        if (found.Succeeded)
            return true;
        // A stranger may have tried: then the right one does not help either for a while.
        await Journal.AddFailureAsync(Me, found.IsLockedOut ? "locked after too many tries, at a change of how to sign in" : "wrong password at a change of how to sign in");
        Problem = found.IsLockedOut ? "There were too many wrong passwords, and the account rests for a quarter of an hour. Try again then." : "The present password is not right.";
        return false;
    }
}
