namespace CellDynamics.Methods.Tests.Contract;

/// <summary>Tests that count tensors or measure time: no other test may run beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class RunAlone
{
    public const string Name = "alone";
}
