using System.Collections.Concurrent;
using System.Globalization;
using CellDynamics.Methods.Integration;
using CellDynamics.Methods.Metrics;
using CellDynamics.Methods.Simulators.BoolOde;

namespace CellDynamics.Cli.Benchmarks.Networks;

/// <summary>The networks of BEELINE, simulated here: the four curated ones, which are judged, or the six synthetic ones.</summary>
/// <param name="isCurated">Which.</param>
internal sealed class BeelineBenchmark(bool isCurated) : IBenchmark
{
    private const int Sets = 10, Cells = 2000;

    private static readonly BoolOdeNetwork[] Curated = [BoolOdeNetwork.Mcad, BoolOdeNetwork.Vsc, BoolOdeNetwork.Hsc, BoolOdeNetwork.Gsd];

    private readonly BoolOdeNetwork[] networks = isCurated ? Curated : [.. Enum.GetValues<BoolOdeNetwork>().Except(Curated)];

    private static readonly bool[] Tracks = [true, false];

    /// <summary>Best median AUPRC ratio of the eleven methods in the example results of BEELINE 1.1, and whose it is.</summary>
    private static readonly Dictionary<BoolOdeNetwork, string> Published = new()
    {
        [BoolOdeNetwork.Mcad] = "1.31 (GRISLI)", [BoolOdeNetwork.Vsc] = "2.77 (GENIE3)", [BoolOdeNetwork.Hsc] = "2.01 (PIDC)", [BoolOdeNetwork.Gsd] = "1.67 (GRNVBEM)",
    };

    public string Name => isCurated ? "beeline" : "beeline-synthetic";

    public string Summary => $"Which gene drives which in the {(isCurated ? "curated" : "synthetic")} networks of BEELINE, with and without the time of the cells.";

    public BenchmarkReport Run(BenchmarkRequest request)
    {
        int sets = request.IsQuick ? 1 : Sets, cells = request.IsQuick ? Cells / 5 : Cells, done = 0;
        var trials = new ConcurrentBag<BeelineTrial>();
        (BoolOdeNetwork Network, int Seed)[] work = [.. from seed in Enumerable.Range(0, sets) from network in networks select (network, seed)];
        SideBySide.ForEach(work, Environment.ProcessorCount, (item, cancellation) =>
        {
            var set = new BeelineSet(item.Network, item.Seed, cells, cancellation);
            List<string> found = [];
            foreach (BeelineContender contender in BeelineContender.All)
            {
                var trial = new BeelineTrial(contender, item.Network, set.Ranking(contender.Score(set, cancellation)));
                trials.Add(trial);
                found.Add(string.Create(CultureInfo.InvariantCulture, $"{contender.Name} {trial.Ranking.AuprcRatio:0.00}"));
            }
            request.Say($"{Interlocked.Increment(ref done)} of {work.Length}: {item.Network}, set {item.Seed + 1}: {string.Join(", ", found)}");
        }, request.Cancellation);
        return new BenchmarkReport(
            Name,
            $"BoolODE written anew from the published equations (staged 4); {sets} set(s) of {cells} cells of each network, each cell from a simulation of its own at a random time, mRNA only, no dropout. "
            + $"STAGED is judged by {BeelineContender.Judged}, score S1 (docs/methods/staged.md), declared before this run; its settings were chosen on sets drawn with seeds 100 to 104, this run has 0 to {sets - 1}. "
            + "Ranking of |score| over all ordered pairs of different genes, as BEELINE scores it; AUPRC divided by chance, median over sets (AUPRC in parentheses). "
            + $"Track A gives every method the true time of simulation in {BeelineSet.TimeBins} bins of equal counts: methods of dynamics get paths through the bins by exact optimal transport; correlations the cells minus the mean of their bin (time held), the forest on levels the time as one more regulator (time beside), and each of them may leave the time unused. Track B gives no time.",
            [.. from knowsTime in Tracks select Table(knowsTime, [.. trials])],
            request.IsQuick || !isCurated ? [] : [.. Goals([.. trials])],
            isCurated ? ["Published: medians of the example results of BEELINE 1.1, eleven methods, on other cells of the same networks, and ranked by signed weights for signed methods; it is no bar that could be met on equal terms.",
             "GSD holds four edges that never change their target: no data shows them."] : []);
    }

    private static IEnumerable<BenchmarkGoal> Goals(BeelineTrial[] trials)
    {
        int won = 0;
        double Ratio(BeelineContender contender, BoolOdeNetwork network) => Median([.. trials.Where(trial => trial.Contender == contender && trial.Network == network).Select(trial => trial.Ranking)], ranking => ranking.AuprcRatio);
        foreach (BoolOdeNetwork network in Curated)
        {
            BeelineContender best = BeelineContender.All.Where(contender => contender.IsSimple).MaxBy(contender => Ratio(contender, network))!;
            BenchmarkGoal goal = BenchmarkGoal.AtLeast(string.Create(CultureInfo.InvariantCulture, $"{network}, track A: at or above the best simple guess ({best.Name}, {Ratio(best, network):0.00})"), Ratio(BeelineContender.All.Single(contender => contender.Name == BeelineContender.Judged), network), Ratio(best, network));
            won += goal.State == GoalState.Met ? 1 : 0;
            yield return goal;
        }
        yield return BenchmarkGoal.AtLeast("at or above the best simple guess on three of four", won, 3);
    }

    private BenchmarkTable Table(bool knowsTime, BeelineTrial[] trials)
    {
        string Text(string name, BoolOdeNetwork network)
        {
            EdgeRanking[] found = [.. trials.Where(trial => trial.Contender.Name == name && trial.Network == network).Select(trial => trial.Ranking)];
            return string.Create(CultureInfo.InvariantCulture, $"{Median(found, ranking => ranking.AuprcRatio):0.00} ({Median(found, ranking => ranking.Auprc):0.000})");
        }
        return new BenchmarkTable($"Track {(knowsTime ? "A, with time" : "B, without time")}", ["method", .. networks.Select(network => network.ToString())],
        [
            .. BeelineContender.All.Where(contender => knowsTime || !contender.KnowsTime).Select(contender => (string[])[contender.Name, .. networks.Select(network => Text(contender.Name, network))]),
            .. isCurated ? [(string[])["published best of 11", .. networks.Select(network => Published[network])]] : (string[][])[],
        ]);
    }

    private static double Median(EdgeRanking[] found, Func<EdgeRanking, double> measure)
    {
        double[] sorted = [.. found.Select(measure).Order()];
        return 0.5 * (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]);
    }

    private sealed record BeelineTrial(BeelineContender Contender, BoolOdeNetwork Network, EdgeRanking Ranking);
}
