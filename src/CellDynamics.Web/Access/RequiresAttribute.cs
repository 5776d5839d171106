using CellDynamics.Runs.Access;
using CellDynamics.Runs.Model;
using Microsoft.AspNetCore.Authorization;

namespace CellDynamics.Web.Access;

/// <summary>Who may ask, where that does not hang on a dataset, a run or a project.</summary>
public enum Standing
{
    /// <summary>A person, or the holder of a viewer link.</summary>
    Known,

    /// <summary>A person: signed in, or the only one of an instance without accounts.</summary>
    Person,

    /// <summary>A person with an account: what an instance without accounts does not have.</summary>
    Account,

    /// <summary>May manage an instance with accounts.</summary>
    Administrator,

    /// <summary>Reads the figures of the instance: an administrator, a monitor with its token, or the only person of an instance without accounts.</summary>
    Monitor,
}

/// <summary>What is written down when it was given.</summary>
public enum Trace { Nothing, View, Download }

/// <summary>What a caller has to be for this page or endpoint. One without it is shut to everybody.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class RequiresAttribute : Attribute, IAuthorizeData, IAuthorizationRequirementData, IAuthorizationRequirement
{
    /// <summary>Lets everybody through; the requirement beside it decides. Without a policy of its own the one that shuts everything would hold.</summary>
    internal const string OpenPolicy = "requires";

    public RequiresAttribute(Standing standing) => Standing = standing;

    /// <summary>At least this role in the project of what the address names.</summary>
    public RequiresAttribute(ResourceKind kind, ProjectRole least) => (Kind, Least) = (kind, least);

    public Standing Standing { get; }

    /// <summary>Null where it does not hang on one.</summary>
    public ResourceKind? Kind { get; }

    public ProjectRole Least { get; }

    /// <summary>Name of the part of the address that holds the id.</summary>
    public string Key { get; init; } = "id";

    /// <summary>The holder of a link to the run may have it too.</summary>
    public bool ByLink { get; init; }

    /// <summary>There is no such page without accounts.</summary>
    public bool NeedsAccounts { get; init; }

    public Trace Trace { get; init; }

    string? IAuthorizeData.Policy { get => OpenPolicy; set => throw new NotSupportedException(); }

    string? IAuthorizeData.Roles { get => null; set => throw new NotSupportedException(); }

    string? IAuthorizeData.AuthenticationSchemes { get => null; set => throw new NotSupportedException(); }

    public IEnumerable<IAuthorizationRequirement> GetRequirements() => [this];

    /// <summary>What the address names; null where it names nothing.</summary>
    internal Resource? ResourceIn(IEnumerable<KeyValuePair<string, object?>> route)
    {
        object? value = route.FirstOrDefault(part => part.Key.Equals(Key, StringComparison.OrdinalIgnoreCase)).Value;
        return Kind is { } kind && Guid.TryParse(value?.ToString(), out Guid id) ? new Resource(kind, id) : null;
    }
}
