using System.Globalization;
using System.Runtime.CompilerServices;
using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Simulators;

namespace CellDynamics.Methods.Tests.Contract;

/// <summary>A method with settings and cells it can work on. Every method is tried with every choice a person can make in its form.</summary>
internal sealed record ContractCase(IInferenceMethod Method, IReadOnlyDictionary<string, string> Settings)
{
    /// <summary>Settings that keep a test in seconds; of these a method takes what it has.</summary>
    private static readonly Dictionary<string, string> Small = new() { ["rounds"] = "3", ["steps"] = "5" };

    public static TheoryData<string> Names => [.. MethodCatalog.All.SelectMany(method => NamesOf(method.Descriptor))];

    /// <summary>Methods as they come.</summary>
    public static TheoryData<string> Ids => [.. MethodCatalog.All.Select(method => method.Descriptor.Id)];

    public static ContractCase Of(string name)
    {
        string[] parts = name.Split(' ');
        return new ContractCase(MethodCatalog.Find(parts[0]), parts.Skip(1).Select(part => part.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]));
    }

    /// <summary>The same choices at the size a person would start with.</summary>
    public ContractCase AsItComes => this with { Settings = Settings.Where(pair => !Small.ContainsKey(pair.Key)).ToDictionary() };

    public MethodParameters Parameters => ParameterSchema.Of(Method.Descriptor).Parse(Settings);

    public MethodResult Run(PopulationSet populations, RunContext context) => Method.Run(populations, Parameters, context);

    /// <summary>Cells of the system that a choice names; otherwise cells that decide between two fates.</summary>
    public PopulationSet Sample(int cells, int snapshots)
    {
        ISimulator simulator = SimulatorCatalog.All.FirstOrDefault(s => Settings.Values.Contains(s.Id)) ?? new BranchingSimulator();
        MethodParameters size = ParameterSchema.Of(simulator.ParameterType).Parse(
            new Dictionary<string, string> { ["cells"] = $"{cells}", ["snapshots"] = $"{snapshots}" });
        SimulatedData data = simulator.Simulate(size, 1);
        DenseMatrix states = simulator is BranchingSimulator ? Sides(data) : data.Values;
        return new PopulationSet([.. Enumerable.Range(0, snapshots).Select(Population)], "d", "X");

        Population Population(int t)
        {
            int[] rows = [.. Enumerable.Range(t * cells, cells)];
            return new Population(1.5 * t, string.Create(CultureInfo.InvariantCulture, $"day {1.5 * t}"), states.SelectRows(rows), rows);
        }
    }

    /// <summary>The repository, from where this file was compiled.</summary>
    public static string Repository([CallerFilePath] string thisFile = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "..", "..", ".."));

    private static IEnumerable<string> NamesOf(MethodDescriptor method)
    {
        IReadOnlyList<ParameterField> fields = ParameterSchema.Of(method).Fields;
        string small = string.Concat(fields.Where(f => Small.ContainsKey(f.Name)).Select(f => $" {f.Name}={Small[f.Name]}"));
        yield return method.Id + small;
        foreach (ParameterField field in fields.Where(f => f.Kind == "choice"))
        {
            foreach (string choice in field.Choices.Where(c => c != field.Default))
                yield return $"{method.Id}{small} {field.Name}={choice}";
        }
    }

    /// <summary>How mature a cell is and to which side it leans, <c>[cells, 2]</c>.</summary>
    private static DenseMatrix Sides(SimulatedData data)
    {
        double[][] columns = [.. data.Annotations.Where(c => c.Name is "true_maturity" or "true_side").Select(c => c.Numbers!)];
        return new DenseMatrix(columns[0].Length, 2, [.. columns[0].Zip(columns[1], (u, v) => new[] { u, v }).SelectMany(pair => pair)]);
    }
}
