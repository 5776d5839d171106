namespace CellDynamics.Runs.Model;

public enum AuditAction { SignedIn, SignInFailed, SignedOut, Viewed, Downloaded, Uploaded, Submitted, Cancelled, Shared, Withdrawn, Changed, Deleted, Denied }

/// <summary>Who did what when. Rows are only ever added: the database itself refuses to change or delete them.</summary>
public sealed class AuditRecord
{
    public long Id { get; set; }

    public DateTime AtUtc { get; set; }

    /// <summary>Null for the instance itself, for viewer links and for people who are not signed in.</summary>
    public Guid? AccountId { get; set; }

    /// <summary>The name at that time: accounts may be renamed or deleted later.</summary>
    public required string Account { get; set; }

    public AuditAction Action { get; set; }

    public Guid? ProjectId { get; set; }

    /// <summary>What it was done to: <c>dataset</c>, <c>run</c>, <c>project</c>, <c>account</c>, <c>instance</c>.</summary>
    public required string Kind { get; set; }

    public Guid? TargetId { get; set; }

    /// <summary>Name of the target and what changed, in words; never a secret.</summary>
    public string Detail { get; set; } = "";

    /// <summary>Network address it came from; empty for the instance itself.</summary>
    public string Address { get; set; } = "";
}
