using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Integration;

namespace CellDynamics.Methods.Simulators;

/// <summary>A system with known truth that writes cells as an experiment would: unpaired, since measuring destroys them.</summary>
public interface ISimulator
{
    /// <summary>Kebab-case, never changes.</summary>
    string Id { get; }

    /// <summary>One sentence.</summary>
    string Summary { get; }

    /// <summary>The record of its settings.</summary>
    Type ParameterType { get; }

    SimulatedData Simulate(MethodParameters parameters, int seed);
}

/// <summary>A system whose cells move in time.</summary>
public interface IDynamicSimulator : ISimulator
{
    /// <summary>The drift that moves its cells: the truth that a method would ideally find.</summary>
    Drift DriftOf(MethodParameters parameters);
}

/// <summary>Simulated cells with their truth.</summary>
/// <param name="Values">Cells × genes, <c>[cells, genes]</c>.</param>
/// <param name="Genes">Names, <c>[genes]</c>.</param>
/// <param name="Annotations">Columns of <c>obs</c>: the time, or the condition and the donor.</param>
/// <param name="Truth">What it was made with, name → value.</param>
public sealed record SimulatedData(DenseMatrix Values, string[] Genes, IReadOnlyList<DataColumn> Annotations, IReadOnlyDictionary<string, double> Truth)
{
    /// <summary>Where the cells are, <c>[cells, 2]</c>, null where the system has no space: <c>obsm/spatial</c>.</summary>
    public DenseMatrix? Positions { get; init; }

    /// <summary>Parts of the truth that are matrices, name → value.</summary>
    public IReadOnlyDictionary<string, DenseMatrix> TruthTables { get; init; } = new Dictionary<string, DenseMatrix>();
}
