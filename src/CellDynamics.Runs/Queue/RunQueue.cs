using CellDynamics.Data.Annotated;
using CellDynamics.Runs.Model;

namespace CellDynamics.Runs.Queue;

/// <summary>The waiting list: submit, look, cancel, run again.</summary>
public sealed class RunQueue
{
    /// <summary>Freezes the request into the run's folder and puts it in line.</summary>
    /// <exception cref="Methods.Contract.ParameterException">A parameter is unknown or out of range.</exception>
    public Task<Guid> SubmitAsync(RunSubmission submission, CancellationToken cancellationToken) => throw new NotImplementedException();

    public Task<RunRecord?> FindAsync(Guid id, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Newest first, with their datasets.</summary>
    public Task<IReadOnlyList<RunRecord>> ListAsync(CancellationToken cancellationToken) => throw new NotImplementedException();

    public Task CancelAsync(Guid id, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Deletes a run that is not running, with its folder.</summary>
    public Task DeleteAsync(Guid id, CancellationToken cancellationToken) => throw new NotImplementedException();
}

/// <summary>What a person asks for.</summary>
public sealed record RunSubmission
{
    public required Guid DatasetId { get; init; }

    public required string Method { get; init; }

    public required string Name { get; init; }

    public required StudyRoles Roles { get; init; }

    /// <summary>Only those that differ from the defaults, kebab-case name → text.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    public IReadOnlyList<double> HoldOut { get; init; } = [];

    public bool Validation { get; init; } = true;

    public int ValidationSeeds { get; init; } = 3;

    public int Seed { get; init; }

    public bool IsExample { get; init; }
}
