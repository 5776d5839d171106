namespace CellDynamics.Data.Unstructured;

/// <summary>A one-dimensional array of texts.</summary>
public sealed record UnsTexts(string[] Values) : UnsNode
{
    public override string Description => $"{Values.Length} texts";
}
