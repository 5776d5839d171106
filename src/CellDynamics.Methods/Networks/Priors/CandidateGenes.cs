using System.Globalization;
using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Contract;

namespace CellDynamics.Methods.Networks.Priors;

/// <summary>The candidates of a <see cref="GeneChoice"/>, by name and in an order that does not depend on theirs.</summary>
internal sealed class CandidateGenes
{
    private readonly IReadOnlyList<GeneCandidate> candidates;
    private readonly Dictionary<string, int> exact = new(StringComparer.Ordinal), anyCase = new(StringComparer.OrdinalIgnoreCase);

    public CandidateGenes(IReadOnlyList<GeneCandidate> candidates)
    {
        this.candidates = candidates;
        foreach (int gene in Enumerable.Range(0, candidates.Count).OrderByDescending(gene => candidates[gene].Variability).ThenBy(gene => candidates[gene].Name, StringComparer.Ordinal))
        {
            exact.TryAdd(candidates[gene].Name, gene);
            anyCase.TryAdd(candidates[gene].Name, gene);
        }
        Usable = [.. exact.Values.Where(IsUsable).OrderByDescending(gene => candidates[gene].Variability).ThenBy(gene => candidates[gene].Name, StringComparer.Ordinal)];
    }

    /// <summary>Genes that are expressed and vary, most variable first.</summary>
    public IReadOnlyList<int> Usable { get; }

    public bool IsUsable(int gene) => candidates[gene].IsExpressed && candidates[gene].Variability > 0;

    /// <summary>The genes of these names, each once.</summary>
    /// <exception cref="KeyNotFoundException">There is none of a name.</exception>
    /// <exception cref="ParameterException">There are more than <paramref name="limit"/>.</exception>
    public List<int> Require(IReadOnlyList<string> names, int limit)
    {
        List<int> genes = [.. names.Select(Require).Distinct()];
        return genes.Count <= limit ? genes : throw new ParameterException($"Expected at most {limit} genes asked for, as many as are followed, found {genes.Count}. Ask for fewer, or raise the limit.");
    }

    /// <summary>Pairs whose genes can be chosen, those that vary most on average first, each once.</summary>
    /// <param name="pairs">Pairs by name.</param>
    /// <param name="chosen">Genes that are in whether they vary or not.</param>
    /// <param name="notes">Told which pairs cannot be used.</param>
    public IReadOnlyList<(int Ligand, int Receptor)> Rank(IReadOnlyList<SignalPair> pairs, IReadOnlyCollection<int> chosen, List<string> notes)
    {
        SignalPair[] lacking = [.. pairs.Where(pair => Find(pair.Ligand) < 0 || Find(pair.Receptor) < 0)];
        if (lacking.Length > 0)
        {
            SignalPair first = lacking.MinBy(pair => pair.ToString(), StringComparer.Ordinal)!;
            string missing = string.Join(" and ", new[] { first.Ligand, first.Receptor }.Distinct(StringComparer.Ordinal).Where(name => Find(name) < 0));
            notes.Add($"{Count(lacking.Length, "ligand–receptor pair lacks", "ligand–receptor pairs lack")} a gene in the data, such as {first} ({missing}).");
        }
        (int Ligand, int Receptor)[] there = [.. pairs.Select(pair => (Find(pair.Ligand), Find(pair.Receptor))).Where(pair => pair.Item1 >= 0 && pair.Item2 >= 0).Distinct()];
        bool CanBeIn(int gene) => IsUsable(gene) || chosen.Contains(gene);
        (int Ligand, int Receptor)[] usable = [.. there.Where(pair => CanBeIn(pair.Ligand) && CanBeIn(pair.Receptor))];
        if (usable.Length < there.Length)
            notes.Add($"{Count(there.Length - usable.Length, "ligand–receptor pair has", "ligand–receptor pairs have")} a gene that is not expressed or does not vary.");
        return [.. usable.OrderByDescending(pair => candidates[pair.Ligand].Variability + candidates[pair.Receptor].Variability)
            .ThenBy(pair => candidates[pair.Ligand].Name, StringComparer.Ordinal).ThenBy(pair => candidates[pair.Receptor].Name, StringComparer.Ordinal)];
    }

    internal static string Count(int count, string one, string many) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? one : many)}");

    private int Find(string name) => exact.TryGetValue(name, out int gene) || anyCase.TryGetValue(name, out gene) ? gene : -1;

    private int Require(string name)
    {
        int gene = Find(name);
        if (gene >= 0)
            return gene;
        string near = NearestName.Find(name, exact.Keys.Order(StringComparer.Ordinal)) is { } meant ? $" Did you mean '{meant}'?" : "";
        throw new KeyNotFoundException($"There is no gene '{name}' among those that can be followed.{near}");
    }
}
