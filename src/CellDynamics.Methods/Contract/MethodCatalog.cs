using CellDynamics.Data.Annotated;
using CellDynamics.Methods.MetaFlowMatching;
using CellDynamics.Methods.MultiMarginalBridge;
using CellDynamics.Methods.Staged;

namespace CellDynamics.Methods.Contract;

/// <summary>Every method of the application. Adding one is adding a line here.</summary>
public static class MethodCatalog
{
    public static readonly IReadOnlyList<IInferenceMethod> All = [new MultiMarginalBridgeMethod(), new MetaFlowMatchingMethod(), new StagedMethod()];

    /// <exception cref="KeyNotFoundException">No method has this id; the message lists those there are.</exception>
    public static IInferenceMethod Find(string id) =>
        All.FirstOrDefault(method => method.Descriptor.Id == id)
        ?? throw new KeyNotFoundException($"There is no method \"{id}\". {NearestName.Advice(id, [.. All.Select(m => m.Descriptor.Id)])}");
}
