namespace CellDynamics.Runs.Model;

/// <summary>An example that was set up once: what a person deletes stays deleted.</summary>
public sealed class SeededExample
{
    /// <summary>The file, or the file and <c>/analysis</c> for its first run.</summary>
    public required string Key { get; set; }

    public DateTime SeededUtc { get; set; }
}
