using CellDynamics.Methods.Networks;

namespace CellDynamics.Methods.Baselines.Networks;

/// <summary>Every simpler guess that a model of gene networks is compared with. Adding one is adding a line here.</summary>
public static class NetworkBaselineCatalog
{
    /// <summary>Those that say how genes go on: what every run is tested beside.</summary>
    public static readonly IReadOnlyList<INetworkBaseline> Foretelling = [new NoGeneChange(), new SameChangeAgain(), new RidgeRates(hearsSignals: false), new RidgeRates(hearsSignals: true), new ForestRates()];

    public static readonly IReadOnlyList<INetworkBaseline> All = [.. Foretelling, new GeneCorrelation(), new PartialCorrelation(), new Genie3()];
}
