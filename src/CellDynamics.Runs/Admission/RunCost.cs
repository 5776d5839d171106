namespace CellDynamics.Runs.Admission;

/// <summary>What a run is expected to take: from what runs of its method took, else a guess.</summary>
/// <param name="Seconds">From its start to its end.</param>
/// <param name="Bytes">Most memory at once.</param>
internal sealed record RunCost(double Seconds, long Bytes)
{
    /// <summary>Runs on so many times more or fewer cells tell nothing about this one.</summary>
    private const double Alike = 4;

    // Where nothing has ended yet: guesses, not measurements, the same for every method. The first run of each method puts its own figures in their place.
    private const double GuessedSeconds = 60, GuessedSecondsPerCell = 5e-3, GuessedBytes = 0.8e9, GuessedBytesPerCell = 25e3;

    /// <param name="cells">Of the dataset.</param>
    /// <param name="past">Finished runs of the method, the latest first.</param>
    public static RunCost Predict(int cells, IReadOnlyList<PastRun> past)
    {
        PastRun[] alike = [.. past.Where(run => Ratio(cells, run.Cells) is >= 1 / Alike and <= Alike)];
        double[] times = [.. alike.Where(run => run.Seconds > 0).Select(run => run.Seconds * Ratio(cells, run.Cells)).Order()];
        // Memory does not go to nothing with the cells: what is measured of more cells holds for fewer.
        double[] peaks = [.. alike.Where(run => run.Bytes > 0).Select(run => run.Bytes * Math.Max(1, Ratio(cells, run.Cells))).Order()];
        return new RunCost(
            times.Length > 0 ? times[times.Length / 2] : GuessedSeconds + (GuessedSecondsPerCell * cells),
            (long)(peaks.Length > 0 ? peaks[^1] : GuessedBytes + (GuessedBytesPerCell * cells)));
    }

    private static double Ratio(int cells, int others) => Math.Max(1, cells) / (double)Math.Max(1, others);
}

/// <summary>What an earlier run took; zeros where that was not measured.</summary>
internal sealed record PastRun(int Cells, double Seconds, long Bytes);
