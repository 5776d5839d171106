using System.Globalization;
using System.Runtime.CompilerServices;
using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Integration;
using CellDynamics.Methods.Networks;
using CellDynamics.Methods.Simulators;

namespace CellDynamics.Methods.Tests.Contract;

/// <summary>A method with settings and cells it can work on. Every method is tried with every choice a person can make in its form.</summary>
internal sealed record ContractCase(IInferenceMethod Method, IReadOnlyDictionary<string, string> Settings)
{
    /// <summary>Settings that keep a test in seconds; of these a method takes what it has.</summary>
    private static readonly Dictionary<string, Dictionary<string, string>> SmallOf = new()
    {
        ["sbirr"] = new() { ["rounds"] = "3", ["steps"] = "5" },
        ["mfm"] = new() { ["steps"] = "120", ["flow-width"] = "16", ["encoder-width"] = "8", ["fourier-features"] = "8", ["batch-cells"] = "8", ["neighbours"] = "3", ["solver-steps"] = "4" },
        ["staged"] = new() { ["members"] = "2", ["slope-steps"] = "100", ["path-steps"] = "40", ["horizon"] = "3" },
    };

    private Dictionary<string, string> Small => SmallOf[Method.Descriptor.Id];

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

    /// <summary>The same choices at nearly that size, but ended early where a person would wait for minutes.</summary>
    public ContractCase InSeconds => Answers switch
    {
        "treatments" => AsItComes with { Settings = new Dictionary<string, string>(AsItComes.Settings) { ["steps"] = "200" } },
        "networks" => AsItComes with { Settings = new Dictionary<string, string>(AsItComes.Settings) { ["members"] = "2", ["slope-steps"] = "300", ["path-steps"] = "100" } },
        _ => AsItComes,
    };

    /// <summary><c>trajectories</c>, <c>treatments</c> or <c>networks</c>: what its models can be asked.</summary>
    public string Answers => Method.Descriptor.Needs is { NeedsCondition: true } ? "treatments" : Method.Descriptor.Needs.NeedsTracks ? "networks" : "trajectories";

    public MethodParameters Parameters => ParameterSchema.Of(Method.Descriptor).Parse(Settings);

    public MethodResult Run(PopulationSet populations, RunContext context) => Method.Run(populations, Parameters, context);

    /// <summary>Cells of the system that a choice names; otherwise cells that decide between two fates. For methods that answer treatments: control and treated cells of half as many donors and one more. For networks: a tissue that is followed.</summary>
    public PopulationSet Sample(int cells, int snapshots)
    {
        if (Answers == "treatments")
            return Treated(cells, Math.Max(2, snapshots / 2 + 1));
        if (Answers == "networks")
            return Followed(cells, snapshots);
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
        Dictionary<string, string> sizes = SmallOf[method.Id];
        string small = string.Concat(fields.Where(f => sizes.ContainsKey(f.Name)).Select(f => $" {f.Name}={sizes[f.Name]}"));
        yield return method.Id + small;
        foreach (ParameterField field in fields.Where(f => f.Kind == "choice"))
        {
            foreach (string choice in field.Choices.Where(c => c != field.Default))
                yield return $"{method.Id}{small} {field.Name}={choice}";
        }
    }

    /// <summary>Two kinds of cells in a mix of each donor's own; the treatment moves one kind, and the more the more there is of it, <c>[cells, 3]</c>.</summary>
    private static PopulationSet Treated(int cells, int donors)
    {
        Population Population(int donor, bool isTreated)
        {
            var random = new RandomStream(1, donor, isTreated ? 1 : 0);
            double share = (donor + 1.0) / (donors + 1);
            var states = new DenseMatrix(cells, 3);
            string?[] types = new string?[cells];
            for (int i = 0; i < cells; i++)
            {
                bool isFirst = i < share * cells;
                types[i] = isFirst ? "first" : "second";
                for (int k = 0; k < 3; k++)
                    states[i, k] = 0.5 * random.NextNormal() + (isFirst && k == 0 ? 3 : 0) + (isTreated && isFirst && k == 1 ? 2 * share : 0);
            }
            int first = (2 * donor + (isTreated ? 1 : 0)) * cells;
            return new Population(0, isTreated ? "drug" : "control", states, [.. Enumerable.Range(first, cells)]) { Condition = isTreated ? "drug" : "control", Donor = $"donor {donor + 1}", CellTypes = types };
        }
        return new PopulationSet([.. Enumerable.Range(0, donors).SelectMany(donor => new[] { Population(donor, false), Population(donor, true) })], "", "X") { Control = "control" };
    }

    /// <summary>A tissue of at least so many cells, followed for four times as many stored steps.</summary>
    private static PopulationSet Followed(int cells, int snapshots) => new([], "", "X")
    {
        Network = new NetworkInput(
            SpatialHillSystem.Draw(1).Simulate(new SpatialHillSettings { Side = (int)Math.Ceiling(Math.Sqrt(cells)), Stored = 4 * snapshots }, 1), SpatialHillSystem.Candidates),
    };

    /// <summary>How mature a cell is and to which side it leans, <c>[cells, 2]</c>.</summary>
    private static DenseMatrix Sides(SimulatedData data)
    {
        double[][] columns = [.. data.Annotations.Where(c => c.Name is "true_maturity" or "true_side").Select(c => c.Numbers!)];
        return new DenseMatrix(columns[0].Length, 2, [.. columns[0].Zip(columns[1], (u, v) => new[] { u, v }).SelectMany(pair => pair)]);
    }
}
