using CellDynamics.Data.Annotated;

namespace CellDynamics.Methods.Simulators;

/// <summary>Every system with known truth. Adding one is adding a line here.</summary>
public static class SimulatorCatalog
{
    public static readonly IReadOnlyList<ISimulator> All = 
    [
        new LotkaVolterraSimulator(), new RepressilatorSimulator(), new BranchingSimulator(), new OrganoidLikeSimulator(), new SpatialHillSimulator(), new CoupledRepressilatorsSimulator(), new BoolOde.BoolOdeSimulator(),
    ];

    /// <exception cref="KeyNotFoundException">No system has this name; the message lists those there are.</exception>
    public static ISimulator Find(string id) =>
        All.FirstOrDefault(simulator => simulator.Id == id)
        ?? throw new KeyNotFoundException($"There is no system \"{id}\". {NearestName.Advice(id, [.. All.Select(s => s.Id)])}");
}
