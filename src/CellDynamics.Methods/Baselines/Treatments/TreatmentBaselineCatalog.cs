namespace CellDynamics.Methods.Baselines.Treatments;

/// <summary>Every simpler guess that a treatment model is compared with. Adding one is adding a line here.</summary>
public static class TreatmentBaselineCatalog
{
    public static readonly IReadOnlyList<ITreatmentBaseline> All = 
    [
        new NoChange(), new MeanShift(), new PooledTreated(), new FlowWithoutCode(), new OneHotFlow(), new ConvexTransport(),
    ];
}
