using System.Globalization;

namespace CellDynamics.Cli.Benchmarks.Load;

/// <summary>What was measured, as tables, and beside the goals.</summary>
internal static class LoadReport
{
    public const double LongestInteraction = 500, MostMemory = 1.5e9, MostGrowth = 1.1;

    private const int Quarters = 4, MostStandstills = 12;
    private const double LongWait = 2000;

    public static BenchmarkReport Of(LoadOutcome outcome) => new("load", Protocol(outcome), [Browsers(outcome), Circuits(outcome), Data(outcome), Standstills(outcome), Machine(outcome), Work(outcome), Errors(outcome)], Goals(outcome), Notes(outcome));

    /// <param name="share">Of the values that are no longer, from 0 to 1; nearest rank.</param>
    public static double Percentile(IReadOnlyList<double> ascending, double share) => ascending.Count == 0 ? double.NaN : ascending[Math.Clamp((int)Math.Ceiling(share * ascending.Count) - 1, 0, ascending.Count - 1)];

    private static string Protocol(LoadOutcome outcome)
    {
        LoadPlan plan = outcome.Plan;
        return $"The site as a process of its own on a fresh data root ({(plan.IsPostgres ? "PostgreSQL" : "SQLite, the embedded default")}), without accounts, on the loopback. {plan.Users} circuits over the protocol of Blazor and {plan.Browsers} Chromium, "
            + $"each with one interaction every {LoadPlan.ShortestPause.TotalSeconds:0} to {LoadPlan.LongestPause.TotalSeconds:0} s, whose effect is looked for: without one within {LoadPlan.Patience.TotalSeconds:0} s it is an error. "
            + $"{plan.Runs} analyses put in line before; {plan.Uploads} uploads at once of {Gigabytes(outcome.UploadBytes)} GB each, over what would be a network of 1 Gbit/s. Measured for {outcome.Duration.TotalMinutes:0.#} minutes, after everybody had come ({plan.Arrival.TotalSeconds:0} s).";
    }

    private static BenchmarkTable Browsers(LoadOutcome outcome) => Latencies("Browsers, from the input to the painted effect (ms)", outcome, Waiter.Browser);

    private static BenchmarkTable Circuits(LoadOutcome outcome) => Latencies("Circuits, from the event sent to the batch that shows its effect (ms)", outcome, Waiter.Circuit);

    private static BenchmarkTable Data(LoadOutcome outcome) => Latencies("Numbers that the scripts of these circuits fetch (ms)", outcome, Waiter.Data);

