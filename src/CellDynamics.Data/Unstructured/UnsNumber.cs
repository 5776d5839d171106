namespace CellDynamics.Data.Unstructured;

/// <summary>One number: a whole one is written as int64, any other as float64.</summary>
public sealed record UnsNumber(double Value) : UnsNode
{
    public override string Description => "a number";
}
