using System.Security.Cryptography;
using System.Text;
using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Contract;
using CellDynamics.Runs.Datasets;
using CellDynamics.Runs.Execution;

namespace CellDynamics.Runs.Tests.Shared;

/// <summary>A stand-in for a method, in a process of its own: hashes its state step by step, so that only a faithful resume gives the same end.</summary>
internal static class CountingMethod
{
    /// <summary>How it behaves: <c>count</c>, <c>fail</c>, <c>stubborn</c> (ignores a cancel), <c>empty</c> (no result), <c>dies</c> (killed), <c>complains</c> (standard error).</summary>
    public const string Behaviour = "behaviour";
    public const string Steps = "steps";

    /// <summary>Waits before this step until the file <c>go</c> stands in the run's folder.</summary>
    public const string HoldAt = "hold-at";

    public static async Task<int> RunAsync(string[] args)
    {
        CancellationToken cancel = args.Contains("--watch-stdin") ? ParentWatch.Start() : CancellationToken.None;
        var folder = new RunFolder(args[1]);
        int attempt = int.Parse(args[Array.IndexOf(args, "--attempt") + 1]);
        IReadOnlyDictionary<string, string> parameters = folder.ReadRequest().Parameters;
        await using var progress = new StreamWriter(new FileStream(folder.Progress(attempt), FileMode.Append, FileAccess.Write, FileShare.ReadWrite)) { AutoFlush = true };
        Console.WriteLine($"attempt {attempt} starts");
        switch (parameters.GetValueOrDefault(Behaviour, "count"))
        {
            case "fail":
                progress.WriteLine((Line(0, 1) with { Failure = "/obs/day: expected numbers, found words. Choose another column." }).ToJson());
                return 1;
            case "complains":
                Console.Error.WriteLine("cells.h5ad, /X: expected a matrix, found nothing. Write the file again.");
                return 1;
            case "empty":
                return 0;
            case "dies":
                System.Diagnostics.Process.GetCurrentProcess().Kill();
                return 0;
            case "stubborn":
                progress.WriteLine(Line(0, 1).ToJson());
                await Task.Delay(Timeout.Infinite, CancellationToken.None);
                return 0;
        }
        return await CountAsync(folder, attempt, parameters, progress, cancel);
    }

    /// <summary>Anything but a file that begins with HDF5's signature cannot be read.</summary>
    public static int Summarize(string file, string folder)
    {
        byte[] head = new byte[4];
        using (FileStream content = File.OpenRead(file))
            content.ReadAtLeast(head, 4, throwOnEndOfStream: false);
        if (!head.AsSpan(1).SequenceEqual("HDF"u8))
        {
            Console.Error.WriteLine($"{file}: expected an HDF5 file, found text. Save it as .h5ad with anndata.");
            return 1;
        }
        bool isReady = !file.Contains("one-time", StringComparison.Ordinal);
        DatasetSummaryFile.Write(folder, new DatasetSummary(
            "{}", DatasetSummaryFile.ReadRoles(folder) ?? new StudyRoles { Time = "day" }, [], [new TimePointSummary(0, "0", 3), new TimePointSummary(1, "1", 4)], "d",
            isReady ? null : "/obs/day: expected two time points, found one.", "counts", "Ready.", isReady, [], [0, 0], [0], "PCA") { Cells = 7, Genes = 5, Reading = Reading(DatasetSummaryFile.ReadChoices(folder).Annotations) });
        return 0;
    }

    /// <summary>A table that says "nothing" fits nothing.</summary>
    private static DatasetReading Reading(string? table) => new("h5ad", null, [], null)
    {
        Annotations = table is null || !FitsCells(table) ? null : new AnnotationJoin(Path.GetFileName(table), null, ["day"], 7, 7, [], [], 0, []),
        AnnotationsProblem = table is null || FitsCells(table) ? null : "It fits nothing.",
    };

    private static bool FitsCells(string table) => !File.ReadAllText(table).Contains("nothing", StringComparison.Ordinal);

    private static async Task<int> CountAsync(
        RunFolder folder, int attempt, IReadOnlyDictionary<string, string> parameters, StreamWriter progress, CancellationToken cancel)
    {
        int steps = int.Parse(parameters.GetValueOrDefault(Steps, "3")), holdAt = int.Parse(parameters.GetValueOrDefault(HoldAt, "-1"));
        Directory.CreateDirectory(folder.Checkpoint);
        string checkpoint = Path.Combine(folder.Checkpoint, "state");
        string[] saved = File.Exists(checkpoint) ? File.ReadAllText(checkpoint).Split(' ') : ["0", "start"];
        (int step, string state) = (int.Parse(saved[0]), saved[1]);
        Console.WriteLine($"first step {step}");
        for (; step < steps; step++)
        {
            while (step == holdAt && !File.Exists(Path.Combine(folder.Root, "go")))
            {
                if (cancel.IsCancellationRequested)
                    return ParentWatch.CancelledExitCode;
                await Task.Delay(10, CancellationToken.None);
            }
            state = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(state)));
            File.WriteAllText(checkpoint + ".tmp", $"{step + 1} {state}");
            File.Move(checkpoint + ".tmp", checkpoint, overwrite: true);
            progress.WriteLine(Line(step + 1, steps).ToJson());
        }
        Directory.CreateDirectory(folder.UnpublishedModel(attempt));
        File.WriteAllText(Path.Combine(folder.UnpublishedModel(attempt), "state"), state);
        File.WriteAllText(folder.UnpublishedResult(attempt), state);
        progress.WriteLine((Line(steps, steps) with { Verdict = "Better than every simple guess." }).ToJson());
        return 0;
    }

    private static ProgressLine Line(int step, int steps) => new()
    {
        Utc = TimeProvider.System.GetUtcNow().UtcDateTime, Stage = RunStage.Fitting, StageFraction = (double)step / steps, Fraction = (double)step / steps,
        SecondsLeft = steps - step, Message = $"Step {step} of {steps}.", Point = new HistoryPoint("loss", step, 1.0 / (step + 1)),
    };
}
