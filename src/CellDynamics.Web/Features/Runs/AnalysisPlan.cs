using CellDynamics.Runs;
using CellDynamics.Data.Annotated;
using CellDynamics.Runs.Datasets;
using CellDynamics.Web.Components.Patterns;
using CellDynamics.Web.Features.NetworkQuestions;

namespace CellDynamics.Web.Features.Runs;

/// <summary>What will happen when an analysis is started, in a sentence or two.</summary>
internal static class AnalysisPlan
{
    /// <summary>Where an analysis runs, so far as the settings of the site say.</summary>
    public static string Place(RunsOptions options) => options is { Provider: DatabaseProvider.Sqlite, Worker.UsesSlurm: false }
        ? "It runs on this server. You can close the page; nothing leaves this machine." // with the embedded database no other machine takes part
        : "It runs on one of the machines of this site. You can close the page; nothing leaves these machines.";

    public static string ThroughTime(DatasetSummary summary, IReadOnlyCollection<double> holdOut)
    {
        int inner = Math.Max(0, summary.Times.Count - 2);
        string test = holdOut.Count > 0
            ? $"fitted without {Amounts.Times([.. holdOut], summary.TimeUnit)}, three times, and scored there"
            : inner > 0 ? $"tested by leaving out {Amounts.Of(inner, "inner time point")} in turn, three times each" : "not tested, because nothing can be left out of two time points";
        string scores = holdOut.Count > 0 || inner > 0 ? " The scores stand beside those of simple guesses." : "";
        return $"Trajectories through {Amounts.Times([.. summary.Times.Select(point => point.Time).Except(holdOut)], summary.TimeUnit)}; {test}.{scores}";
    }

    public static string OfTreatments(DatasetSummary summary, StudyRoles roles, IReadOnlyCollection<string> holdOut)
    {
        ColumnChoice? conditions = Column(summary, roles.Condition);
        string[] treatments = [.. (conditions?.Values ?? []).Where(value => value != roles.Control)];
        int donors = Column(summary, roles.Donor)?.Distinct ?? 0, left = donors - holdOut.Count;
        string what = $"The response to {Listed(treatments, (conditions?.Distinct ?? 1) - 1)}, against {roles.Control}";
        if (donors < 2)
            return $"{what}; described, not tested, because there is only one donor.";
        return left <= 0 ? "Every donor is kept out: leave at least one to learn from."
            : holdOut.Count > 0 ? $"{what}, learned from {Amounts.Of(left, "donor")} and predicted for {Listed([.. holdOut], holdOut.Count)}. The scores stand beside those of simple guesses."
            : $"{what}, learned from {Amounts.Of(donors, "donor")}; tested by leaving out every donor in turn and predicting it from its control cells. The scores stand beside those of simple guesses.";
    }

    /// <param name="summary">Of the dataset.</param>
    /// <param name="roles">Chosen so far.</param>
    /// <param name="question">What was said of the network.</param>
    /// <param name="earlier">Name of the analysis whose paths are stood on; null: paths are inferred first.</param>
    public static string OfNetworks(DatasetSummary summary, StudyRoles roles, NetworkQuestion question, string? earlier)
    {
        string where = question.Cell is { } column ? $"the cells that were followed (column {column})"
            : earlier is null ? $"paths that are first inferred through {Amounts.Times([.. summary.Times.Select(point => point.Time)], summary.TimeUnit)}" : $"the paths of \"{earlier}\"";
        int types = Column(summary, roles.CellType)?.Distinct ?? 1;
        return $"Which genes and signals drive which, along {where}{(types > 1 ? $", for {Amounts.Of(types, "cell type")}" : "")}{Known(question)}; tested on cells that are left out, beside simple guesses. Then genes can be knocked out on its page.";
    }

    private static string Known(NetworkQuestion question)
    {
        string[] known =
        [
            .. question.Genes.Count > 0 ? new[] { $"{Listed([.. question.Genes], question.Genes.Count)} in it" } : [],
            .. question.Pairs is { Problem: null } pairs ? new[] { $"signals of {pairs.Name}" } : [],
            .. question.Prior is { Problem: null } prior ? new[] { $"links of {prior.Name} looked for first" } : [],
        ];
        return known.Length == 0 ? "" : $", with {string.Join(", ", known)}";
    }

    private static ColumnChoice? Column(DatasetSummary summary, string? name) => summary.Columns.FirstOrDefault(choice => choice.Name == name);

    private static string Listed(string[] names, int count) => count <= 3 ? string.Join(", ", names) : $"{Amounts.Grouped(count)} of them, such as {names[0]}";
}
