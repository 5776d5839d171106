namespace CellDynamics.Runs.Model;

/// <summary>A process that executes runs, beside the web server or on another machine; it says regularly that it lives.</summary>
public sealed class WorkerRecord
{
    /// <summary>Machine, process and a part that no restart repeats.</summary>
    public required string Id { get; set; }

    /// <summary>Name of the machine.</summary>
    public required string Node { get; set; }

    /// <summary>Execution groups it serves, separated by commas: <c>cpu</c>, <c>gpu</c>.</summary>
    public required string Groups { get; set; }

    /// <summary>Runs it executes at once.</summary>
    public int Slots { get; set; }

    public int Cores { get; set; }

    /// <summary>Memory it may give to runs.</summary>
    public long MemoryBytes { get; set; }

    public required string Version { get; set; }

    public DateTime StartedUtc { get; set; }

    public DateTime SeenUtc { get; set; }

    /// <summary>Finishes what it has and takes nothing new.</summary>
    public bool IsDraining { get; set; }

    /// <summary>It does not see the data root of the instance at present, and takes nothing new for that.</summary>
    public bool HasLostFiles { get; set; }
}
