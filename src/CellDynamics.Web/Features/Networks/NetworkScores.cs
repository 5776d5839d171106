using CellDynamics.Methods.Networks;
using CellDynamics.Methods.Validation.Cells;
using CellDynamics.Runs.Results.Networks;
using CellDynamics.Web.Features.Trajectories;

namespace CellDynamics.Web.Features.Networks;

/// <summary>How well the agents say what comes next on cells that nobody learned from, beside simpler guesses.</summary>
internal static class NetworkScores
{
    /// <summary>One step ahead, and along the whole path; empty when nothing was tested.</summary>
    public static IReadOnlyList<HeldOutScore> Of(NetworkResult result)
    {
        IReadOnlyList<DynamicsScore> scores = result.Network.Scores;
        if (scores.Count == 0)
            return [];
        int seeds = scores.Where(score => score.Predictor == LeaveCellsOut.OwnId).Select(score => score.Seed).Distinct().Count();
        string spread = seeds > 1 ? $" Dot: mean of {seeds} seeds, bar: lowest to highest." : "";
        HeldOutScore[] both =
        [
            new("Step", $"One step ahead: 1 is without error, 0 is no better than \"nothing changes\". Further right is better.{spread}", Groups(scores, "Gain one step ahead", score => score.Gain)),
            new("Path", $"Whole path from its first time: squared error in variances of the genes. Further left is better.{spread}", Groups(scores, "Error along the path", score => score.PathError)),
        ];
        return [.. both.Where(score => score.Groups[0].Rows.Count > 0)];
    }

    /// <summary>The best simpler guess by a number of a score, and this analysis; null where one of them has none.</summary>
    public static (string Name, double Best, double Own)? Rival(IReadOnlyList<DynamicsScore> scores, Func<DynamicsScore, double> value, bool isMoreBetter)
    {
        var means = scores.Where(score => double.IsFinite(value(score))).GroupBy(score => score.Predictor).Select(own => (own.Key, own.First().Name, Mean: own.Average(value))).ToArray();
        var rivals = means.Where(one => one.Key != LeaveCellsOut.OwnId).OrderBy(one => isMoreBetter ? -one.Mean : one.Mean).ToArray();
        var own = means.Where(one => one.Key == LeaveCellsOut.OwnId).ToArray();
        return rivals.Length == 0 || own.Length == 0 ? null : (rivals[0].Name, rivals[0].Mean, own[0].Mean);
    }

    private static IReadOnlyList<HeldOutScore.Group> Groups(IReadOnlyList<DynamicsScore> scores, string title, Func<DynamicsScore, double> value) =>
    [
        new(title, null, [.. scores.GroupBy(score => score.Predictor).OrderBy(own => own.Key == LeaveCellsOut.OwnId).SelectMany(own =>
        {
            double[] values = [.. own.Select(value).Where(double.IsFinite)];
            return values.Length == 0 ? [] : new[] { new HeldOutScore.Row(own.Key == LeaveCellsOut.OwnId ? "This analysis" : Capital(own.First().Name), values.Average(), values.Min(), values.Max(), own.Key == LeaveCellsOut.OwnId) };
        })]),
    ];

    private static string Capital(string name) => name.Length == 0 ? name : char.ToUpperInvariant(name[0]) + name[1..];
}
