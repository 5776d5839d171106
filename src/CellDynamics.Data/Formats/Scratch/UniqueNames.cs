using CellDynamics.Data.Annotated;

namespace CellDynamics.Data.Formats.Scratch;

/// <summary>Names of cells or genes made unique as anndata does: the second A becomes A-1.</summary>
internal static class UniqueNames
{
    /// <param name="place">Path of the frame, for the note.</param>
    /// <param name="names">As they stand in the file.</param>
    /// <param name="notes">Gets a sentence where a name was changed.</param>
    public static string[] Of(string place, string[] names, List<string> notes)
    {
        var taken = new HashSet<string>(names, StringComparer.Ordinal);
        if (taken.Count == names.Length)
            return names;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var next = new Dictionary<string, int>(StringComparer.Ordinal);
        string[] unique = new string[names.Length];
        int changed = 0;
        string example = "";
        for (int i = 0; i < names.Length; i++)
        {
            string name = names[i];
            if (!seen.Add(name))
            {
                int number = next.GetValueOrDefault(names[i]);
                do
                    name = $"{names[i]}-{NumberText.Of(++number)}";
                while (!taken.Add(name));
                next[names[i]] = number;
                if (changed++ == 0)
                    example = name;
            }
            unique[i] = name;
        }
        notes.Add($"{place} has names that occur more than once: {NumberText.Grouped(changed)} got a number, such as '{example}'.");
        return unique;
    }
}
