namespace CellDynamics.Runs.Model;

/// <summary>What a member of a project may do; each includes the ones before it.</summary>
public enum ProjectRole
{
    /// <summary>Looks and downloads.</summary>
    Viewer,

    /// <summary>Uploads, analyses, deletes.</summary>
    Analyst,

    /// <summary>Decides who is a member and shares.</summary>
    Owner,
}

/// <summary>A person's place in a project.</summary>
public sealed class MembershipRecord
{
    public Guid ProjectId { get; set; }

    public Guid AccountId { get; set; }

    public AccountRecord? Account { get; set; }

    public ProjectRole Role { get; set; }

    /// <summary>End of a guest's stay; null for members who stay.</summary>
    public DateTime? UntilUtc { get; set; }

    /// <summary>Given by a group of the institution's provider, and taken away with it at the next sign-in.</summary>
    public bool IsFromGroup { get; set; }
}

/// <summary>Members of a group at the institution's provider have this role in a project.</summary>
public sealed class GroupGrantRecord
{
    public Guid ProjectId { get; set; }

    /// <summary>Value of the provider's group claim.</summary>
    public required string Group { get; set; }

    public ProjectRole Role { get; set; }
}
