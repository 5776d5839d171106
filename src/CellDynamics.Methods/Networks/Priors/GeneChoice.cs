using System.Globalization;

namespace CellDynamics.Methods.Networks.Priors;

/// <summary>A gene that could be followed.</summary>
/// <param name="Name">Symbol, as the data spells it. Of several with one name the most variable counts.</param>
/// <param name="Variability">Such as its variance: larger varies more; 0, less, or NaN: it does not vary.</param>
/// <param name="IsExpressed">False: it is chosen only where a person asks for it.</param>
public sealed record GeneCandidate(string Name, double Variability, bool IsExpressed);

/// <param name="Index">Its place among the candidates.</param>
/// <param name="Name">As the data spells it.</param>
/// <param name="Reason">In a few words: "transcription factor, varies much", "ligand of NOTCH1", "asked for; receptor of DLL1".</param>
public sealed record ChosenGene(int Index, string Name, string Reason);

/// <summary>Which genes a network is learned of, and why.</summary>
/// <param name="Genes">Those asked for, then genes of signals, then transcription factors, then the most variable.</param>
/// <param name="Pairs">Pairs of which both genes are chosen, most variable first, in the spelling of the data.</param>
/// <param name="Notes">What was left out, in sentences.</param>
public sealed record GeneChoice(IReadOnlyList<ChosenGene> Genes, IReadOnlyList<SignalPair> Pairs, IReadOnlyList<string> Notes)
{
    /// <summary>
    /// Takes the genes asked for; of the room that is left, up to a quarter is for pairs of which both genes are expressed and vary, up to a half for these and transcription factors, and the rest for whatever varies most.
    /// The order of candidates and pairs changes nothing.
    /// </summary>
    /// <param name="candidates">Genes of the data.</param>
    /// <param name="pairs">Ligand–receptor pairs that may signal; names are compared without case.</param>
    /// <param name="askedFor">Names of genes that a person insists on; compared without case where none is spelled so.</param>
    /// <param name="limit">Most genes, at least 1.</param>
    /// <exception cref="KeyNotFoundException">A gene asked for is not among the candidates.</exception>
    /// <exception cref="Contract.ParameterException">More genes are asked for than may be chosen.</exception>
    public static GeneChoice Of(IReadOnlyList<GeneCandidate> candidates, IReadOnlyList<SignalPair> pairs, IReadOnlyList<string> askedFor, int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        var known = new CandidateGenes(candidates);
        var notes = new List<string>();
        List<int> chosen = known.Require(askedFor, limit);
        int asked = chosen.Count, room = limit - asked;
        notes.AddRange(chosen.Where(gene => !known.IsUsable(gene)).Select(gene => $"{candidates[gene].Name} was asked for but is not expressed or does not vary."));

        IReadOnlyList<(int Ligand, int Receptor)> ranked = known.Rank(pairs, chosen, notes);
        foreach ((int ligand, int receptor) in ranked)
        {
            int[] added = [.. new[] { ligand, receptor }.Distinct().Except(chosen)];
            if (chosen.Count - asked + added.Length <= room / 4)
                chosen.AddRange(added);
        }
        int forSignals = chosen.Count - asked;
        chosen.AddRange(known.Usable.Except(chosen).Where(gene => TranscriptionFactors.Contains(candidates[gene].Name)).Take(room / 2 - forSignals).ToArray());
        chosen.AddRange(known.Usable.Except(chosen).Take(limit - chosen.Count).ToArray());

        (int Ligand, int Receptor)[] kept = [.. ranked.Where(pair => chosen.Contains(pair.Ligand) && chosen.Contains(pair.Receptor))];
        int leftOut = known.Usable.Except(chosen).Count();
        if (leftOut > 0)
            notes.Insert(0, string.Create(CultureInfo.InvariantCulture, $"{leftOut:N0} more {(leftOut == 1 ? "gene that varies was" : "genes that vary were")} left out by the limit of {limit:N0}."));
        if (kept.Length < ranked.Count)
            notes.Add($"{CandidateGenes.Count(ranked.Count - kept.Length, "pair was", "pairs were")} left out by the limit.");
        if (kept.Length == 0 && pairs.Count > 0)
            notes.Add("No ligand–receptor pair is left: signals between cells are not learned. Give a table of pairs whose genes are in the data (--pairs) where there should be some.");

        string Reason(int gene, int place)
        {
            string varies = leftOut == 0 ? "varies" : "varies much";
            string? first = place < asked ? "asked for" : place < asked + forSignals ? null : TranscriptionFactors.Contains(candidates[gene].Name) ? $"transcription factor, {varies}" : varies;
            return string.Join("; ", new[]
            {
                first, Role("ligand of", kept.Where(pair => pair.Ligand == gene).Select(pair => candidates[pair.Receptor].Name)), Role("receptor of", kept.Where(pair => pair.Receptor == gene).Select(pair => candidates[pair.Ligand].Name)),
            }.OfType<string>());
        }
        return new GeneChoice(
            [.. chosen.Select((gene, place) => new ChosenGene(gene, candidates[gene].Name, Reason(gene, place)))],
            [.. kept.Select(pair => new SignalPair(candidates[pair.Ligand].Name, candidates[pair.Receptor].Name))], notes);
    }

    /// <summary>The edges of a prior network that are between chosen genes, each once, in the spelling of the data; names are compared without case.</summary>
    public IReadOnlyList<PriorEdge> Among(IEnumerable<PriorEdge> prior)
    {
        var spelled = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var exact = Genes.Select(gene => gene.Name).ToHashSet(StringComparer.Ordinal);
        foreach (ChosenGene gene in Genes)
            spelled.TryAdd(gene.Name, gene.Name);
        string? Spell(string name) => exact.Contains(name) ? name : spelled.GetValueOrDefault(name);
        return [.. prior.Select(edge => (Edge: edge, Regulator: Spell(edge.Regulator), Target: Spell(edge.Target))).Where(found => found is { Regulator: not null, Target: not null })
            .Select(found => found.Edge with { Regulator = found.Regulator!, Target = found.Target! }).Distinct()];
    }

    private static string? Role(string role, IEnumerable<string> partners)
    {
        const int shown = 3;
        string[] all = [.. partners];
        string more = all.Length > shown ? $" and {all.Length - shown} more" : "";
        return all.Length == 0 ? null : $"{role} {string.Join(", ", all.Take(shown))}{more}";
    }
}
