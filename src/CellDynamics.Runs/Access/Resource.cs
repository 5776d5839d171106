namespace CellDynamics.Runs.Access;

public enum ResourceKind { Project, Dataset, Run }

/// <summary>Something that belongs to a project.</summary>
public sealed record Resource(ResourceKind Kind, Guid Id)
{
    public static Resource Project(Guid id) => new(ResourceKind.Project, id);

    public static Resource Dataset(Guid id) => new(ResourceKind.Dataset, id);

    public static Resource Run(Guid id) => new(ResourceKind.Run, id);
}
