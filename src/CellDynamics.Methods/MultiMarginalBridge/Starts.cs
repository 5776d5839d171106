using CellDynamics.Methods.Integration;

namespace CellDynamics.Methods.MultiMarginalBridge;

/// <summary>Chooses the cells that paths are started from.</summary>
internal static class Starts
{
    /// <summary>At most <paramref name="count"/> of the cells, in their order; without repetition. Ref: Vitter 1984, selection sampling.</summary>
    public static IReadOnlyList<(int Snapshot, int Row)> Take(IReadOnlyList<(int Snapshot, int Row)> cells, int count, int seed)
    {
        if (cells.Count <= count)
            return cells;
        var random = new RandomStream(seed, -1, cells.Count);
        var taken = new List<(int, int)>(count);
        for (int i = 0; i < cells.Count; i++)
        {
            if (random.NextUniform() * (cells.Count - i) < count - taken.Count)
                taken.Add(cells[i]);
        }
        return taken;
    }

    /// <summary>At most <paramref name="count"/> of the cells, every snapshot in proportion to its size, in their order.</summary>
    public static IReadOnlyList<(int Snapshot, int Row)> TakeStratified(IReadOnlyList<(int Snapshot, int Row)> cells, int count, int seed)
    {
        if (cells.Count <= count)
            return cells;
        var taken = new List<(int, int)>(count);
        int seen = 0;
        foreach (IGrouping<int, (int Snapshot, int Row)> snapshot in cells.GroupBy(cell => cell.Snapshot))
        {
            (int before, int size) = (seen, snapshot.Count());
            seen += size;
            // Rounding the running total, not each share, makes the shares add up.
            int share = (int)((long)seen * count / cells.Count - (long)before * count / cells.Count);
            taken.AddRange(Take([.. snapshot], share, seed));
        }
        return taken;
    }

    /// <summary>Exactly <paramref name="count"/>: all cells as often as they go into it, and a choice of them for the rest.</summary>
    public static IReadOnlyList<(int Snapshot, int Row)> Draw(IReadOnlyList<(int Snapshot, int Row)> cells, int count, int seed) =>
        [.. Enumerable.Repeat(cells, count / cells.Count).SelectMany(all => all), .. Take(cells, count % cells.Count, seed)];
}
