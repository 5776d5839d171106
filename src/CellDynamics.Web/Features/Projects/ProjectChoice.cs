using CellDynamics.Runs.Access;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Projects;

namespace CellDynamics.Web.Features.Projects;

/// <summary>The project that a person of several works in at the moment, as long as the page stands open. Without accounts there is nothing to choose.</summary>
public sealed class ProjectChoice(ProjectDesk desk, CallerContext context)
{
    /// <summary>Null: all of them.</summary>
    public Guid? Chosen { get; set; }

    /// <summary>By name; empty without accounts.</summary>
    /// <param name="least">What the person has to be in them.</param>
    public async Task<IReadOnlyList<ProjectRecord>> ListAsync(ProjectRole least) => context.Caller.IsTrusted ? [] : await desk.ListAsync(least, CancellationToken.None);

    public bool Shows(Guid project) => Chosen is null || Chosen == project;
}
