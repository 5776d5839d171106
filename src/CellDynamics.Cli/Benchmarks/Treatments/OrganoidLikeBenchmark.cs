using CellDynamics.Methods.Contract;
using CellDynamics.Methods.MetaFlowMatching;
using CellDynamics.Methods.Metrics;
using CellDynamics.Methods.Simulators;
using CellDynamics.Methods.Treatments;

namespace CellDynamics.Cli.Benchmarks.Treatments;

/// <summary>A simulated drug screen whose responses depend on the population by a known weight s: at 0 nothing about it can help.</summary>
internal sealed class OrganoidLikeBenchmark : IBenchmark
{
    private const int HeldOut = 10, ScoredCells = 400;
    private const string Mfm = "mfm", WithoutCode = "flow-without-code";

    public string Name => "organoid-like";

    public string Summary => "Responses of held-out populations in a simulated screen, swept over how much they depend on the population (s), MFM beside its baselines.";

    public BenchmarkReport Run(BenchmarkRequest request)
    {
        double[] strengths = request.IsQuick ? [0, 2] : [0, 0.5, 1, 2];
        int seeds = request.IsQuick ? 1 : 5;
        MfmParameters settings = new() { BatchPopulations = 8, FlowCellTypes = false, SolverSteps = 10, Steps = request.IsQuick ? 60 : 1000 };
        Contender[] contenders = [.. Contender.Baselines, Contender.Mfm(Mfm, settings)];
        string[] baselines = [.. Contender.Baselines.Select(baseline => baseline.Name)];
        List<BenchmarkTable> tables = [];
        List<BenchmarkGoal> goals = [];
        foreach (double s in strengths)
        {
            request.Say($"s = {s}");
            var found = new TrialTables(TrialRunner.Run(contenders, [Fold(s, request.IsQuick)], settings, seeds, request), [.. contenders.Select(c => c.Name), Contender.Oracle, Contender.Ceiling]);
            tables.Add(found.Scores(FormattableString.Invariant($"s = {s}: mean over held-out populations")));
            tables.Add(found.Differences(FormattableString.Invariant($"s = {s}: W2 of mfm minus each baseline"), Mfm, baselines));
            goals.Add(Goal(found, s, baselines));
        }
        return new BenchmarkReport(
            Name,
            $"Simulated as fixed in mfm 5.3: 40 populations in two replicates, 1,000 cells each, six treatments, ten markers, three cell types; {HeldOut} populations are held out, one replicate and at most {ScoredCells} cells a side of each are scored, {seeds} seed(s) of training on one screen. "
            + $"W2 divided by the mean standard deviation of the training cells. MFM: encoder {settings.Encoder}, bottleneck {settings.Bottleneck}, {settings.Coupling}, {settings.Steps} steps of {settings.BatchPopulations} × {settings.BatchCells} cells; the flows among the baselines are given the same steps. No cell types are given to any method.",
            tables, request.IsQuick ? [] : goals,
            ["The published organoid screen itself is not to be had: its table cannot be reproduced here. Those who have the preprocessed files can run benchmark trellis.",
             "Intervals: bootstrap over the held-out populations; treatments and seeds are averaged within a population first."]);
    }

    private static TrialFold Fold(double s, bool isQuick)
    {
        var screen = new OrganoidLikeSettings { Strength = s, Cells = isQuick ? 100 : 1000 };
        IReadOnlyList<TreatmentPair> pairs = [.. OrganoidLikeSimulator.Pairs(screen, 0).Select(WithoutTypes)];
        HashSet<string> heldOut = [.. pairs.Select(pair => pair.Donor).Distinct().TakeLast(HeldOut)];
        ILookup<bool, TreatmentPair> isHeldOut = pairs.ToLookup(pair => heldOut.Contains(pair.Donor));
        return TrialFold.Of(FormattableString.Invariant($"s = {s}"), [.. isHeldOut[false]], [.. isHeldOut[true].Where(pair => pair.Treated.Batch == pairs[0].Treated.Batch).Select(Thinned)]);
    }

    /// <summary>Exact distances between a thousand cells would take most of the time.</summary>
    private static TreatmentPair Thinned(TreatmentPair pair) => new(Thinned(pair.Control), Thinned(pair.Treated));

    private static Population Thinned(Population population) => population.Select([.. Enumerable.Range(0, Math.Min(ScoredCells, population.Count))]);

    private static TreatmentPair WithoutTypes(TreatmentPair pair) => new(pair.Control with { CellTypes = null }, pair.Treated with { CellTypes = null });

    private static BenchmarkGoal Goal(TrialTables tables, double s, string[] baselines)
    {
        if (s == 0)
        {
            DonorBootstrap gain = tables.Difference(Mfm, WithoutCode);
            return new BenchmarkGoal("s = 0: the population code shows no gain (interval of mfm minus flow-without-code reaches 0)", $"{gain.Low:+0.0000;-0.0000;0.0000} to {gain.High:+0.0000;-0.0000;0.0000}", gain.High >= 0 ? GoalState.Met : GoalState.Missed);
        }
        (string name, DonorBootstrap gap) = baselines.Select(name => (name, tables.Difference(Mfm, name))).MaxBy(pair => pair.Item2.High);
        GoalState state = s < 1 ? GoalState.NotJudged : gap.High < 0 ? GoalState.Met : GoalState.Missed;
        return new BenchmarkGoal(FormattableString.Invariant($"s = {s}: mfm below every baseline, interval off 0; closest: {name}"), $"{gap.Low:+0.0000;-0.0000;0.0000} to {gap.High:+0.0000;-0.0000;0.0000}", state);
    }
}
