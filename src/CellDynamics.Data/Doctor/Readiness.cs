using CellDynamics.Data.Annotated;
using CellDynamics.Data.Preprocessing;
using CellDynamics.Data.Studies;

namespace CellDynamics.Data.Doctor;

/// <summary>Whether a method can work with the file, in one sentence.</summary>
/// <param name="Method">Id of the method.</param>
/// <param name="IsReady">It can.</param>
/// <param name="Sentence">Why, or why not and what is missing.</param>
public sealed record Readiness(string Method, bool IsReady, string Sentence)
{
    internal static Readiness OfTrajectories(AnnotatedData data, StudyRoles roles, TimeReport time, TimeAxis? axis, IReadOnlyList<string> usableEmbeddings)
    {
        const string method = "sbirr";
        if (time.Problem is not null)
            return new Readiness(method, false, $"Not ready for trajectories: the time column cannot be used. {time.Problem}");
        if (axis is null)
            return new Readiness(method, false, "Not ready for trajectories: no column of sampling times was recognised. Choose the column that holds them.");
        if (!HasMatrix(data, roles) && usableEmbeddings.Count == 0)
            return new Readiness(method, false, "Not ready for trajectories: the file has neither a matrix nor a usable embedding.");
        string cells = NumberText.Grouped(axis.Points.Sum(p => p.CellCount));
        string span = $"{axis.Points.Count} time points ({axis.Describe(axis.Points[0].Value)} to {axis.Describe(axis.Points[^1].Value)}), {cells} cells";
        if (roles.Cell is { } cell && axis.Points.Count > TimeAxis.MaxSnapshots)
            return new Readiness(method, false, $"Not ready for trajectories: the same cells ('{cell}') were followed through {span}, so no paths have to be inferred.");
        return axis.Points.Count == 2
            ? new Readiness(method, true, $"Ready for trajectories: {span}. With two time points nothing can be held out, so the result will not be validated; a third time point would allow it.")
            : new Readiness(method, true, $"Ready for trajectories: {span}; inner time points will be held out in turn to validate the result.");
    }

    internal static Readiness OfTreatments(AnnotatedData data, StudyRoles roles, IReadOnlyList<string> usableEmbeddings)
    {
        Readiness Not(string why) => new("mfm", false, $"Not ready for treatment response: {why}");
        if (roles.Condition is null || data.Obs.Find(roles.Condition) is not { } condition)
            return Not("no column of conditions was recognised. Choose the column that tells treated from control cells.");
        string[] values = [.. condition.Labels.OfType<string>().Distinct(StringComparer.Ordinal)];
        if (values.Length < 2)
            return Not($"'{condition.Name}' has one condition only. Choose the column that tells treated from control cells.");
        if (roles.Control is not { } control || !values.Contains(control))
            return Not($"which value of '{condition.Name}' means untreated is not known. Choose it: {Some(values)}.");
        if (!HasMatrix(data, roles) && usableEmbeddings.Count == 0)
            return Not("the file has neither a matrix nor a usable embedding.");
        DataColumn? donor = roles.Donor is null ? null : data.Obs.Find(roles.Donor);
        var conditions = Enumerable.Range(0, data.CellCount).Where(cell => condition.Labels[cell] is not null && (donor is null || donor.Labels[cell] is not null))
            .GroupBy(cell => donor?.Labels[cell] ?? "").ToDictionary(of => of.Key, of => of.Select(cell => condition.Labels[cell]!).ToHashSet(StringComparer.Ordinal));
        int both = conditions.Values.Count(of => of.Contains(control) && of.Count > 1);
        if (both == 0)
            return Not($"no donor of '{donor?.Name}' has both control ('{control}') and treated cells. Choose another donor column or control value.");
        string who = donor is null ? "no donors named" : $"{NumberText.Grouped(both)} {(both == 1 ? "donor" : "donors")}";
        string what = $"{who}, {Some([.. values.Where(value => value != control)])} against {control}, {NumberText.Grouped(data.CellCount)} cells";
        return new Readiness("mfm", true, both == 1
            ? $"Ready for treatment response: {what}. With one donor there is no replicate: the result will be descriptive only."
            : $"Ready for treatment response: {what}; donors will be held out in turn to validate the result.");
    }

    internal static Readiness OfNetworks(AnnotatedData data, StudyRoles roles, TimeReport time, TimeAxis? axis, ScaleEvidence? scale, IReadOnlyList<string> usableEmbeddings)
    {
        Readiness Not(string why) => new("staged", false, $"Not ready for gene networks: {why}");
        if (axis is null)
            return Not(time.Problem is null ? "they are learned along time, and no column of sampling times was recognised. Choose the column that holds them." : $"they are learned along time, and the time column cannot be used. {time.Problem}");
        if (!HasMatrix(data, roles))
            return Not(roles.Layer is null ? "the file has no matrix of genes. Save it again with expression values in X, or choose a layer." : $"the file has no layer '{roles.Layer}'. Choose another one.");
        if (scale?.Scale == MatrixScale.Scaled)
            return Not($"they need levels of genes, which are 0 or more, and the values of {roles.Layer ?? "X"} were scaled. Save counts or logarithms as X, or choose a layer that holds them.");
        string paths = roles.Cell is null ? $"cells are followed along paths inferred between the {axis.Points.Count} time points, or along those of a finished trajectory analysis" : $"cells were followed by '{roles.Cell}' through {axis.Points.Count} times";
        string places = roles.Spatial is { } key && usableEmbeddings.Contains(key) ? $"signals reach neighbours by the positions in '{key}'" : "without positions, all cells hear each other, as if well mixed";
        return new Readiness("staged", true, $"Ready for gene networks: {paths}; {places}.");
    }

    /// <summary>Whether there is what the study works on.</summary>
    private static bool HasMatrix(AnnotatedData data, StudyRoles roles) => (roles.Layer is { } layer ? data.Layers.GetValueOrDefault(layer) : data.X) is { Columns: > 0, Rows: > 0 };

    private static string Some(string[] values) => values.Length <= 5 ? string.Join(", ", values) : $"{string.Join(", ", values.Take(5))} and {values.Length - 5} more";
}
