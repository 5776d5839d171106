namespace CellDynamics.Runs.Workers;

/// <summary>Execution groups: a run names one, a worker serves one or more.</summary>
public static class RunGroups
{
    public const string Cpu = "cpu";
    public const string Gpu = "gpu";

    public static IReadOnlyList<string> All { get; } = [Cpu, Gpu];

    /// <summary>Whose workers have the device.</summary>
    /// <exception cref="InvalidOperationException">There is no such device.</exception>
    public static string Of(string device) => device switch
    {
        "cpu" => Cpu,
        "cuda" => Gpu,
        _ => throw new InvalidOperationException($"device: expected cpu or cuda, found \"{device}\". Choose one of the two."),
    };
}
