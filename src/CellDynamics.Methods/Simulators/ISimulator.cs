using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Integration;

namespace CellDynamics.Methods.Simulators;

/// <summary>A system with known truth that writes snapshots as an experiment would: unpaired cells at a few times.</summary>
public interface ISimulator
{
    /// <summary>Kebab-case, never changes.</summary>
    string Id { get; }

    /// <summary>One sentence.</summary>
    string Summary { get; }

    /// <summary>The record of its settings.</summary>
    Type ParameterType { get; }

    /// <summary>The drift that moves its cells: the truth that a method would ideally find.</summary>
    Drift DriftOf(MethodParameters parameters);

    SimulatedData Simulate(MethodParameters parameters, int seed);
}

/// <summary>Simulated cells with their truth.</summary>
/// <param name="Values">Cells × genes, <c>[cells, genes]</c>.</param>
/// <param name="Genes">Names, <c>[genes]</c>.</param>
/// <param name="Annotations">Columns of <c>obs</c>, the time among them.</param>
/// <param name="Truth">What it was made with, name → value.</param>
public sealed record SimulatedData(DenseMatrix Values, string[] Genes, IReadOnlyList<DataColumn> Annotations, IReadOnlyDictionary<string, double> Truth);
