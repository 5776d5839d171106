using CellDynamics.Methods.Contract;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Executor;
using CellDynamics.Runs.Tests.Shared;

namespace CellDynamics.Runs.Tests.Executor;

public sealed class RunJournalTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    /// <summary>Reading and preparing have a pace of their own: what they took says nothing about the fits.</summary>
    [Fact]
    public void The_time_left_follows_the_pace_since_the_fit_began()
    {
        var clock = new Clock();
        List<ProgressLine> lines = [];
        RunRequest request = new()
        {
            Method = "mfm", Name = "Screen", DatasetPath = "", DatasetSha256 = "", Roles = new(), Parameters = new Dictionary<string, string>(), Version = "test", CreatedUtc = default,
        };
        using (var journal = new RunJournal(scratch["progress.ndjson"], request, clock) { Heard = lines.Add })
        {
            journal.Report(new RunProgress(RunStage.Preparing, 0.5, "Preparing"));
            clock.Seconds = 1000;
            journal.Report(new RunProgress(RunStage.Fitting, 0, "Fitting"));
            clock.Seconds = 1100;
            journal.Report(new RunProgress(RunStage.Testing, 0.5, "Testing"));
            clock.Seconds = 1200;
            journal.Report(new RunProgress(RunStage.Testing, 1, "Testing"));
        }
        Assert.Equal([null, null], lines.Take(2).Select(line => line.SecondsLeft));
        double half = lines[2].Fraction - lines[1].Fraction, whole = lines[3].Fraction - lines[1].Fraction;
        Assert.Equal(100 * (1 - lines[2].Fraction) / half, lines[2].SecondsLeft!.Value, 0.1);
        Assert.Equal(200 * (1 - lines[3].Fraction) / whole, lines[3].SecondsLeft!.Value, 0.1);
        Assert.Equal(lines.Select(line => line.Fraction).Order(), lines.Select(line => line.Fraction));
    }

    private sealed class Clock : TimeProvider
    {
        public long Seconds { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Seconds;
    }
}
