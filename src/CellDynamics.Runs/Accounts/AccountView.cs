namespace CellDynamics.Runs.Accounts;

/// <summary>An account as administrators see it, without its secrets.</summary>
/// <param name="IsDisabled">May no longer sign in, until an administrator enables it.</param>
/// <param name="IsLockedOut">Too many wrong passwords a moment ago; ends by itself.</param>
/// <param name="HasAuthenticator">Is asked for a code of an app after the password.</param>
/// <param name="HasPasskey">Can sign in with a device.</param>
/// <param name="HasProvider">Has signed in through the institution's provider.</param>
/// <param name="SeenUtc">Last signed in; null: never.</param>
public sealed record AccountView(
    Guid Id, string UserName, string Email, string DisplayName, bool IsAdministrator, bool IsDisabled, bool IsLockedOut, bool HasAuthenticator, bool HasPasskey, bool HasProvider, DateTime? SeenUtc);
