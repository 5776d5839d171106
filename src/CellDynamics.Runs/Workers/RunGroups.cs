namespace CellDynamics.Runs.Workers;

/// <summary>Execution groups: a run names one, a worker serves one or more.</summary>
public static class RunGroups
{
    public const string Cpu = "cpu";
    public const string Gpu = "gpu";

    public static IReadOnlyList<string> All { get; } = [Cpu, Gpu];
}
