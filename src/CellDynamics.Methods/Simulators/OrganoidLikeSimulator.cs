using System.ComponentModel.DataAnnotations;
using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Treatments;

namespace CellDynamics.Methods.Simulators;

/// <summary>A drug screen of many donors whose cells respond the more according to the composition of their population, the larger s is.</summary>
/// <remarks>
/// Three cell types in D dimensions, mixed per population by π ~ Dirichlet(1, 1, 1). Treatment c moves a cell of type k by
/// a_ck + s B_c (π − ⅓) + ½ s tanh(z) u_c + 0.2 N(0, I), z the z-scored local density (inverse distance to the tenth neighbour) in its population.
/// At s = 0 nothing about the population helps a prediction. Treated cells are drawn on their own: measuring destroys a cell. Every
/// population has two replicates of the same π.
/// </remarks>
public sealed class OrganoidLikeSimulator : ISimulator
{
    /// <summary>The condition that means untreated.</summary>
    public const string Control = "control";

    public string Id => "organoid-like";

    public string Summary => "Forty donors under six treatments, each response shaped by the donor's mix of three cell types.";

    public Type ParameterType => typeof(OrganoidLikeSettings);

    public SimulatedData Simulate(MethodParameters parameters, int seed)
    {
        var s = (OrganoidLikeSettings)parameters;
        OrganoidSystem system = OrganoidSystem.Draw(s, seed);
        Population[] populations = [.. system.Populations()];
        DataColumn[] annotations =
        [
            DataColumn.OfCategories("donor", Each(populations, p => p.Donor)),
            DataColumn.OfCategories("replicate", Each(populations, p => p.Batch)),
            DataColumn.OfCategories("condition", Each(populations, p => p.Condition)),
            DataColumn.OfCategories("cell_type", [.. populations.SelectMany(p => p.CellTypes!)]),
        ];
        return new SimulatedData(
            DenseMatrix.Stack([.. populations.Select(p => p.States)]), [.. Enumerable.Range(1, s.Dims).Select(d => $"marker{d}")], annotations,
            new Dictionary<string, double> { ["s"] = s.Strength })
        {
            TruthTables = system.Tables,
        };
    }

    /// <summary>The same cells in memory: every treated population with the control of its donor and replicate (<see cref="Population.Batch"/>). <see cref="Population.Cells"/> are the rows that <see cref="Simulate"/> gives them.</summary>
    public static IReadOnlyList<TreatmentPair> Pairs(OrganoidLikeSettings settings, int seed)
    {
        IReadOnlyList<Population> populations = OrganoidSystem.Draw(settings, seed).Populations();
        return [.. populations.Chunk(settings.Treatments + 1).SelectMany(group => group.Skip(1).Select(treated => new TreatmentPair(group[0], treated)))];
    }

    private static string?[] Each(Population[] populations, Func<Population, string?> label) =>
        [.. populations.SelectMany(p => Enumerable.Repeat(label(p), p.Count))];
}

public sealed record OrganoidLikeSettings : MethodParameters
{
    [Display(Name = "Weight of the population, s", ShortName = "s", Description = "Larger: the response depends more on the mix of cell types; 0: not at all.")]
    [Range(0, 10)]
    public double Strength { get; init; } = 1;

    [Display(Name = "Populations", Description = "More: more donors to learn from.")]
    [Range(1, 1000)]
    public int Populations { get; init; } = 40;

    [Display(Name = "Cells per population and condition", Description = "More cells: smoother populations.")]
    [Range(12, 100_000)]
    public int Cells { get; init; } = 1000;

    [Display(Name = "Treatments", Description = "More: a larger screen.")]
    [Range(1, 100)]
    public int Treatments { get; init; } = 6;

    [Display(Name = "Markers", Description = "More: a larger panel.")]
    [Range(2, 500)]
    public int Dims { get; init; } = 10;
}
