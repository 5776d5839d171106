using CellDynamics.Methods.Contract;
using CellDynamics.Runs.Model;

namespace CellDynamics.Web.Features.TreatmentData;

/// <summary>Which analyses compare treatments, and so which page shows them.</summary>
public static class TreatmentMethod
{
    private static readonly HashSet<string> Ids = [.. MethodCatalog.All.Where(method => method.Descriptor.Needs.NeedsCondition).Select(method => method.Descriptor.Id)];

    public static bool IsOf(RunRecord run) => Ids.Contains(run.Method);

    /// <summary>Where a person sees the result of a run, or how it stands while there is none.</summary>
    public static string AddressOf(RunRecord run) => run.Status != RunStatus.Succeeded ? $"analyses/{run.Id}" : IsOf(run) ? $"treatments/{run.Id}" : $"trajectories/{run.Id}";
}
