namespace CellDynamics.Runs.Admission;

/// <summary>What a project uses at this moment, beside its quotas (null: none).</summary>
/// <param name="StoredBytes">Datasets and results on disk.</param>
/// <param name="ReservedBytes">What runs that wait or run are expected to write.</param>
/// <param name="ComputeHours">Of runs that ended in this calendar month (UTC), and of those under way so far.</param>
/// <param name="ReservedHours">What runs that wait or run are still expected to take.</param>
/// <param name="NextMonthUtc">When the hours begin again at 0.</param>
public sealed record ProjectUsage(
    long StoredBytes, long ReservedBytes, long? MaximumBytes, int Running, int Waiting, int? MaximumRunning, double ComputeHours, double ReservedHours, double? MaximumHours, DateTime NextMonthUtc);
