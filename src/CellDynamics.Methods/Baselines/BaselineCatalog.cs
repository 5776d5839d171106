namespace CellDynamics.Methods.Baselines;

/// <summary>Every simple guess that methods are compared with. Adding one is adding a line here.</summary>
public static class BaselineCatalog
{
    public static readonly IReadOnlyList<IBaseline> All = [new Persistence(), new LinearShift(), new TransportInterpolation()];
}
