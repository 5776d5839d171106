using System.Globalization;
using System.Runtime.InteropServices;

namespace CellDynamics.Cli.Benchmarks;

/// <summary>Where and when numbers were measured: they mean little without it.</summary>
internal static class MachineFacts
{
    private const string LoadFile = "/proc/loadavg";

    /// <summary>Date, system, processors and the load of the last minute.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Read() =>
    [
        new("date", TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture)),
        new("system", $"{RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}"),
        new("nproc", Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture)),
        new("load", File.Exists(LoadFile) ? File.ReadAllText(LoadFile).Split(' ')[0] : "not known"),
    ];
}
