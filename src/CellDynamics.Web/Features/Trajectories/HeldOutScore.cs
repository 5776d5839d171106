using CellDynamics.Methods.Validation;
using CellDynamics.Runs.Results;

namespace CellDynamics.Web.Features.Trajectories;

/// <summary>Distances to left-out cells in one metric, as they are drawn.</summary>
/// <param name="Metric"><c>W1</c> or <c>W2</c>.</param>
/// <param name="Caption">Name of the metric and what dot and bar mean.</param>
/// <param name="Groups">One per left-out time.</param>
public sealed record HeldOutScore(string Metric, string Caption, IReadOnlyList<HeldOutScore.Group> Groups)
{
    public const string ThisAnalysis = "this-analysis";

    private static readonly (string Predictor, string Name)[] Order =
        [("persistence", "No change"), ("linear", "Straight line"), ("optimal-transport", "Pairwise transport"), (ThisAnalysis, "This analysis")];

    /// <param name="Title">Such as "24 h left out".</param>
    /// <param name="Ceiling">Half of the left-out cells against the other half; null where a half is too small.</param>
    public sealed record Group(string Title, double? Ceiling, IReadOnlyList<Row> Rows);

    /// <param name="Name">In words.</param>
    /// <param name="Value">Mean over seeds.</param>
    /// <param name="Low">Least over seeds.</param>
    /// <param name="High">Most over seeds.</param>
    public sealed record Row(string Name, double Value, double Low, double High, bool IsThis);

    /// <summary>W1 and W2; empty when nothing was left out.</summary>
    public static IReadOnlyList<HeldOutScore> All(TrajectoryResult result)
    {
        if (result.Validation is not { Rows.Count: > 0 } validation)
            return [];
        return
        [
            new("W1", CaptionOf("Wasserstein-1", validation, result), GroupRows(validation, result.TimeUnit, row => row.W1, ceiling => ceiling.W1)),
            new("W2", CaptionOf("Wasserstein-2", validation, result), GroupRows(validation, result.TimeUnit, row => row.W2, ceiling => ceiling.W2)),
        ];
    }

    /// <summary>Lowest and highest value of all groups with a little room, so that all are drawn on one axis.</summary>
    public (double Low, double High) Axis()
    {
        double[] values = [.. Groups.SelectMany(group => group.Rows.SelectMany(row => new[] { row.Low, row.High }).Concat(group.Ceiling is { } best ? [best] : []))];
        if (values.Length == 0)
            return (0, 1);
        double room = values.Max() > values.Min() ? (values.Max() - values.Min()) * 0.06 : Math.Max(1e-6, Math.Abs(values.Max()) * 0.1);
        return (values.Min() - room, values.Max() + room);
    }

    private static IReadOnlyList<Group> GroupRows(ValidationTable validation, string unit, Func<ValidationRow, double> value, Func<ValidationCeiling, double> ceiling) =>
    [
        .. validation.Rows.Select(row => row.Time).Distinct().Order().Select(time => new Group(
            $"{TimeLabel.Of(time, unit)} left out",
            validation.Ceilings.Where(best => best.Time == time).Select(best => (double?)ceiling(best)).FirstOrDefault(best => double.IsFinite(best!.Value)),
            [.. Order.SelectMany(entry => Rows(validation, time, entry, value))])),
    ];

    private static IEnumerable<Row> Rows(ValidationTable validation, double time, (string Predictor, string Name) entry, Func<ValidationRow, double> value)
    {
        double[] values = [.. validation.Rows.Where(row => row.Time == time && row.Predictor == entry.Predictor).Select(value).Where(double.IsFinite)];
        if (values.Length > 0)
            yield return new Row(entry.Name, values.Average(), values.Min(), values.Max(), entry.Predictor == ThisAnalysis);
    }

    private static string CaptionOf(string metric, ValidationTable validation, TrajectoryResult result)
    {
        int seeds = validation.Rows.Where(row => row.Predictor == ThisAnalysis).Select(row => row.Seed).Distinct().Count();
        string spread = seeds > 1 ? $" Dot: mean of {seeds} seeds, bar: lowest to highest." : "";
        return $"{metric} distance in {result.Dimensions} dimensions.{spread}";
    }
}
