using System.Diagnostics;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Queue;

namespace CellDynamics.Runs.Telemetry;

/// <summary>One trace from the submission of a run to its end, through the line, another machine and a child process. Without anybody who listens it costs nothing.</summary>
internal static class RunTraces
{
    /// <summary>What a child may say: it has read a file of somebody, so that its words are as good as that file.</summary>
    private const int MostSpans = 50, LongestName = 40;

    private static readonly ActivitySource Source = new(InstanceMeter.Name);

    public static Activity? Submit(string method) => Source.StartActivity("submit run")?.SetTag("celldynamics.method", method);

    /// <summary>Leaves in the run's folder which trace it belongs to: whoever starts it may be another process, a day later.</summary>
    public static void Remember(Activity? submission, Guid run, RunFolder folder)
    {
        submission?.SetTag("celldynamics.run", run);
        if (submission is not { Recorded: true, Id: { } id })
            return;
        try
        {
            File.WriteAllText(folder.Trace, id);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // A trace is worth no run.
        }
    }

    public static Activity? Dispatch(Reservation reservation, RunFolder folder) => Continue("dispatch run", reservation, folder);

    public static Activity? Execute(Reservation reservation, RunFolder folder) => Continue("execute run", reservation, folder);

    /// <summary>For a child process: the trace it goes on with; null: none.</summary>
    public static string? ParentForChild => Activity.Current is { Recorded: true, Source.Name: InstanceMeter.Name } current ? current.Id : null;

    /// <summary>Makes the spans of a child part of the trace: the child itself has no network to send them by.</summary>
    public static void Adopt(string file)
    {
        if (Activity.Current is not { Recorded: true } parent || !File.Exists(file))
            return;
        Dictionary<string, ActivityContext> made = [];
        // Outer ones began first, and are written last.
        foreach (ChildSpan span in ChildSpan.Read(file, MostSpans).Where(span => span.Trace == parent.TraceId.ToHexString()).OrderBy(span => span.StartUtc).ThenByDescending(span => span.Seconds))
        {
            string name = span.Name.Length <= LongestName ? span.Name : span.Name[..LongestName];
            using Activity? adopted = Source.StartActivity(name, ActivityKind.Internal, made.GetValueOrDefault(span.Parent, parent.Context), startTime: new DateTimeOffset(span.StartUtc, TimeSpan.Zero));
            adopted?.SetEndTime(span.StartUtc.AddSeconds(span.Seconds));
            if (adopted is not null)
                made[span.Id] = adopted.Context;
        }
    }

    private static Activity? Continue(string name, Reservation reservation, RunFolder folder)
    {
        if (!Source.HasListeners())
            return null;
        ActivityContext.TryParse(Read(folder.Trace), null, out ActivityContext parent);
        return Source.StartActivity(name, ActivityKind.Internal, parent)?
            .SetTag("celldynamics.run", reservation.RunId).SetTag("celldynamics.attempt", reservation.Attempt).SetTag("celldynamics.worker", reservation.Worker);
    }

    private static string? Read(string file)
    {
        try
        {
            return File.Exists(file) ? File.ReadAllText(file) : null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
