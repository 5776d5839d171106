using System.Globalization;
using CellDynamics.Data.OtherFormats;

namespace CellDynamics.Cli.Benchmarks.Treatments;

/// <summary>Rows of one treatment, concentration, culture and cell type of one experiment.</summary>
/// <param name="Part">train, val or test; empty where the file does not say.</param>
/// <param name="Donor">Outer keys such as <c>pdo-21</c>; empty where there are none.</param>
/// <param name="Experiment">Number or name of the experiment within the culture; empty where there is one.</param>
/// <param name="Rows">Of the matrix.</param>
internal sealed record TrellisLeaf(string Part, string Donor, string Treatment, double Concentration, string Culture, string Experiment, string CellType, long[] Rows);

/// <summary>Flattens the nested dictionaries of a split file: [part] → [patient] → treatment → concentration → culture → cell type → rows.</summary>
/// <remarks>The level of treatments is the first whose keys hold a control; what stands above it names the part or the patient.</remarks>
internal sealed class TrellisSplits
{
    public static readonly IReadOnlyList<string> Controls = ["DMSO", "AH", "H2O"];

    private const string Layout = "[patient →] treatment → concentration → culture → cell type → row indices";
    private const int DeepestOuter = 3;
    private const int MostLeaves = 1_000_000;

    private static readonly string[] Parts = ["train", "val", "valid", "validation", "test"];

    private readonly string path;
    private readonly List<TrellisLeaf> leaves = [];

    private TrellisSplits(string path) => this.path = path;

    /// <exception cref="ArrayFileException">The pickle is refused or laid out in another way.</exception>
    public static IReadOnlyList<TrellisLeaf> Read(string path)
    {
        var splits = new TrellisSplits(path);
        splits.Outer(Map(PickleReader.Read(path)) ?? throw splits.Failure("", "something else"), []);
        return splits.leaves;
    }

    private void Outer(PickleMap map, IReadOnlyList<string> above)
    {
        if (map.Entries.Any(entry => Controls.Contains(Text(entry.Key))))
        {
            string part = above.FirstOrDefault(Parts.Contains) ?? "", donor = string.Join("/", above.Where(key => !Parts.Contains(key)));
            foreach ((object? treatment, object? value) in map.Entries)
                Treatment(new TrellisLeaf(part, donor, Text(treatment), 0, "", "", "", []), value);
            return;
        }
        if (above.Count == DeepestOuter || map.Entries.Count == 0)
            throw Failure(string.Join(" → ", above), $"no level with a control ({string.Join(", ", Controls)})");
        foreach ((object? key, object? value) in map.Entries)
            Outer(Map(value) ?? throw Failure(string.Join(" → ", above), $"no level with a control ({string.Join(", ", Controls)})"), [.. above, Text(key)]);
    }

    private void Treatment(TrellisLeaf leaf, object? value)
    {
        foreach ((object? concentration, object? cultures) in Level(leaf.Treatment, value))
            foreach ((object? culture, object? types) in Level($"{leaf.Treatment} → {Text(concentration)}", cultures))
                foreach ((object? type, object? rows) in Level($"{leaf.Treatment} → {Text(concentration)} → {Text(culture)}", types))
                    Experiments(leaf with { Concentration = Number(leaf.Treatment, concentration), Culture = Text(culture), CellType = Text(type) }, rows);
    }

    /// <summary>One list of rows, or one per experiment, numbered or named.</summary>
    private void Experiments(TrellisLeaf leaf, object? value)
    {
        if (Rows(value) is { } rows)
            Add(leaf with { Rows = rows });
        else if (value is PickleList list)
            for (int i = 0; i < list.Items.Count; i++)
                Add(leaf with { Experiment = (i + 1).ToString(CultureInfo.InvariantCulture), Rows = Rows(list.Items[i]) ?? throw Failure(Place(leaf), "something else than rows") });
        else
            foreach ((object? name, object? own) in Level(Place(leaf), value))
                Add(leaf with { Experiment = Text(name), Rows = Rows(own) ?? throw Failure(Place(leaf), "something else than rows") });
    }

    private void Add(TrellisLeaf leaf)
    {
        if (leaves.Count == MostLeaves)
            throw Failure(Place(leaf), $"more than {MostLeaves} populations");
        leaves.Add(leaf);
    }

    private static long[]? Rows(object? value) => value switch
    {
        PickleArray array => array.Values,
        PickleList list when list.Items.All(item => item is long) => [.. list.Items.Select(item => (long)item!)],
        _ => null,
    };

    private IReadOnlyList<KeyValuePair<object?, object?>> Level(string place, object? value) => Map(value)?.Entries ?? throw Failure(place, "no dictionary");

    private double Number(string treatment, object? key) => key switch
    {
        long whole => whole,
        double real => real,
        string text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) => number,
        _ => throw new ArrayFileException(path, treatment, "concentrations as numbers", $"'{Text(key)}'", "Only the highest concentration is used, so they must have an order."),
    };

    private static PickleMap? Map(object? value) => value as PickleMap;

    private static string Text(object? key) => Convert.ToString(key, CultureInfo.InvariantCulture) ?? "";

    private static string Place(TrellisLeaf leaf) => $"{leaf.Treatment} → {Text(leaf.Concentration)} → {leaf.Culture} → {leaf.CellType}";

    private ArrayFileException Failure(string place, string found) => new(path, place, $"dictionaries {Layout}", found, "Use the split files that were published with the matrix.");
}
