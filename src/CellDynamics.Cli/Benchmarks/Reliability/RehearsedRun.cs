using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CellDynamics.Methods.Contract;
using CellDynamics.Runs.Execution;

namespace CellDynamics.Cli.Benchmarks.Reliability;

/// <summary>A run whose result tells everything about how it came about: it hashes its state step by step, so that only a faithful resume ends where an unbroken run does.</summary>
internal static class RehearsedRun
{
    public const string Method = "rehearsal";
    public const string Steps = "steps";

    /// <summary>Milliseconds that each step takes without using the processor.</summary>
    public const string Pause = "pause";

    /// <summary>1: waits half-way until <see cref="LetGo"/>.</summary>
    public const string Hold = "hold";

    /// <summary>The result repeats its state so often: long enough to be caught half written.</summary>
    public const int Repeats = 2_000;

    /// <summary>Said in the log by every attempt.</summary>
    public const string FirstStep = "first step ";

    private const string Start = "start";

    public static int Execute(string path, int attempt, bool isWatched)
    {
        CancellationToken cancel = isWatched ? ParentWatch.Start() : CancellationToken.None;
        var folder = new RunFolder(Path.GetFullPath(path));
        IReadOnlyDictionary<string, string> parameters = folder.ReadRequest().Parameters;
        int steps = Number(parameters, Steps), pause = Number(parameters, Pause);
        Directory.CreateDirectory(folder.Checkpoint);
        using var progress = new StreamWriter(new FileStream(folder.Progress(attempt), FileMode.Append, FileAccess.Write, FileShare.ReadWrite)) { AutoFlush = true };
        (int step, string state) = ReadCheckpoint(folder);
        Console.Out.WriteLine($"{FirstStep}{step.ToString(CultureInfo.InvariantCulture)}");
        for (; step < steps; step++)
        {
            while (step == steps / 2 && Number(parameters, Hold) == 1 && !File.Exists(GoOf(folder)) && !cancel.WaitHandle.WaitOne(20))
            {
                // The fault comes now.
            }
            if (cancel.WaitHandle.WaitOne(pause))
                return ParentWatch.CancelledExitCode;
            state = Next(state);
            string checkpoint = CheckpointOf(folder), unfinished = $"{checkpoint}.{attempt.ToString(CultureInfo.InvariantCulture)}.tmp";
            File.WriteAllText(unfinished, $"{(step + 1).ToString(CultureInfo.InvariantCulture)} {state}");
            File.Move(unfinished, checkpoint, overwrite: true);
            progress.WriteLine(Line(step + 1, steps).ToJson());
        }
        Directory.CreateDirectory(folder.UnpublishedModel(attempt));
        File.WriteAllText(Path.Combine(folder.UnpublishedModel(attempt), "state"), Content(attempt, state));
        File.WriteAllText(folder.UnpublishedResult(attempt), Content(attempt, state));
        progress.WriteLine((Line(steps, steps) with { Verdict = "Counted." }).ToJson());
        return ExitCode.Done;
    }

    /// <summary>Lets a run that waits half-way go on.</summary>
    public static void LetGo(RunFolder folder) => File.WriteAllText(GoOf(folder), "");

    /// <summary>What the result of an attempt must be, however often the run was interrupted.</summary>
    public static string Expected(int attempt, int steps)
    {
        string state = Start;
        for (int step = 0; step < steps; step++)
            state = Next(state);
        return Content(attempt, state);
    }

    private static string Content(int attempt, string state) =>
        string.Concat(Enumerable.Repeat($"{attempt.ToString(CultureInfo.InvariantCulture)} {state}\n", Repeats));

    private static string Next(string state) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(state)));

    private static (int Step, string State) ReadCheckpoint(RunFolder folder)
    {
        if (!File.Exists(CheckpointOf(folder)))
            return (0, Start);
        string[] parts = File.ReadAllText(CheckpointOf(folder)).Split(' ');
        return (int.Parse(parts[0], CultureInfo.InvariantCulture), parts[1]);
    }

    private static string GoOf(RunFolder folder) => Path.Combine(folder.Root, "go");

    private static string CheckpointOf(RunFolder folder) => Path.Combine(folder.Checkpoint, "state");

    private static int Number(IReadOnlyDictionary<string, string> parameters, string key) => int.Parse(parameters[key], CultureInfo.InvariantCulture);

    private static ProgressLine Line(int step, int steps) => new()
    {
        Utc = TimeProvider.System.GetUtcNow().UtcDateTime, Stage = RunStage.Fitting, StageFraction = (double)step / steps, Fraction = (double)step / steps, Message = "Counting",
    };
}
