using CellDynamics.Runs.Datasets;

namespace CellDynamics.Runs.Admission;

/// <summary>Which run starts next and on which worker, and why the others wait: a rule, without a database.</summary>
/// <param name="contact">Who can raise a quota, as shown in the reasons.</param>
internal sealed class StartRule(QueueState state, string contact)
{
    /// <summary>
    /// A run that has waited for memory for so long gets a worker kept free for it; until then smaller ones may pass. Several short runs end in that time by themselves,
    /// so that mostly nothing stands idle; and it is little beside the hours that a run of that size takes.
    /// </summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>The first in line that may start now; null when none may.</summary>
    public (WaitingRun Run, WorkerSeat Worker)? Next()
    {
        if (state.IsDraining)
            return null;
        HashSet<string> kept = [];
        foreach (WaitingRun run in state.Line.Where(run => !IsCapped(run)))
        {
            if (WorkerFor(run, kept) is { } worker)
                return (run, worker);
            if (KeptFor(run, kept) is { } seat)
                kept.Add(seat.Id);
        }
        return null;
    }

    /// <summary>Why the run at this place in line waits, in its owner's words.</summary>
    /// <param name="place">0 for the first in line.</param>
    public string Reason(int place)
    {
        WaitingRun run = state.Line[place];
        WorkerSeat[] able = [.. state.Workers.Where(worker => worker.Groups.Contains(run.Group))];
        if (state.IsDraining)
            return "Nothing new is started at the moment: the site is being prepared for maintenance. It keeps its place in line.";
        if (IsCapped(run))
            return $"Its project runs {state.Caps[run.ProjectId]} at once, which is its quota \"Analyses at once\": it starts when one of them ends. {Capital(contact)} can raise the quota.";
        if (able.Length == 0)
            return $"It needs a worker for {run.Group}, and none is there. It starts when one is: ask {contact}.";
        long largest = able.Max(worker => worker.Memory);
        if (run.PredictedBytes > largest)
            return $"It is expected to need {ByteSize.Of(run.PredictedBytes)} of memory; the largest worker has {ByteSize.Of(largest)}. Cancel it and use fewer cells, or ask {contact} for a larger worker.";
        HashSet<string> kept = [];
        foreach (WaitingRun before in state.Line.Take(place).Where(before => !IsCapped(before)))
        {
            if (KeptFor(before, kept) is { } seat)
                kept.Add(seat.Id);
        }
        if (KeptFor(run, kept) is not null)
            return $"{Ordinal(place + 1)} in line: it needs about {ByteSize.Of(run.PredictedBytes)} of memory, which is being kept free for it. It starts when enough of what runs there has ended.";
        if (able.Any(worker => kept.Contains(worker.Id) && CanTake(worker, run)))
            return $"{Ordinal(place + 1)} in line: a larger analysis before it has waited for its memory for long, and starts first.";
        if (able.Any(worker => HasSlot(worker, run)))
            return $"{Ordinal(place + 1)} in line: it needs about {ByteSize.Of(run.PredictedBytes)} of memory, and so much is not free at the moment.";
        int running = state.Running.Count(other => able.Any(worker => worker.Id == other.Worker)), slots = able.Sum(worker => worker.Slots);
        return running == 0 ? $"{Ordinal(place + 1)} in line: it starts in a moment."
            : $"{Ordinal(place + 1)} in line: {running} of {Math.Max(slots, running)} analyses {(running == 1 ? "is" : "are")} running.";
    }

    // The one with most memory left, so that a large run finds room later on another.
    private WorkerSeat? WorkerFor(WaitingRun run, HashSet<string> kept) => state.Workers
        .Where(worker => !kept.Contains(worker.Id) && worker.Groups.Contains(run.Group) && CanTake(worker, run))
        .OrderByDescending(FreeMemory).ThenBy(worker => worker.Id, StringComparer.Ordinal).FirstOrDefault();

    // The worker on which nothing that stands behind this run may start before it, because it has waited for memory for too long; null: none. Where it can never fit, nobody waits for it.
    private WorkerSeat? KeptFor(WaitingRun run, HashSet<string> kept)
    {
        if (state.NowUtc - run.CreatedUtc < Patience)
            return null;
        WorkerSeat[] able = [.. state.Workers.Where(worker => worker.Groups.Contains(run.Group) && worker.Memory >= run.PredictedBytes)];
        return able.Any(worker => FreeMemory(worker) >= run.PredictedBytes) ? null
            : able.Where(worker => !kept.Contains(worker.Id)).OrderByDescending(FreeMemory).ThenBy(worker => worker.Id, StringComparer.Ordinal).FirstOrDefault();
    }

    private bool CanTake(WorkerSeat worker, WaitingRun run) => HasSlot(worker, run) && FreeMemory(worker) >= run.PredictedBytes;

    private bool IsCapped(WaitingRun run) => state.Caps.TryGetValue(run.ProjectId, out int most) && state.Running.Count(other => other.ProjectId == run.ProjectId) >= most;

    // Short runs sit in a lane of their own first, so that they leave the slots to the others.
    private bool HasSlot(WorkerSeat worker, WaitingRun run)
    {
        RunningRun[] here = [.. state.Running.Where(other => other.Worker == worker.Id)];
        int inLane = Math.Min(here.Count(other => other.IsShort), state.ShortRuns);
        return here.Length - inLane < worker.Slots || (run.IsShort && inLane < state.ShortRuns);
    }

    private long FreeMemory(WorkerSeat worker) => worker.Memory - state.Running.Where(other => other.Worker == worker.Id).Sum(other => other.Bytes);

    private static string Capital(string sentence) => char.ToUpperInvariant(sentence[0]) + sentence[1..];

    private static string Ordinal(int number) => number + ((number % 100) is >= 11 and <= 13 ? "th" : (number % 10) switch { 1 => "st", 2 => "nd", 3 => "rd", _ => "th" });
}
