using CellDynamics.Data.Annotated;
using CellDynamics.Data.Studies;

namespace CellDynamics.Data.Doctor;

/// <summary>Whether a method can work with the file, in one sentence.</summary>
/// <param name="Method">Id of the method.</param>
/// <param name="IsReady">It can.</param>
/// <param name="Sentence">Why, or why not and what is missing.</param>
public sealed record Readiness(string Method, bool IsReady, string Sentence)
{
    internal static Readiness OfTrajectories(AnnotatedData data, TimeReport time, TimeAxis? axis, IReadOnlyList<string> usableEmbeddings)
    {
        const string method = "sbirr";
        if (time.Problem is not null)
            return new Readiness(method, false, $"Not ready for trajectories: the time column cannot be used. {time.Problem}");
        if (axis is null)
            return new Readiness(method, false, "Not ready for trajectories: no column of sampling times was recognised. Choose the column that holds them.");
        bool hasMatrix = data.X is { Columns: > 0, Rows: > 0 };
        if (!hasMatrix && usableEmbeddings.Count == 0)
            return new Readiness(method, false, "Not ready for trajectories: the file has neither a matrix nor a usable embedding.");
        string cells = NumberText.Grouped(axis.Points.Sum(p => p.CellCount));
        string span = $"{axis.Points.Count} time points ({axis.Describe(axis.Points[0].Value)} to {axis.Describe(axis.Points[^1].Value)}), {cells} cells";
        return axis.Points.Count == 2
            ? new Readiness(method, true, $"Ready for trajectories: {span}. With two time points nothing can be held out, so the result will not be validated; a third time point would allow it.")
            : new Readiness(method, true, $"Ready for trajectories: {span}; inner time points will be held out in turn to validate the result.");
    }
}
