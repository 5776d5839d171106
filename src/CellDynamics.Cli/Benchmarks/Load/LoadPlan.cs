namespace CellDynamics.Cli.Benchmarks.Load;

/// <summary>How much is put on the site, and for how long.</summary>
internal sealed record LoadPlan
{
    /// <summary>Open circuits, each of a person who does something every 5 to 10 s.</summary>
    public int Users { get; init; } = 200;

    public int Browsers { get; init; } = 3;

    public double Minutes { get; init; } = 60;

    /// <summary>At the same time.</summary>
    public int Uploads { get; init; } = 20;

    /// <summary>Of one upload, at most: less where the disk would not keep <see cref="KeepFree"/>.</summary>
    public long UploadBytes { get; init; } = 1_000_000_000;

    /// <summary>Analyses that are started at once, so that one trains all the time.</summary>
    public int Runs { get; init; } = 50;

    public bool IsPostgres { get; init; }

    public int Seed { get; init; } = 1;

    public const long KeepFree = 10_000_000_000;

    /// <summary>What all uploads get together, bytes in a second: a network of 1 Gbit/s.</summary>
    public const double Network = 125e6;

    public static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(5), LongestPause = TimeSpan.FromSeconds(10);

    /// <summary>What has no effect within this has none.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public TimeSpan Duration => TimeSpan.FromMinutes(Minutes);

    /// <summary>In which people come one after the other; what is measured begins after it.</summary>
    public TimeSpan Arrival => TimeSpan.FromSeconds(Math.Min(120, Math.Max(0.4 * Users, 2)));

    /// <summary>Of one upload, bytes: all are over after a third of the time, as far as the network goes.</summary>
    public long LargestUpload => Uploads == 0 ? 0 : Math.Min(UploadBytes, (long)(Network * Duration.TotalSeconds / 3 / Uploads));
}
