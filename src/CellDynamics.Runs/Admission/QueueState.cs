namespace CellDynamics.Runs.Admission;

/// <summary>Everything that decides which run starts next and where.</summary>
/// <param name="Line">The waiting runs in their order, see <see cref="WaitingLine.Order"/>.</param>
/// <param name="Caps">Most runs under way at once, of the projects that have such a quota.</param>
/// <param name="ShortRuns">Runs that every worker takes beside its slots when they are short.</param>
/// <param name="IsDraining">Nothing new is started.</param>
/// <param name="NowUtc">When it was read.</param>
internal sealed record QueueState(
    IReadOnlyList<WaitingRun> Line, IReadOnlyList<RunningRun> Running, IReadOnlyList<WorkerSeat> Workers, IReadOnlyDictionary<Guid, int> Caps, int ShortRuns, bool IsDraining, DateTime NowUtc);

/// <param name="PredictedBytes">0: not known.</param>
/// <param name="IsShort">Expected to be done so soon that it need not wait behind long ones.</param>
internal sealed record WaitingRun(Guid Id, Guid ProjectId, Guid? AccountId, bool IsExample, DateTime CreatedUtc, string Group = "cpu", long PredictedBytes = 0, bool IsShort = false);

/// <param name="Worker">Where it runs; <see cref="WorkerSeat.Id"/>.</param>
/// <param name="Bytes">Memory it is expected to need, or more where more was measured.</param>
internal sealed record RunningRun(Guid ProjectId, string Worker, long Bytes = 0, bool IsShort = false);

/// <summary>A worker that lives and is not being emptied.</summary>
/// <param name="Memory">Bytes it may give to runs.</param>
internal sealed record WorkerSeat(string Id, IReadOnlySet<string> Groups, int Slots, long Memory);
