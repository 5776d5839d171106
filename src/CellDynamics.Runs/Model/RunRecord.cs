using CellDynamics.Methods.Contract;

namespace CellDynamics.Runs.Model;

public enum RunStatus { Waiting, Running, Succeeded, Failed, Cancelled }

/// <summary>One execution of one method: the queue's truth. The science stands in <c>{DataRoot}/runs/{Id}</c>.</summary>
public sealed class RunRecord
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    public Guid ProjectId { get; set; }

    public Guid DatasetId { get; set; }

    public DatasetRecord? Dataset { get; set; }

    /// <summary>Title shown to people.</summary>
    public required string Name { get; set; }

    /// <summary>Id in the method catalogue.</summary>
    public required string Method { get; set; }

    public bool IsExample { get; set; }

    /// <summary>Account that submitted it; null without accounts.</summary>
    public Guid? SubmittedBy { get; set; }

    public RunStatus Status { get; set; }

    /// <summary>Workers of this group may execute it: <c>cpu</c> or <c>gpu</c>.</summary>
    public string Group { get; set; } = "cpu";

    /// <summary>Worker that executes or executed it, name of the machine.</summary>
    public string Node { get; set; } = "";

    /// <summary>Memory that it is expected to need; 0: not known.</summary>
    public long PredictedBytes { get; set; }

    /// <summary>Time that it is expected to take; 0: not known. Counted against the project's quota until it has ended.</summary>
    public double PredictedSeconds { get; set; }

    /// <summary>Time that its attempts took in all.</summary>
    public double ComputeSeconds { get; set; }

    /// <summary>Most memory that an attempt held, bytes; 0: not measured.</summary>
    public long PeakBytes { get; set; }

    public DateTime CreatedUtc { get; set; }

    public DateTime? StartedUtc { get; set; }

    public DateTime? FinishedUtc { get; set; }

    /// <summary>Raised by every start; a supervisor whose number is no longer current publishes nothing.</summary>
    public int Attempt { get; set; }

    /// <summary>Attempts that ended because a machine or process was lost; orderly stops do not count.</summary>
    public int Interruptions { get; set; }

    public string? LeaseOwner { get; set; }

    public DateTime? LeaseUntilUtc { get; set; }

    public bool IsCancelRequested { get; set; }

    /// <summary>Why it waits, shown to its owner.</summary>
    public string WaitReason { get; set; } = "";

    public RunStage Stage { get; set; }

    /// <summary>Of the whole run, 0 to 1.</summary>
    public double Fraction { get; set; }

    public double? SecondsLeft { get; set; }

    /// <summary>Latest message, in a biologist's words.</summary>
    public string Message { get; set; } = "";

    /// <summary>What happened and what to change; empty unless failed.</summary>
    public string Failure { get; set; } = "";

    /// <summary>Verdict of the validation once finished.</summary>
    public string Verdict { get; set; } = "";
}
