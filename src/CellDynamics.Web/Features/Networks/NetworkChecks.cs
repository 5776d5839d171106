using CellDynamics.Methods.Networks;
using CellDynamics.Runs.Results.Networks;
using CellDynamics.Web.Features.Trajectories;
using static CellDynamics.Web.Features.ResponseCharts.ChartNumbers;

namespace CellDynamics.Web.Features.Networks;

/// <summary>What speaks for and against a network.</summary>
internal static class NetworkChecks
{
    public static IReadOnlyList<TrustCheck> All(NetworkResult result)
    {
        NetworkFindings network = result.Network;
        List<TrustCheck> checks =
        [
            .. Winners(network), Seeds(network),
            .. network.FewNote is { } few ? [new TrustCheck(TrustKind.Warning, few)] : Array.Empty<TrustCheck>(),
            new(TrustKind.Warning, "A link is an effect found in the data, not proof of binding: treat it as a hypothesis."),
            new(TrustKind.Note, network.Origin),
            result.Outcome.HasConverged ? new(TrustKind.Fine, result.Outcome.Message) : new(TrustKind.Warning, $"{result.Outcome.Message} {result.Outcome.Advice}".Trim()),
            .. result.Warnings.Select(warning => new TrustCheck(TrustKind.Warning, warning)),
        ];
        if (network.TypeNames.Length == 1)
            checks.Add(new(TrustKind.Note, "One cell type: no signalling between cell types to show."));
        else if (!network.IsSpatial)
            checks.Add(new(TrustKind.Note, "No positions: every cell hears the mean of all cells."));
        if (result.Request.Roles.Donor is null)
            checks.Add(new(TrustKind.Warning, "No donor column: results describe these cells, not people."));
        checks.AddRange(network.Notes.Select(note => new TrustCheck(TrustKind.Note, note)));
        return [.. checks.DistinctBy(check => check.Text)];
    }

    /// <summary>Says so where a simpler guess does better.</summary>
    private static IEnumerable<TrustCheck> Winners(NetworkFindings network)
    {
        if (NetworkScores.Rival(network.Scores, score => score.Gain, isMoreBetter: true) is { } step)
            yield return Compared(step, step.Own > step.Best, "one step ahead", "gain");
        if (NetworkScores.Rival(network.Scores, score => score.PathError, isMoreBetter: false) is { } path)
            yield return Compared(path, path.Own < path.Best, "along the whole path", "error");
    }

    private static TrustCheck Compared((string Name, double Best, double Own) rival, bool isAhead, string where, string what) => isAhead
        ? new(TrustKind.Fine, $"Ahead of every simpler guess {where} on left-out cells ({what} {Tidy(rival.Own)}, next {rival.Name} {Tidy(rival.Best)}).")
        : new(TrustKind.Warning, $"A simpler guess is as good or better {where}: {rival.Name} ({what} {Tidy(rival.Best)} against {Tidy(rival.Own)}).");

    private static TrustCheck Seeds(NetworkFindings network)
    {
        int all = network.Edges.Count, unsure = network.Edges.Count(edge => edge.Agreement < 1);
        if (network.Members < 2)
            return new(TrustKind.Warning, "One fit only: how much links differ between fits is not known.");
        return unsure == 0 ? new(TrustKind.Fine, $"All {all} links were found with the same sign in all {network.Members} fits.")
            : new(TrustKind.Warning, $"{unsure} of {all} links differ between the {network.Members} fits: drawn dashed.");
    }
}
