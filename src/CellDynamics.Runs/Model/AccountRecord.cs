using Microsoft.AspNetCore.Identity;

namespace CellDynamics.Runs.Model;

/// <summary>A person who can sign in, with a password of this instance or through an institution's provider.</summary>
public sealed class AccountRecord : IdentityUser<Guid>
{
    public AccountRecord() => Id = Guid.CreateVersion7();

    /// <summary>Name shown to people.</summary>
    public string DisplayName { get; set; } = "";

    /// <summary>May manage the instance: accounts, projects, quotas, workers.</summary>
    public bool IsAdministrator { get; set; }

    /// <summary>Kept for the records, but can no longer sign in.</summary>
    public bool IsDisabled { get; set; }

    public DateTime CreatedUtc { get; set; }

    public DateTime? SeenUtc { get; set; }
}
