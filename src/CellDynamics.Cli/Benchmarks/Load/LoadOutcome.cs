namespace CellDynamics.Cli.Benchmarks.Load;

/// <summary>All that was measured.</summary>
/// <param name="Plan">What was asked for.</param>
/// <param name="Duration">For which it was measured: without the arrival of the people.</param>
/// <param name="Latencies">Of all interactions.</param>
/// <param name="Troubles">Of every kind.</param>
/// <param name="Samples">Of memory and processors, a second apart.</param>
/// <param name="Uploads">How long each took that arrived, seconds.</param>
/// <param name="UploadBytes">Of each.</param>
/// <param name="Runs">Analyses that were in line, by how they stand at the end.</param>
/// <param name="Notes">What was left out, and why.</param>
internal sealed record LoadOutcome(
    LoadPlan Plan, TimeSpan Duration, IReadOnlyList<Latency> Latencies, IReadOnlyList<Trouble> Troubles, IReadOnlyList<Sample> Samples,
    IReadOnlyList<double> Uploads, long UploadBytes, IReadOnlyList<KeyValuePair<string, int>> Runs, IReadOnlyList<string> Notes)
{
    /// <summary>Of what was measured, not of what was asked for: a site that died ends it before.</summary>
    public bool IsWholeHour => Duration >= TimeSpan.FromMinutes(59.5);
}
