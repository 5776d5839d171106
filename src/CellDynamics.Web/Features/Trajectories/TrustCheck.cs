using CellDynamics.Methods.Validation;
using CellDynamics.Runs.Results;

namespace CellDynamics.Web.Features.Trajectories;

public enum TrustKind { Fine, Warning, Note }

/// <summary>One clause that speaks for or against a result.</summary>
public sealed record TrustCheck(TrustKind Kind, string Text)
{
    /// <summary>Seeds that differ by less than this share of their mean agree.</summary>
    private const double Agreement = 0.1;

    /// <summary>All checks, those that speak against the result before notes; nothing is left out.</summary>
    public static IReadOnlyList<TrustCheck> All(TrajectoryResult result)
    {
        var checks = new List<TrustCheck> { Settled(result) };
        if (result.Validation is { } validation && Seeds(validation) is { } seeds)
            checks.Add(seeds);
        checks.AddRange(result.Warnings.Select(warning => new TrustCheck(TrustKind.Warning, warning)));
        if (result.Request.Roles.Donor is null)
            checks.Add(new TrustCheck(TrustKind.Warning, "No donor column: results describe these cells, not people."));
        checks.AddRange(result.Validation?.Notes.Select(note => new TrustCheck(TrustKind.Note, note)) ?? []);
        return [.. checks.DistinctBy(check => check.Text)];
    }

    private static TrustCheck Settled(TrajectoryResult result) => result.Outcome.HasConverged
        ? new TrustCheck(TrustKind.Fine, result.Outcome.Message)
        : new TrustCheck(TrustKind.Warning, $"{result.Outcome.Message} {result.Outcome.Advice}".Trim());

    private static TrustCheck? Seeds(ValidationTable validation)
    {
        double[][] perTime = [.. validation.Rows.Where(row => row.Predictor == HeldOutScore.ThisAnalysis && double.IsFinite(row.W1))
            .GroupBy(row => row.Time).Select(group => group.Select(row => row.W1).ToArray()).Where(values => values.Length > 1)];
        if (perTime.Length == 0)
            return null;
        double worst = perTime.Max(values => (values.Max() - values.Min()) / values.Average());
        int seeds = perTime.Max(values => values.Length);
        string share = worst < 0.01 ? "less than 1 %" : $"{Math.Ceiling(100 * worst):0} %";
        return worst <= Agreement
            ? new TrustCheck(TrustKind.Fine, $"{seeds} seeds agree on the left-out distance within {share}.")
            : new TrustCheck(TrustKind.Warning, $"{seeds} seeds differ by up to {share} in the left-out distance.");
    }
}
