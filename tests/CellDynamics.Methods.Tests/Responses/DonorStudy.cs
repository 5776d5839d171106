using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Integration;
using CellDynamics.Methods.Responses;

namespace CellDynamics.Methods.Tests.Responses;

/// <summary>Donors whose control cells are standard normal and whose treated cells are moved by what a test says.</summary>
internal sealed record DonorStudy
{
    public int Donors { get; init; } = 4;

    public int Cells { get; init; } = 60;

    public int Dims { get; init; } = 3;

    public int Seed { get; init; } = 1;

    public IReadOnlyList<string> Treatments { get; init; } = ["drug"];

    /// <summary>Of cell i of a population under a condition; null in a study without cell types.</summary>
    public Func<string, int, string?>? TypeOf { get; init; }

    /// <summary>How far a treated cell of a donor moves along the first dimension.</summary>
    public Func<string, int, string?, double> Shift { get; init; } = (_, _, _) => 0;

    /// <summary>Whether a donor has cells under a condition.</summary>
    public Func<string, int, bool> Has { get; init; } = (_, _) => true;

    public PopulationSet Set()
    {
        List<Population> populations = [];
        int next = 0;
        for (int donor = 0; donor < Donors; donor++)
        {
            for (int c = 0; c <= Treatments.Count; c++)
            {
                string condition = c == 0 ? "control" : Treatments[c - 1];
                if (!Has(condition, donor))
                    continue;
                var states = new DenseMatrix(Cells, Dims);
                new RandomStream(Seed, donor, c).FillNormal(states.Values);
                string?[]? types = TypeOf is null ? null : [.. Enumerable.Range(0, Cells).Select(i => TypeOf(condition, i))];
                for (int i = 0; i < Cells && c > 0; i++)
                    states[i, 0] += Shift(condition, donor, types?[i]);
                populations.Add(new Population(0, condition, states, [.. Enumerable.Range(next, Cells)]) { Condition = condition, Donor = $"donor {donor}", CellTypes = types });
                next += Cells;
            }
        }
        return new PopulationSet(populations, "", "X") { Control = "control" };
    }

    /// <summary>The coordinates themselves as markers.</summary>
    public static MarkerTable Markers(PopulationSet set)
    {
        int dims = set.Dimensions;
        float[] values = new float[(set.Populations.Max(p => p.Cells.Max()) + 1) * dims];
        foreach (Population population in set.Populations)
            for (int i = 0; i < population.Count; i++)
                for (int d = 0; d < dims; d++)
                    values[population.Cells[i] * dims + d] = (float)population.States[i, d];
        return new MarkerTable([.. Enumerable.Range(0, dims).Select(d => $"marker {d}")], values);
    }

    public static ResponseStatistics Analyse(PopulationSet set, int seed = 0) => ResponseAnalysis.Of(set, Markers(set), seed);

    public ResponseStatistics Analyse() => Analyse(Set());
}
