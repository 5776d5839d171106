using CellDynamics.Methods.Contract;
using CellDynamics.Runs.Execution;

namespace CellDynamics.Runs.Executor;

/// <summary>Writes <c>progress.ndjson</c>: turns the steps of a run into one share and an estimate of the time left.</summary>
public sealed class RunJournal : IProgress<RunProgress>, IDisposable
{
    /// <summary>Share of the whole that each stage takes, measured on the samples; only the estimate depends on it.</summary>
    private static readonly (RunStage Stage, double Share)[] Validated =
        [(RunStage.Reading, 0.02), (RunStage.Preparing, 0.05), (RunStage.Fitting, 0.25), (RunStage.Testing, 0.63), (RunStage.Saving, 0.05)];

    private static readonly (RunStage Stage, double Share)[] Unvalidated =
        [(RunStage.Reading, 0.05), (RunStage.Preparing, 0.15), (RunStage.Fitting, 0.65), (RunStage.Testing, 0), (RunStage.Saving, 0.15)];

    /// <summary>Measuring the response comes before the fit; the test fits every left-out donor anew, and the guesses beside it that are flows too.</summary>
    private static readonly (RunStage Stage, double Share)[] TreatmentsValidated =
        [(RunStage.Reading, 0.01), (RunStage.Preparing, 0.09), (RunStage.Fitting, 0.05), (RunStage.Testing, 0.82), (RunStage.Saving, 0.03)];

    private static readonly (RunStage Stage, double Share)[] TreatmentsUnvalidated =
        [(RunStage.Reading, 0.03), (RunStage.Preparing, 0.35), (RunStage.Fitting, 0.5), (RunStage.Testing, 0), (RunStage.Saving, 0.12)];

    /// <summary>Estimates before this share of the work would jump about.</summary>
    private const double LeastFraction = 0.04;

    private readonly StreamWriter file;
    private readonly (RunStage Stage, double Share)[] stages;
    private readonly TimeProvider time;
    private readonly Lock gate = new();
    private double startFraction = -1;
    private long started;
    private RunProgress last = new(RunStage.Reading, 0, "");

    /// <param name="path">Appended to.</param>
    /// <param name="request">What is run: what kind of question, and whether the run tests itself, which takes most of its time.</param>
    /// <param name="time">Clock.</param>
    public RunJournal(string path, RunRequest request, TimeProvider time)
    {
        file = new StreamWriter(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite)) { AutoFlush = true };
        (stages, this.time) = (StagesOf(request), time);
    }

    private static (RunStage Stage, double Share)[] StagesOf(RunRequest request) => (request.IsOfTreatments, request.Validation) switch
    {
        (true, true) => TreatmentsValidated,
        (true, false) => TreatmentsUnvalidated,
        (false, true) => Validated,
        (false, false) => Unvalidated,
    };

    /// <summary>Also told of every line.</summary>
    public Action<ProgressLine>? Heard { get; init; }

    public void Report(RunProgress value) => Write(Line(value));

    public void Warn(string warning) => Write(Line(new RunProgress(RunStage.Preparing, 1, warning)) with { Warning = warning });

    public void Fail(string failure) => Write(Line(last with { Message = "Failed", Point = null }) with { Failure = failure, SecondsLeft = null });

    public void Finish(string? verdict) => Write(Line(new RunProgress(RunStage.Saving, 1, "Done")) with { Verdict = verdict });

    public void Dispose() => file.Dispose();

    private void Write(ProgressLine line)
    {
        lock (gate)
            file.WriteLine(line.ToJson());
        Heard?.Invoke(line);
    }

    private ProgressLine Line(RunProgress progress)
    {
        last = progress;
        double before = stages.TakeWhile(s => s.Stage != progress.Stage).Sum(s => s.Share), share = stages.FirstOrDefault(s => s.Stage == progress.Stage).Share;
        double fraction = Math.Clamp(before + share * Math.Clamp(progress.Fraction, 0, 1), 0, 1);
        return new ProgressLine
        {
            Utc = time.GetUtcNow().UtcDateTime, Stage = progress.Stage, StageFraction = Math.Clamp(progress.Fraction, 0, 1), Fraction = fraction,
            SecondsLeft = SecondsLeft(progress.Stage, fraction), Message = progress.Message, Point = progress.Point,
        };
    }

    /// <summary>From the pace since the fit began: what a resumed run skips would make the pace too good.</summary>
    private double? SecondsLeft(RunStage stage, double fraction)
    {
        if (stage < RunStage.Fitting)
            return null;
        if (startFraction < 0)
            (startFraction, started) = (fraction, time.GetTimestamp());
        double done = fraction - startFraction;
        return done < LeastFraction ? null : Math.Round(time.GetElapsedTime(started).TotalSeconds * (1 - fraction) / done, 1);
    }
}
