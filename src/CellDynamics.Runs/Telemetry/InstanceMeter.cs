using System.Diagnostics.Metrics;

namespace CellDynamics.Runs.Telemetry;

/// <summary>What happens in an instance, in numbers. Nothing of it leaves the process unless somebody asks, or sets where it is sent to.</summary>
public sealed class InstanceMeter
{
    /// <summary>Of the meter, and of the source of traces.</summary>
    public const string Name = "CellDynamics";

    // From a sample to a night; a wait is of the same order as the runs before it.
    private static readonly InstrumentAdvice<double> Seconds = new() { HistogramBucketBoundaries = [1, 5, 15, 60, 300, 900, 3600, 14_400, 43_200, 172_800] };

    private readonly Counter<long> runs;
    private readonly Histogram<double> computing;
    private readonly Histogram<double> waiting;
    private readonly Counter<long> uploads;
    private readonly Counter<long> uploadedBytes;
    private readonly Counter<long> signInFailures;
    private readonly Counter<long> renderErrors;

    /// <param name="factory">Of the host; null: the process has one instance.</param>
    public InstanceMeter(IMeterFactory? factory = null)
    {
        Meter = factory?.Create(Name) ?? new Meter(Name);
        runs = Meter.CreateCounter<long>("celldynamics.runs.ended", "{run}", "Runs that ended, by status and method.");
        computing = Meter.CreateHistogram("celldynamics.run.duration", "s", "Time that a run took, all its attempts together.", advice: Seconds);
        waiting = Meter.CreateHistogram("celldynamics.run.wait", "s", "Time from the submission of a run to its first start.", advice: Seconds);
        uploads = Meter.CreateCounter<long>("celldynamics.uploads", "{file}", "Uploads that were completed.");
        uploadedBytes = Meter.CreateCounter<long>("celldynamics.uploaded", "By", "Bytes of uploads that arrived.");
        signInFailures = Meter.CreateCounter<long>("celldynamics.sign_in.failures", "{try}", "Tries to sign in that failed.");
        renderErrors = Meter.CreateCounter<long>("celldynamics.render.errors", "{error}", "Pages that could not be shown for a fault of the site.");
        // A counter is only there once it counted; whoever watches for errors wants to see that there were none.
        Add(uploads, 0);
        Add(uploadedBytes, 0);
        Add(signInFailures, 0);
        Add(renderErrors, 0);
    }

    internal Meter Meter { get; }

    public void SignInFailed() => Add(signInFailures, 1);

    public void RenderFailed() => Add(renderErrors, 1);

    internal void Uploaded(long bytes, bool isComplete)
    {
        Add(uploadedBytes, bytes);
        Add(uploads, isComplete ? 1 : 0);
    }

    /// <param name="wait">Null where it never started.</param>
    internal void RunEnded(string method, string status, double seconds, double? wait)
    {
        KeyValuePair<string, object?> byMethod = new("method", method), byStatus = new("status", status);
        runs.Add(1, byMethod, byStatus);
        if (wait is not { } waited)
            return;
        computing.Record(seconds, byMethod, byStatus);
        waiting.Record(Math.Max(0, waited), byMethod);
    }

    private static void Add(Counter<long> counter, long count) => counter.Add(count);
}
