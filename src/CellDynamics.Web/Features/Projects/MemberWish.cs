using CellDynamics.Runs.Model;

namespace CellDynamics.Web.Features.Projects;

/// <summary>A member as an owner wants it.</summary>
/// <param name="Login">E-mail address or user name.</param>
/// <param name="Role">What it may do.</param>
/// <param name="Until">End of a guest's stay; null for members who stay.</param>
public sealed record MemberWish(string Login, ProjectRole Role, DateTime? Until);

/// <summary>What members of a group of the institution's provider are here.</summary>
public sealed record GroupWish(string Group, ProjectRole Role);
