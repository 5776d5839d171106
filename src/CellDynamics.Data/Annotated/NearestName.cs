namespace CellDynamics.Data.Annotated;

/// <summary>The name a person probably meant: small edit distance, case ignored.</summary>
public static class NearestName
{
    /// <returns>Null where nothing is close (more than a third of the letters differ).</returns>
    public static string? Find(string name, IEnumerable<string> candidates)
    {
        string? best = null;
        int bestDistance = Math.Max(1, name.Length / 3) + 1;
        foreach (string candidate in candidates)
        {
            int distance = Distance(name.ToUpperInvariant(), candidate.ToUpperInvariant());
            if (distance < bestDistance)
                (best, bestDistance) = (candidate, distance);
        }
        return best;
    }

    /// <summary>What to say of a name that is not there: the likely one, and those that are.</summary>
    public static string Advice(string name, IReadOnlyCollection<string> candidates, int shown = 20)
    {
        string? near = Find(name, candidates);
        string listed = string.Join(", ", candidates.Take(shown)) + (candidates.Count > shown ? $" and {candidates.Count - shown} more" : "");
        string meant = near is null ? "" : $"Did you mean '{near}'? ";
        return candidates.Count == 0 ? "There are none." : $"{meant}There are: {listed}.";
    }

    /// <summary>Levenshtein distance in two rows.</summary>
    private static int Distance(string a, string b)
    {
        int[] previous = [.. Enumerable.Range(0, b.Length + 1)];
        int[] current = new int[b.Length + 1];
        for (int i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int change = a[i - 1] == b[j - 1] ? 0 : 1;
                current[j] = Math.Min(Math.Min(previous[j], current[j - 1]) + 1, previous[j - 1] + change);
            }
            (previous, current) = (current, previous);
        }
        return previous[b.Length];
    }
}
