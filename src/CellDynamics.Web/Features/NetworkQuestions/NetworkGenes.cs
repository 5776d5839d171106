using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Networks;
using CellDynamics.Web.Components.Patterns;

namespace CellDynamics.Web.Features.NetworkQuestions;

/// <summary>Which genes a network can be made of, so that a name that is not there is said before anything runs.</summary>
public sealed class NetworkGenes
{
    private const int MostNamed = 3;

    private readonly IReadOnlyList<string> known;
    private readonly Dictionary<string, string> spelled = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> ofData;
    private readonly bool isOfPaths;

    /// <param name="ofData">Names of the genes of the dataset; empty: not known, so nothing is said of any name.</param>
    /// <param name="ofPaths">Those that finished paths can be read for; null: every gene of the dataset can be followed.</param>
    public NetworkGenes(IReadOnlyList<string> ofData, IReadOnlyList<string>? ofPaths)
    {
        this.ofData = new HashSet<string>(ofData, StringComparer.OrdinalIgnoreCase);
        (known, isOfPaths) = (ofPaths ?? ofData, ofPaths is not null);
        foreach (string name in known)
            spelled.TryAdd(name, name);
    }

    /// <summary>Names as a person types them, between commas, semicolons or lines, each once and as the data spells it.</summary>
    public IReadOnlyList<string> Parse(string text)
    {
        IEnumerable<string> typed = text.Split([',', ';', '\t', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        // A name may hold a space, but a list that was pasted is separated by them more often.
        IEnumerable<string> names = typed.SelectMany(name => spelled.ContainsKey(name) ? [name] : name.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return [.. names.Select(name => spelled.GetValueOrDefault(name, name)).Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>Why a network cannot hold these genes, or null.</summary>
    /// <param name="names">As <see cref="Parse"/> gave them.</param>
    /// <param name="most">How many genes it may hold.</param>
    public string? Problem(IReadOnlyList<string> names, int most)
    {
        if (names.Count > most)
            return $"{names.Count} genes are asked for, and the network holds at most {most}: ask for fewer, or raise Most genes.";
        if (known.Count == 0)
            return null;
        string[] unknown = [.. names.Where(name => !spelled.ContainsKey(name))];
        string more = unknown.Length > MostNamed ? $" The same holds for {Amounts.Of(unknown.Length - MostNamed, "more name")}." : "";
        return unknown.Length == 0 ? null : string.Join(' ', unknown.Take(MostNamed).Select(Why)) + more;
    }

    /// <summary>How much of a table can be used, as a sentence; empty where the genes are not known.</summary>
    public string Shared(IReadOnlyList<SignalPair> pairs) => Shared(pairs.Count(pair => Both(pair.Ligand, pair.Receptor)), "No signal will be learned");

    /// <inheritdoc cref="Shared(IReadOnlyList{SignalPair})"/>
    public string Shared(IReadOnlyList<PriorEdge> edges) => Shared(edges.Count(edge => Both(edge.Regulator, edge.Target)), "They change nothing");

    private string Shared(int count, string without) => known.Count == 0 ? ""
        : count == 0 ? $"None has both genes {Place}. {without}: look whether names are written as there."
        : $"{Amounts.Grouped(count)} {(count == 1 ? "has" : "have")} both genes {Place}.";

    private string Place => isOfPaths ? $"among the {Amounts.Grouped(known.Count)} along these paths" : "in this dataset";

    private bool Both(string one, string other) => spelled.ContainsKey(one) && spelled.ContainsKey(other);

    private string Why(string name) => isOfPaths && ofData.Contains(name)
        ? $"{name} is in the dataset, but not among the {Amounts.Grouped(known.Count)} genes that these paths can be read for: choose \"Infer paths first\", or leave it out."
        : $"There is no gene {name} in this dataset.{(NearestName.Find(name, known) is { } meant ? $" Did you mean {meant}?" : "")}";
}
