using System.CommandLine;
using CellDynamics.Data.Annotated;
using CellDynamics.Data.H5ad;
using CellDynamics.Data.Unstructured;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Simulators;

namespace CellDynamics.Cli.Verbs;

/// <summary>Cells of a system whose truth is known.</summary>
internal static class SimulateVerb
{
    public static Command Build()
    {
        Argument<string> system = Symbols.Argument("SYSTEM", $"One of {string.Join(", ", SimulatorCatalog.All.Select(s => s.Id))}.");
        Option<string> path = Symbols.Option<string>("--out", "The .h5ad file to write.", isRequired: true);
        Option<string[]> set = Symbols.Many("--set", "Setting as name=value; may be repeated.");
        Option<int> seed = Symbols.Number<int>("--seed", "Same seed, same cells.");
        var command = new Command("simulate", "Write cells of a system with known truth.") { system, path, set, seed };
        command.SetAction(parsed => ErrorBoundary.Run(() =>
        {
            ISimulator simulator = SimulatorCatalog.Find(parsed.GetRequiredValue(system));
            MethodParameters settings = ParameterSchema.Of(simulator.ParameterType).Parse(Assignments.Read(parsed.GetRequiredValue(set)));
            SimulatedData data = simulator.Simulate(settings, parsed.GetValue(seed));
            H5adWriter.Write(parsed.GetRequiredValue(path), Content(simulator, data, parsed.GetValue(seed)));
            Console.Out.WriteLine($"{parsed.GetRequiredValue(path)}: {data.Values.Rows} cells, {data.Genes.Length} genes");
            return ExitCode.Done;
        }));
        return command;
    }

    private static H5adContent Content(ISimulator simulator, SimulatedData data, int seed) => new()
    {
        Obs = DataFrame.Numbered("cell_", data.Values.Rows) with { Columns = data.Annotations },
        Var = new DataFrame("_index", data.Genes, []),
        X = new MemoryMatrix(data.Values),
        Obsm = data.Positions is null ? new Dictionary<string, DenseMatrix>() : new Dictionary<string, DenseMatrix> { ["spatial"] = data.Positions },
        Uns = new UnsGroup(new Dictionary<string, UnsNode>
        {
            ["simulator"] = new UnsText(simulator.Id),
            ["seed"] = new UnsNumber(seed),
            ["truth"] = new UnsGroup(data.Truth.Select(pair => KeyValuePair.Create(pair.Key, (UnsNode)new UnsNumber(pair.Value)))
                .Concat(data.TruthTables.Select(pair => KeyValuePair.Create(pair.Key, (UnsNode)UnsArray.Of(pair.Value)))).ToDictionary()),
        }),
    };
}
