namespace CellDynamics.Runs.Datasets;

/// <summary>Bytes for a person, the same in messages and on pages.</summary>
public static class ByteSize
{
    /// <summary>In words, such as <c>1.5 GB</c>.</summary>
    public static string Of(long bytes) => bytes switch
    {
        >= 1_000_000_000 => $"{bytes / 1e9:0.##} GB",
        >= 1_000_000 => $"{bytes / 1e6:0.#} MB",
        >= 1_000 => $"{bytes / 1e3:0.#} kB",
        _ => bytes == 1 ? "1 byte" : $"{bytes} bytes",
    };
}
