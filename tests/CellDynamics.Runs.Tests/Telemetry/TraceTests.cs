using System.Collections.Concurrent;
using System.Diagnostics;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Queue;
using CellDynamics.Runs.Telemetry;
using CellDynamics.Runs.Tests.Shared;

namespace CellDynamics.Runs.Tests.Telemetry;

/// <summary>One trace through submission, line and child process.</summary>
public sealed class TraceTests(ITestOutputHelper output) : IDisposable
{
    private readonly ScratchFolder scratch = new();
    private readonly ConcurrentQueue<Activity> spans = [];

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task A_run_is_one_trace_from_its_submission_to_the_stages_of_its_child()
    {
        using ActivityListener listener = Listen();
        await using Instance instance = await Instance.StartAsync(scratch.Path);
        Guid run = await instance.AddRunAsync(await instance.AddDatasetAsync(), RunStatus.Waiting, parameters: new() { [CountingMethod.HoldAt] = "1" });
        ActivityTraceId trace;
        using (Activity? submitted = RunTraces.Submit("counting"))
        {
            RunTraces.Remember(submitted, run, instance.Options.FolderOf(run));
            trace = submitted!.TraceId;
        }
        // As if a day lay between: what is known of the trace stands in the run's folder alone.
        Activity.Current = null;
        await instance.Get<QueueBell>().RingForRunsAsync(CancellationToken.None);
        await instance.SeesAsync(run, r => r.Fraction > 0, "the first step");
        await File.WriteAllTextAsync(Path.Combine(instance.Options.FolderOf(run).Root, "go"), "");
        await instance.SeesAsync(run, RunStatus.Succeeded);
        await Eventually.SeesAsync(() => Task.FromResult<Activity?>(Of(trace, "execute run")), span => span is not null, "the end of the execution");
        output.WriteLine(string.Join('\n', spans.Select(span => $"{span.TraceId} {span.ParentSpanId} {span.SpanId} {span.OperationName} {span.Duration}")));
        Activity submit = Of(trace, "submit run")!, dispatch = Of(trace, "dispatch run")!, execute = Of(trace, "execute run")!, attempt = Of(trace, "attempt")!, stage = Of(trace, "Fitting")!;
        Assert.Equal(submit.SpanId, dispatch.ParentSpanId);
        Assert.Equal(submit.SpanId, execute.ParentSpanId);
        Assert.Equal(execute.SpanId, attempt.ParentSpanId);
        Assert.Equal(attempt.SpanId, stage.ParentSpanId);
        Assert.True(attempt.StartTimeUtc >= execute.StartTimeUtc && attempt.Duration > TimeSpan.Zero && attempt.Duration <= execute.Duration, $"{attempt.Duration} of {execute.Duration}");
        Assert.Equal(run, execute.GetTagItem("celldynamics.run"));
        Assert.Equal(1, execute.GetTagItem("celldynamics.attempt"));
    }

    [Fact]
    public async Task Without_anybody_who_listens_nothing_is_written()
    {
        await using Instance instance = await Instance.StartAsync(scratch.Path);
        Guid run = await instance.SubmitAsync(await instance.AddDatasetAsync(), []);
        await instance.SeesAsync(run, RunStatus.Succeeded);
        RunFolder folder = instance.Options.FolderOf(run);
        Assert.False(File.Exists(folder.Trace));
        Assert.False(File.Exists(folder.Spans(1)));
    }

    [Fact]
    public void What_a_child_left_is_taken_only_as_far_as_it_belongs_to_the_trace()
    {
        using ActivityListener listener = Listen();
        string file = scratch["spans.ndjson"];
        DateTime now = TimeProvider.System.GetUtcNow().UtcDateTime;
        using Activity parent = RunTraces.Submit("counting")!;
        string trace = parent.TraceId.ToHexString();
        File.WriteAllLines(file,
        [
            new ChildSpan(new string('a', 32), "1", "0", "of another trace", now, 1).ToJson(), new ChildSpan(trace, "2", "0", new string('x', 5000), now, 1).ToJson(),
            new ChildSpan(trace, "3", "0", "endless", now, double.MaxValue).ToJson(), .. Enumerable.Range(0, 1000).Select(i => new ChildSpan(trace, $"s{i}", "2", "many", now, 0).ToJson()), "{ not json",
        ]);
        RunTraces.Adopt(file);
        Activity[] adopted = [.. spans.Where(span => span.TraceId == parent.TraceId)];
        Assert.DoesNotContain(spans, span => span.OperationName is "of another trace" or "endless");
        Assert.Equal(40, adopted.Max(span => span.OperationName.Length));
        Assert.InRange(adopted.Length, 2, 50);
        File.WriteAllText(file, "{ not json");
        RunTraces.Adopt(file);
    }

    private Activity? Of(ActivityTraceId trace, string name) => spans.FirstOrDefault(span => span.TraceId == trace && span.OperationName == name);

    private ActivityListener Listen()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == InstanceMeter.Name, Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded, ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
