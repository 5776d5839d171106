using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Contract;
using CellDynamics.Runs.Results;
using CellDynamics.Web.Features.TrajectoryData;

namespace CellDynamics.Web.Features.Trajectories;

/// <summary>What the script of the page needs to know before it fetches any numbers; no array of cells is in it.</summary>
/// <param name="Run">Id of the run.</param>
/// <param name="Name">Title of the analysis.</param>
/// <param name="Method">Name of the method, for the foot of exported figures.</param>
/// <param name="Unit">Of time; empty when the data does not say.</param>
/// <param name="Cells">Number of measured cells.</param>
/// <param name="Paths">Number of inferred trajectories.</param>
/// <param name="Times">Grid of the trajectories.</param>
/// <param name="Gene">Gene to colour by when the address names none.</param>
/// <param name="Trend">Genes of the trend card when the address names none.</param>
/// <param name="Verdict">One sentence.</param>
public sealed record ExplorerModel(
    string Run, string Name, string Method, string Unit, int Cells, int Paths, double[] Times, IReadOnlyList<ExplorerModel.Stop> Measured,
    IReadOnlyList<ExplorerModel.View> Views, IReadOnlyList<ExplorerModel.Column> Columns, string? Gene, IReadOnlyList<string> Trend,
    IReadOnlyList<HeldOutScore> Scores, string Verdict)
{
    private const int MostColumns = 40;

    public static ExplorerModel Of(Guid run, TrajectoryResult result, MethodDescriptor? method, IReadOnlyList<string> genes) => new(
        run.ToString(), result.Request.Name, method?.Name ?? result.Request.Method, result.TimeUnit, result.CellNames.Length,
        result.Trajectories.PathCount, result.Trajectories.Times,
        [.. result.Measured.Select(time => new Stop(time.Time, time.Label, time.Cells, time.IsHeldOut))],
        [.. result.Views.Select(view => new View(view.Key, view.Name, view.AxisNames.X, view.AxisNames.Y, view.Note))],
        [.. result.Obs.Columns.Where(ObsValues.CanColour).Take(MostColumns).Select(Describe)],
        genes.Count > 0 ? genes[0] : null, genes, HeldOutScore.All(result), result.Validation?.Verdict.Headline ?? "");

    private static Column Describe(DataColumn column) =>
        ObsValues.IsAmount(column) ? new Column(column.Name, "amount", []) : new Column(column.Name, "category", ObsValues.Categories(column));

    public sealed record Stop(double Time, string Label, int Cells, bool HeldOut);

    public sealed record View(string Key, string Name, string XAxis, string YAxis, string Note);

    /// <param name="Name">Name in the file.</param>
    /// <param name="Kind"><c>category</c> or <c>amount</c>.</param>
    /// <param name="Categories">Names of the codes; empty for amounts.</param>
    public sealed record Column(string Name, string Kind, IReadOnlyList<string> Categories);
}
