namespace CellDynamics.Data.Unstructured;

/// <summary>A node of <c>uns</c>, the free part of an AnnData file: text, number, array, sparse matrix or a group of these.</summary>
public abstract record UnsNode
{
    private protected UnsNode() { }

    /// <summary>What it is, for messages: "text", "a 3 × 4 array".</summary>
    public abstract string Description { get; }
}
