namespace CellDynamics.Data.Unstructured;

/// <summary>Named nodes. Names hold no <c>/</c>: HDF5 would make groups of them.</summary>
public sealed record UnsGroup(IReadOnlyDictionary<string, UnsNode> Children) : UnsNode
{
    public override string Description => $"a group of {Children.Count}";

    /// <summary>The node at a path below this group; null where there is none.</summary>
    public UnsNode? Find(string path)
    {
        UnsNode? node = this;
        foreach (string part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
            node = (node as UnsGroup)?.Children.GetValueOrDefault(part);
        return node;
    }
}
