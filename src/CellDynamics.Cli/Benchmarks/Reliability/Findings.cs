using System.Globalization;
using CellDynamics.Runs;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Model;

namespace CellDynamics.Cli.Benchmarks.Reliability;

/// <summary>What runs left behind, looked at one by one.</summary>
/// <param name="Runs">How many were submitted.</param>
/// <param name="Succeeded">With a result that is exactly what an unbroken run makes.</param>
/// <param name="Failed">Told their owner why.</param>
/// <param name="Resumed">Began a later attempt where an earlier one had stopped.</param>
/// <param name="Attempts">Of all runs together.</param>
/// <param name="Problems">Lost, published twice, half written: each a sentence.</param>
internal sealed record Findings(int Runs, int Succeeded, int Failed, int Resumed, int Attempts, IReadOnlyList<string> Problems)
{
    public static Findings Of(IReadOnlyList<Guid> submitted, IReadOnlyList<RunRecord> rows, RunsOptions options)
    {
        List<string> problems = [.. submitted.Except(rows.Select(row => row.Id)).Select(id => $"{id} is lost.")];
        int resumed = 0;
        foreach (RunRecord row in rows)
        {
            RunFolder folder = options.FolderOf(row.Id);
            if (Problem(row, folder) is { } problem)
                problems.Add($"{row.Id}: {problem}");
            if (Enumerable.Range(2, Math.Max(0, row.Attempt - 1)).Any(attempt => FirstStep(folder, attempt) > 0))
                resumed++;
        }
        return new Findings(
            submitted.Count, rows.Count(row => row.Status == RunStatus.Succeeded), rows.Count(row => row.Status == RunStatus.Failed && row.Failure.Length > 0), resumed, rows.Sum(row => row.Attempt), problems);
    }

    private static string? Problem(RunRecord row, RunFolder folder)
    {
        // An attempt that came to its end and whose result is no longer among its files was published.
        int[] published = [.. Enumerable.Range(1, row.Attempt).Where(attempt => HasFinished(folder, attempt) && !File.Exists(folder.UnpublishedResult(attempt)))];
        if (row.Status == RunStatus.Failed)
            return File.Exists(folder.Result) ? $"it failed ({row.Failure}) and has a result." : row.Failure.Length == 0 ? "it failed and does not say why." : null;
        if (row.Status != RunStatus.Succeeded)
            return $"expected it to end, found it {row.Status}.";
        if (!File.Exists(folder.Result))
            return "it succeeded and has no result.";
        if (published.Length != 1)
            return $"expected one publication, found {published.Length} (attempts {string.Join(", ", published)}).";
        if (File.ReadAllText(folder.Published) != published[0].ToString(CultureInfo.InvariantCulture))
            return $"attempt {published[0]} was published, and {File.ReadAllText(folder.Published)} is named.";
        string expected = RehearsedRun.Expected(published[0], int.Parse(folder.ReadRequest().Parameters[RehearsedRun.Steps], CultureInfo.InvariantCulture));
        return File.ReadAllText(folder.Result) != expected ? "its result is not that of an unbroken run."
            : File.ReadAllText(Path.Combine(folder.Model, "state")) != expected ? "its model is not that of its result."
            : null;
    }

    private static bool HasFinished(RunFolder folder, int attempt) =>
        File.Exists(folder.Progress(attempt)) && File.ReadLines(folder.Progress(attempt)).Any(line => ProgressLine.FromJson(line)?.Verdict is not null);

    private static int FirstStep(RunFolder folder, int attempt)
    {
        string? line = File.Exists(folder.Log(attempt)) ? File.ReadLines(folder.Log(attempt)).FirstOrDefault(l => l.StartsWith(RehearsedRun.FirstStep, StringComparison.Ordinal)) : null;
        return line is null ? 0 : int.Parse(line[RehearsedRun.FirstStep.Length..], CultureInfo.InvariantCulture);
    }
}
