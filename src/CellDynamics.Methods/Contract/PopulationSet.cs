using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Networks;

namespace CellDynamics.Methods.Contract;

/// <summary>What a method works on: populations in one representation, ordered by time.</summary>
/// <param name="Populations">Ordered by time; at least one.</param>
/// <param name="TimeUnit">Such as <c>"h"</c> or <c>"d"</c>; empty when the data does not say.</param>
/// <param name="Representation">Key of the coordinates: <c>X_pca</c>, <c>X</c>, or an <c>obsm</c> key.</param>
public sealed record PopulationSet(IReadOnlyList<Population> Populations, string TimeUnit, string Representation)
{
    /// <summary>The condition that means untreated; null in a study without conditions.</summary>
    public string? Control { get; init; }

    /// <summary>Genes of the same cells through time; null where a method does not ask for them.</summary>
    public NetworkInput? Network { get; init; }

    public int Dimensions => Populations[0].States.Columns;

    public IEnumerable<double> Times => Populations.Select(population => population.Time);

    /// <summary>All cells of a time, whatever their condition or donor, <c>[cells, dims]</c>.</summary>
    public DenseMatrix StatesAt(double time)
    {
        DenseMatrix[] parts = [.. Populations.Where(population => population.Time == time).Select(population => population.States)];
        return parts.Length == 1 ? parts[0] : new DenseMatrix(parts.Sum(part => part.Rows), Dimensions, [.. parts.SelectMany(part => part.Values)]);
    }

    /// <summary>The set without the populations of the given time.</summary>
    public PopulationSet Without(double time) =>
        this with { Populations = [.. Populations.Where(population => population.Time != time)] };

    /// <summary>The set without the populations of the given donors.</summary>
    public PopulationSet WithoutDonors(IReadOnlyCollection<string> donors) =>
        this with { Populations = [.. Populations.Where(population => population.Donor is null || !donors.Contains(population.Donor))] };
}
