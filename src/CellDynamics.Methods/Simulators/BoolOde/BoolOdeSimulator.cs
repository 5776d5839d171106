using System.ComponentModel.DataAnnotations;
using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Contract;

namespace CellDynamics.Methods.Simulators.BoolOde;

/// <summary>Cells of the networks that methods of network inference are measured on.</summary>
public sealed class BoolOdeSimulator : ISimulator
{
    public string Id => "boolode";

    public string Summary => "Cells of a published Boolean network made continuous: cortex, spinal cord, blood, gonad, and six synthetic ones.";

    public Type ParameterType => typeof(BoolOdeSettings);

    public SimulatedData Simulate(MethodParameters parameters, int seed)
    {
        var s = (BoolOdeSettings)parameters;
        var system = new BoolOdeSystem(BoolOdeModel.Of(s.Network));
        (DenseMatrix states, double[] times) = system.Cells(s.Cells, seed);
        return new SimulatedData(states, system.Genes, [DataColumn.OfNumbers("time", times)], new Dictionary<string, double>())
        {
            TruthTables = new Dictionary<string, DenseMatrix> { ["network"] = system.Network() },
        };
    }
}

public sealed record BoolOdeSettings : MethodParameters
{
    [Display(Name = "Network", Description = "Which published model.")]
    public BoolOdeNetwork Network { get; init; } = BoolOdeNetwork.Hsc;

    [Display(Name = "Cells", Description = "Each from a simulation of its own. Published: 2,000.")]
    [Range(2, 100_000)]
    public int Cells { get; init; } = 2000;
}
