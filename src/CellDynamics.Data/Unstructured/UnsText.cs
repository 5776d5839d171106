namespace CellDynamics.Data.Unstructured;

/// <summary>One text.</summary>
public sealed record UnsText(string Value) : UnsNode
{
    public override string Description => "text";
}
