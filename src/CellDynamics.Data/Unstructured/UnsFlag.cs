namespace CellDynamics.Data.Unstructured;

/// <summary>Yes or no.</summary>
public sealed record UnsFlag(bool Value) : UnsNode
{
    public override string Description => "a yes or no";
}
