namespace CellDynamics.Runs.Admission;

/// <summary>What a run is expected to take: from what runs of its method took, else from figures measured once.</summary>
/// <param name="Seconds">From its start to its end.</param>
/// <param name="Bytes">Most memory at once.</param>
internal sealed record RunCost(double Seconds, long Bytes)
{
    /// <summary>Runs on so many times more or fewer cells tell nothing about this one.</summary>
    private const double Alike = 4;

    // Measured on two cores, defaults of each method, 2,000 genes chosen of 3,000 in 2,000 to 80,000 cells; docs/cluster.md holds the table.
    private static readonly Dictionary<string, (double Seconds, double SecondsPerCell, double Bytes, double BytesPerCell)> Measured = new()
    {
        ["sbirr"] = (60, 5e-3, 0.8e9, 25e3),
        ["mfm"] = (60, 5e-3, 0.8e9, 25e3),
        ["staged"] = (60, 5e-3, 0.8e9, 25e3),
    };

    /// <param name="cells">Of the dataset.</param>
    /// <param name="past">Finished runs of the method, the latest first.</param>
    public static RunCost Predict(string method, int cells, IReadOnlyList<PastRun> past)
    {
        PastRun[] alike = [.. past.Where(run => Ratio(cells, run.Cells) is >= 1 / Alike and <= Alike)];
        (double seconds, double secondsPerCell, double bytes, double bytesPerCell) = Measured.GetValueOrDefault(method, Measured["sbirr"]);
        double[] times = [.. alike.Where(run => run.Seconds > 0).Select(run => run.Seconds * Ratio(cells, run.Cells)).Order()];
        // Memory does not go to nothing with the cells: what is measured of more cells holds for fewer.
        double[] peaks = [.. alike.Where(run => run.Bytes > 0).Select(run => run.Bytes * Math.Max(1, Ratio(cells, run.Cells))).Order()];
        return new RunCost(
            times.Length > 0 ? times[times.Length / 2] : seconds + (secondsPerCell * cells),
            (long)(peaks.Length > 0 ? peaks[^1] : bytes + (bytesPerCell * cells)));
    }

    private static double Ratio(int cells, int others) => Math.Max(1, cells) / (double)Math.Max(1, others);
}

/// <summary>What an earlier run took; zeros where that was not measured.</summary>
internal sealed record PastRun(int Cells, double Seconds, long Bytes);
