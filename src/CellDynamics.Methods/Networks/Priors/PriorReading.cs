using System.Globalization;

namespace CellDynamics.Methods.Networks.Priors;

/// <summary>What a table that a person gave says, and how it was understood.</summary>
/// <param name="Found">Each once, in the order of the file.</param>
/// <param name="Form">Which form was recognised, in words: "interactions of CellPhoneDB".</param>
/// <param name="RowsUsed">Rows that say one of <paramref name="Found"/>, repetitions among them.</param>
/// <param name="Skipped">Rows that were not used and why, most first.</param>
/// <param name="Note">All of it in a few sentences, for a person.</param>
public sealed record PriorReading<T>(IReadOnlyList<T> Found, string Form, int RowsUsed, IReadOnlyList<SkippedRows> Skipped, string Note);

/// <param name="Count">How many rows.</param>
/// <param name="Reason">Continues "skipped because": "a name is missing".</param>
public sealed record SkippedRows(int Count, string Reason);

/// <summary>Counts what becomes of every row of a table.</summary>
/// <param name="table">The table.</param>
/// <param name="form">Which form it has, in words.</param>
/// <param name="things">What it holds: "ligand–receptor pairs".</param>
internal sealed class RowTally<T>(TextTable table, string form, string things) where T : notnull
{
    /// <summary>A request carries all of them, and no run follows more genes than these could link.</summary>
    public const int Most = 200_000;

    private const int LongestName = 100;

    private readonly List<T> found = [];
    private readonly HashSet<string> known = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, int> skipped = [];
    private int rowsUsed;

    public void Skip(string reason) => skipped[reason] = skipped.GetValueOrDefault(reason) + 1;

    /// <summary>One row, which may say several.</summary>
    /// <param name="row">For messages.</param>
    /// <param name="said">What it says, each with the names that tell it from others.</param>
    public void Use(TextRow row, IEnumerable<(T Thing, string[] Names)> said)
    {
        rowsUsed++;
        foreach ((T thing, string[] names) in said)
        {
            if (Array.Find(names, name => name.Length > LongestName || name.Any(char.IsControl)) is { } odd)
                throw new PriorFileException(table.Name, row.Line, "names of genes", PriorFileException.Shown(odd), "Write gene symbols in the columns of the genes.");
            if (!known.Add(string.Join('\t', names)))
                continue;
            if (found.Count == Most)
                throw new PriorFileException(table.Name, row.Line, string.Create(CultureInfo.InvariantCulture, $"at most {Most:N0} {things}"), "more", "Keep the rows of the genes you follow.");
            found.Add(thing);
        }
    }

    /// <param name="remarks">Sentences that say how special rows were understood.</param>
    /// <exception cref="PriorFileException">No row could be used.</exception>
    public PriorReading<T> End(params string[] remarks)
    {
        SkippedRows[] left = [.. skipped.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => new SkippedRows(pair.Value, pair.Key))];
        int rows = rowsUsed + left.Sum(some => some.Count);
        string why = string.Join("; ", left.Select(some => string.Create(CultureInfo.InvariantCulture, $"{some.Count:N0} {(some.Count == 1 ? "row is" : "rows are")} skipped because {some.Reason}")));
        if (rowsUsed == 0)
        {
            throw new PriorFileException(table.Name, null, $"{things} ({form})", rows == 0 ? "a header without rows" : $"none: {why}",
                "Look whether this is the right table.");
        }
        string used = string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(table.Name)} was read as {form}: {rowsUsed:N0} of {rows:N0} rows give {found.Count:N0} {things}.");
        return new PriorReading<T>(found, form, rowsUsed, left, string.Join(' ', new[] { used, why.Length == 0 ? "" : why + "." }.Concat(remarks).Where(part => part.Length > 0)));
    }
}