    private static BenchmarkTable Latencies(string title, LoadOutcome outcome, Waiter who)
    {
        Latency[] own = [.. outcome.Latencies.Where(latency => latency.Who == who)];
        List<string[]> rows = [.. own.GroupBy(latency => latency.What).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => Row(group.Key, group))];
        if (rows.Count > 1)
            rows.Add(Row("all", own));
        rows.Add(Row("all, while an analysis was computed", own.Where(latency => latency.IsTraining)));
        return new BenchmarkTable(title, ["what", "times", "p50", "p95", "p99", "max"], rows);
    }

    private static string[] Row(string what, IEnumerable<Latency> latencies)
    {
        double[] ascending = [.. latencies.Select(latency => latency.Milliseconds).Order()];
        return [what, Text(ascending.Length), .. new[] { 0.5, 0.95, 0.99, 1 }.Select(share => ascending.Length == 0 ? "" : Whole(Percentile(ascending, share)))];
    }

    /// <summary>When everybody waits at once, something stood still: which minute says what.</summary>
    private static BenchmarkTable Standstills(LoadOutcome outcome)
    {
        List<List<Latency>> together = [];
        var last = TimeSpan.MinValue;
        foreach (Latency wait in outcome.Latencies.Where(latency => latency.Milliseconds >= LongWait).OrderBy(latency => latency.Begin))
        {
            if (wait.Begin > last)
                together.Add([]);
            together[^1].Add(wait);
            last = wait.End > last ? wait.End : last;
        }
        string[][] rows = [.. together.OrderByDescending(waits => waits.Max(wait => wait.Milliseconds)).Take(MostStandstills).OrderBy(waits => waits[0].Begin).Select(waits => (string[])
            [When(waits[0].Begin), When(waits.Max(wait => wait.End)), Text(waits.Count), Whole(waits.Max(wait => wait.Milliseconds)), string.Join(", ", waits.Select(wait => wait.What).Distinct().Order(StringComparer.Ordinal))])];
        return new BenchmarkTable($"Waits of {LongWait / 1000:0} s and more, those that overlap together (the {MostStandstills} longest)", ["from (min:s)", "to", "waits", "longest ms", "for what"], rows.Length == 0 ? [["none", "", "0", "", ""]] : rows);
    }

    private static BenchmarkTable Machine(LoadOutcome outcome)
    {
        List<string[]> rows = [.. Enumerable.Range(0, Quarters).Select(quarter => MachineRow($"{quarter + 1}", Quarter(outcome, quarter)))];
        rows.Add(MachineRow("all", outcome.Samples));
        return new BenchmarkTable($"Memory of the site, and who took the {Environment.ProcessorCount} processors, by quarters of the time", ["quarter", "mean MB", "peak MB", "site %", "analyses, checks %", "circuits, uploads %", "browsers %", "others on this machine %"], rows);
    }

    private static string[] MachineRow(string name, IReadOnlyList<Sample> samples)
    {
        if (samples.Count < 2)
            return [name, "", "", "", "", "", "", ""];
        Sample first = samples[0], last = samples[^1];
        double all = (last.At - first.At).TotalSeconds * Environment.ProcessorCount;
        return [name, Megabytes(Mean(samples)), Megabytes(samples.Max(sample => sample.Memory)), .. new Func<Sample, double>[] { s => s.Site, s => s.Children, s => s.Client, s => s.Browsers, s => s.Machine - s.Site - s.Children - s.Client - s.Browsers }.Select(of => Whole(100 * (of(last) - of(first)) / all))];
    }

    private static BenchmarkTable Work(LoadOutcome outcome)
    {
        double minutes = outcome.Duration.TotalMinutes;
        List<string[]> rows =
        [
            ["interactions a minute", Number(outcome.Latencies.Count(latency => latency.Who != Waiter.Data) / minutes)],
            ["time in which an analysis was computed %", Whole(100.0 * outcome.Samples.Count(sample => sample.IsTraining) / Math.Max(1, outcome.Samples.Count))],
            .. outcome.Runs.Select(state => (string[])[$"analyses {state.Key}", Text(state.Value)]),
        ];
        if (outcome.Plan.Uploads > 0)
            rows.Add([$"uploads of {Gigabytes(outcome.UploadBytes)} GB that arrived whole, longest time", outcome.Uploads.Count == 0 ? "0" : $"{Text(outcome.Uploads.Count)}, {Whole(outcome.Uploads.Max())} s"]);
        return new BenchmarkTable("Work", ["what", "found"], rows);
    }

    private static BenchmarkTable Errors(LoadOutcome outcome) => new("Errors", ["kind", "times", "first at (min:s)", "the first"],
        outcome.Troubles.Count == 0 ? [["none", "0", "", ""]] : [.. outcome.Troubles.Select(trouble => (string[])[trouble.Kind, Text(trouble.Count), When(trouble.When), OneLine(trouble.First)])]);

    private static List<BenchmarkGoal> Goals(LoadOutcome outcome)
    {
        Waiter judged = outcome.Plan.Browsers > 0 ? Waiter.Browser : Waiter.Circuit;
        double[] waits = [.. outcome.Latencies.Where(latency => latency.Who == judged && latency.IsTraining).Select(latency => latency.Milliseconds).Order()];
        double p95 = Percentile(waits, 0.95), peak = outcome.Samples.Max(sample => sample.Memory);
        double second = Mean(Quarter(outcome, 1)), last = Mean(Quarter(outcome, Quarters - 1)), growth = last / second;
        return
        [
            waits.Length == 0 ? new($"p95 of an interaction below {LongestInteraction:0} ms while an analysis is computed", outcome.Samples.Any(sample => sample.IsTraining) ? "one was, and no interaction was timed meanwhile" : "none was computed", GoalState.NotJudged)
                : new($"p95 of an interaction below {LongestInteraction:0} ms while an analysis is computed ({(judged == Waiter.Browser ? "browsers" : "circuits")})", $"{p95:0} ms", p95 < LongestInteraction ? GoalState.Met : GoalState.Missed),
            BenchmarkGoal.AtMost("errors: none", outcome.Troubles.Sum(trouble => trouble.Count), 0),
            new("memory of the site below 1.5 GB", $"{Megabytes(peak)} MB at its peak", peak < MostMemory ? GoalState.Met : GoalState.Missed),
            new("mean memory of the last quarter at most 1.1 times that of the second", $"{growth.ToString("0.00", CultureInfo.InvariantCulture)} ({Megabytes(second)} MB, then {Megabytes(last)} MB)",
                !outcome.IsWholeHour || double.IsNaN(growth) ? GoalState.NotJudged : growth <= MostGrowth ? GoalState.Met : GoalState.Missed),
        ];
    }

    private static List<string> Notes(LoadOutcome outcome) =>
    [
        "Stepping the slider sends nothing to the server, so only the browsers do it; a circuit does something that the server has to answer each time, and fetches the numbers and files that the scripts of the page would fetch, each once as a browser would.",
        "Circuits, browsers, analyses and the site share the processors of one machine. People would bring processors of their own: what circuits and browsers take here is missing to the site.",
        outcome.Plan.Browsers > 0 ? "An interaction of a browser is timed in its page: from the event to the frame after the one in which its effect stood." : "No browser took part: the goal is judged on circuits.",
        .. outcome.IsWholeHour ? Array.Empty<string>() : ["The goal for memory over time needs an hour (--minutes 60); quarters here are those of a shorter time."],
        .. outcome.Notes,
    ];

    private static List<Sample> Quarter(LoadOutcome outcome, int quarter)
    {
        if (outcome.Samples.Count == 0)
            return [];
        double from = outcome.Samples[0].At.TotalSeconds, length = (outcome.Samples[^1].At.TotalSeconds - from) / Quarters;
        return [.. outcome.Samples.Where(sample => sample.At.TotalSeconds - from >= quarter * length && sample.At.TotalSeconds - from <= (quarter + 1) * length)];
    }

    private static double Mean(IReadOnlyList<Sample> samples) => samples.Count == 0 ? double.NaN : samples.Average(sample => (double)sample.Memory);

    private static string OneLine(string text)
    {
        const int Most = 320;
        string line = text.ReplaceLineEndings(" ").Replace('|', '/');
        return line.Length <= Most ? line : line[..Most] + "…";
    }

    private static string When(TimeSpan moment) => $"{(int)moment.TotalMinutes}:{moment.Seconds:00}";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Whole(double number) => number.ToString("0", CultureInfo.InvariantCulture);

    private static string Number(double number) => number.ToString("0.#", CultureInfo.InvariantCulture);

    private static string Megabytes(double bytes) => Whole(bytes / 1e6);

    private static string Gigabytes(long bytes) => (bytes / 1e9).ToString("0.##", CultureInfo.InvariantCulture);
}
