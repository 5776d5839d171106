namespace CellDynamics.Runs.Access;

/// <summary>On whose behalf something is asked: a person, the holder of a viewer link, or the instance itself.</summary>
/// <param name="AccountId">Null without accounts, for links, and for the instance itself.</param>
/// <param name="Name">Shown in the audit log.</param>
/// <param name="IsTrusted">Everything is allowed: the only person of an instance without accounts, and the instance itself.</param>
/// <param name="Link">The viewer link it came by.</param>
/// <param name="Address">Network address; empty for the instance itself.</param>
public sealed record Caller(Guid? AccountId, string Name, bool IsTrusted = false, Guid? Link = null, string Address = "")
{
    /// <summary>Came by a viewer link, and is nobody else.</summary>
    public bool IsVisitor => Link is not null && AccountId is null;

    /// <summary>The person at this machine, on an instance without accounts.</summary>
    public static Caller Local { get; } = new(null, "This machine", IsTrusted: true);

    /// <summary>Work that nobody asked for at this moment: checks, retention, examples.</summary>
    public static Caller Instance { get; } = new(null, "CellDynamics", IsTrusted: true);

    /// <summary>Nobody that is known.</summary>
    public static Caller Anonymous { get; } = new(null, "not signed in");

    public static Caller Of(Guid accountId, string name, string address = "") => new(accountId, name, Address: address);

    public static Caller ByLink(Guid link, string address = "") => new(null, "viewer link", Link: link, Address: address);
}
