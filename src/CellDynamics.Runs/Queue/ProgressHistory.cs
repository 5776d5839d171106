using CellDynamics.Runs.Execution;

namespace CellDynamics.Runs.Queue;

/// <summary>The progress of one attempt so far, small enough to draw: long series lose every second point as often as needed.</summary>
internal sealed class ProgressHistory(int attempt, string path)
{
    /// <summary>More points than a plot has pixels tell nothing.</summary>
    internal const int MaximumLines = 1000;

    private readonly ProgressTail tail = new(path);
    private readonly Lock gate = new();
    private List<ProgressLine> lines = [];

    public int Attempt => attempt;

    public IReadOnlyList<ProgressLine> Read()
    {
        lock (gate)
        {
            lines.AddRange(tail.Read());
            while (lines.Count > MaximumLines && Thin())
            {
                // Thinned again until it fits or nothing may be dropped any more.
            }
            return [.. lines];
        }
    }

    // Warnings, failures and the ends of a stage stay; of the rest every second line of each series goes, never the first or the last.
    private bool Thin()
    {
        Dictionary<string, int> seen = [];
        List<ProgressLine> kept = [];
        for (int i = 0; i < lines.Count; i++)
        {
            ProgressLine line = lines[i];
            bool isEnd = i == 0 || i == lines.Count - 1 || lines[i + 1].Stage != line.Stage;
            string series = line.Point?.Series ?? "";
            int rank = seen[series] = seen.GetValueOrDefault(series) + 1;
            if (isEnd || line.Warning is not null || line.Failure is not null || line.Verdict is not null || rank % 2 == 1)
                kept.Add(line);
        }
        bool hasShrunk = kept.Count < lines.Count;
        lines = kept;
        return hasShrunk;
    }
}
