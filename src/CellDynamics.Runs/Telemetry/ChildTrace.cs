using System.Diagnostics;
using CellDynamics.Methods.Contract;
using CellDynamics.Runs.Execution;

namespace CellDynamics.Runs.Telemetry;

/// <summary>In a child process: goes on with the trace of whoever started it, one span for the attempt and one for each of its stages, and leaves them in a file.</summary>
public sealed class ChildTrace : IDisposable
{
    /// <summary>Environment variable with the span that started this process (W3C trace context).</summary>
    public const string ParentVariable = "TRACEPARENT";

    private readonly StreamWriter file;
    private readonly ActivitySource source = new("CellDynamics.Child");
    private readonly ActivityListener listener;
    private readonly Activity? attempt;
    private readonly Lock gate = new();
    private Activity? stage;
    private RunStage? shown;

    private ChildTrace(string path, ActivityContext parent)
    {
        file = new StreamWriter(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite)) { AutoFlush = true };
        listener = new ActivityListener
        {
            ShouldListenTo = heard => heard == source, Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData, ActivityStopped = Write,
        };
        ActivitySource.AddActivityListener(listener);
        attempt = source.StartActivity("attempt", ActivityKind.Internal, parent);
    }

    /// <summary>Null where nobody traces.</summary>
    /// <param name="folder">Of the run.</param>
    /// <param name="attempt">Number of the attempt, whose folder exists.</param>
    public static ChildTrace? Begin(RunFolder folder, int attempt) =>
        ActivityContext.TryParse(Environment.GetEnvironmentVariable(ParentVariable), null, out ActivityContext parent) ? new ChildTrace(folder.Spans(attempt), parent) : null;

    /// <summary>Every line of progress: another stage is another span.</summary>
    public void Hear(ProgressLine line)
    {
        lock (gate) // fits of a validation report beside each other
        {
            if (line.Stage == shown)
                return;
            shown = line.Stage;
            stage?.Dispose();
            stage = source.StartActivity(line.Stage.ToString(), ActivityKind.Internal, attempt!.Context);
        }
    }

    public void Dispose()
    {
        stage?.Dispose();
        attempt?.Dispose();
        listener.Dispose();
        source.Dispose();
        file.Dispose();
    }

    private void Write(Activity span)
    {
        var told = new ChildSpan(span.TraceId.ToHexString(), span.SpanId.ToHexString(), span.ParentSpanId.ToHexString(), span.OperationName, span.StartTimeUtc, span.Duration.TotalSeconds);
        try
        {
            file.WriteLine(told.ToJson());
        }
        catch (IOException)
        {
            // A full disk: the run says so itself where it matters to it.
        }
    }
}
