using CellDynamics.Data.Annotated;
using CellDynamics.Data.H5ad;
using CellDynamics.Data.Unstructured;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Embedding;
using CellDynamics.Methods.Validation;

namespace CellDynamics.Runs.Results;

/// <summary>Writes <c>result.h5ad</c>: plain AnnData with everything the run found under the names of <see cref="ResultKeys"/>.</summary>
public static class ResultWriter
{
    /// <param name="path">The unpublished file; the supervisor renames it.</param>
    /// <param name="findings">What the run found.</param>
    /// <param name="cancellationToken">Stops between views.</param>
    public static void Write(string path, RunFindings findings, CancellationToken cancellationToken)
    {
        var obsm = new Dictionary<string, DenseMatrix> { [ResultKeys.State] = findings.States };
        if (findings.Method.Velocity is { } velocity)
            obsm[ResultKeys.Velocity] = Spread(velocity, findings.Populations, findings.States.Rows);
        foreach (ICellView view in findings.Views)
            obsm[ResultKeys.View(view.Key)] = view.Cells;
        DataFrame obs = findings.Dataset.Obs;
        H5adWriter.Write(path, new H5adContent
        {
            Obs = obs with { Columns = [.. obs.Columns.Where(c => c.Name != ResultKeys.Time), DataColumn.OfNumbers(ResultKeys.Time, findings.CellTimes)] },
            Var = findings.Dataset.Var,
            Obsm = obsm,
            Uns = Group((ResultKeys.Root, Root(findings, cancellationToken))),
        });
    }

    private static UnsGroup Root(RunFindings findings, CancellationToken cancellationToken) => Group(
        (ResultKeys.FormatVersionKey, new UnsNumber(ResultKeys.FormatVersion)),
        (ResultKeys.RunJson, new UnsText(findings.Request.ToJson())),
        (ResultKeys.TimeUnit, new UnsText(findings.TimeUnit)),
        (ResultKeys.XScale, new UnsText(GeneScale.Unit(findings.Scale))),
        (ResultKeys.Scale, new UnsText(findings.Scale.ToString())),
        (ResultKeys.Explanation, new UnsText(findings.Explanation)),
        (ResultKeys.Warnings, new UnsTexts([.. findings.Warnings])),
        (ResultKeys.Outcome, Outcome(findings.Method.Outcome)),
        (ResultKeys.Metrics, Metrics(findings.Method.Metrics)),
        (ResultKeys.Measured, Measured(findings.Measured)),
        (ResultKeys.History, History(findings.Method.History)),
        (ResultKeys.Trajectories, findings.Method.Trajectories is { } paths ? Trajectories(paths) : null),
        (ResultKeys.Views, Views(findings, cancellationToken)),
        (ResultKeys.Couplings, Couplings(findings.Method.Couplings)),
        (ResultKeys.Validation, findings.Validation is { } validation ? Validation(validation) : null));

    /// <summary>Rows of the populations' cells at their place in the file; NaN for cells outside every population.</summary>
    private static DenseMatrix Spread(DenseMatrix stacked, PopulationSet populations, int cells)
    {
        var spread = new DenseMatrix(cells, stacked.Columns);
        Array.Fill(spread.Values, double.NaN);
        int row = 0;
        foreach (int cell in populations.Populations.SelectMany(population => population.Cells))
            stacked.Row(row++).CopyTo(spread.Row(cell));
        return spread;
    }

    internal static UnsGroup Metrics(IReadOnlyDictionary<string, double> metrics) => new(metrics.ToDictionary(m => m.Key, m => (UnsNode)new UnsNumber(m.Value)));

    internal static UnsGroup Outcome(Outcome outcome) => Group(
        (ResultKeys.HasConverged, new UnsFlag(outcome.HasConverged)),
        (ResultKeys.Message, new UnsText(outcome.Message)),
        (ResultKeys.Advice, new UnsText(outcome.Advice)));

    internal static UnsGroup Measured(IReadOnlyList<MeasuredTime> measured) => Group(
        (ResultKeys.Times, UnsArray.Of([.. measured.Select(m => m.Time)])),
        (ResultKeys.Labels, new UnsTexts([.. measured.Select(m => m.Label)])),
        (ResultKeys.Cells, UnsArray.Of([.. measured.Select(m => m.Cells)])),
        (ResultKeys.HeldOut, new UnsArray([measured.Count], measured.Select(m => m.IsHeldOut).ToArray())));

    internal static UnsGroup History(IReadOnlyList<HistoryPoint> history) => Group(
        (ResultKeys.Series, new UnsTexts([.. history.Select(h => h.Series)])),
        (ResultKeys.Step, UnsArray.Of([.. history.Select(h => h.Step)])),
        (ResultKeys.Value, UnsArray.Of([.. history.Select(h => h.Value)])));

    private static UnsGroup Trajectories(TrajectorySet paths) => Group(
        (ResultKeys.Times, UnsArray.Of(paths.Times)),
        (ResultKeys.Points, new UnsArray([paths.PathCount, paths.Times.Length, Dimensions(paths)], paths.Points)),
        (ResultKeys.SourceCell, UnsArray.Of(paths.SourceCell)));

    private static UnsGroup Views(RunFindings findings, CancellationToken cancellationToken) => new(findings.Views.ToDictionary(
        view => view.Key,
        view => (UnsNode)Group(
            (ResultKeys.ViewName, new UnsText(view.Name)),
            (ResultKeys.ViewAxes, new UnsTexts([view.AxisNames.X, view.AxisNames.Y])),
            (ResultKeys.ViewNote, new UnsText(view.Note)),
            (ResultKeys.ViewPaths, findings.Method.Trajectories is { } paths ? Places(view, paths, cancellationToken) : null))));

    private static UnsArray Places(ICellView view, TrajectorySet paths, CancellationToken cancellationToken)
    {
        int dims = Dimensions(paths), times = paths.Times.Length;
        var states = new DenseMatrix(paths.PathCount * times, dims, Array.ConvertAll(paths.Points, x => (double)x));
        return new UnsArray([paths.PathCount, times, 2], Array.ConvertAll(view.Place(states, cancellationToken).Values, x => (float)x));
    }

    private static UnsGroup Couplings(IReadOnlyList<Coupling> couplings) => new(couplings.Select((coupling, i) => (i, coupling)).ToDictionary(
        pair => pair.i.ToString("D"),
        pair => (UnsNode)Group(
            (ResultKeys.FromTime, new UnsNumber(pair.coupling.FromTime)),
            (ResultKeys.ToTime, new UnsNumber(pair.coupling.ToTime)),
            (ResultKeys.KeptMass, UnsArray.Of(pair.coupling.KeptMass)),
            (ResultKeys.Matrix, new UnsSparse(
                pair.coupling.Shape.Rows, pair.coupling.Shape.Columns, pair.coupling.Pointers, pair.coupling.Indices,
                Array.ConvertAll(pair.coupling.Values, x => (double)x))))));

    private static UnsGroup Validation(ValidationTable table) => Group(
        (ResultKeys.Rows, Group(
            (ResultKeys.Times, UnsArray.Of([.. table.Rows.Select(r => r.Time)])),
            (ResultKeys.Predictor, new UnsTexts([.. table.Rows.Select(r => r.Predictor)])),
            (ResultKeys.Seed, UnsArray.Of([.. table.Rows.Select(r => r.Seed)])),
            (ResultKeys.W1, UnsArray.Of([.. table.Rows.Select(r => r.W1)])),
            (ResultKeys.W2, UnsArray.Of([.. table.Rows.Select(r => r.W2)])),
            (ResultKeys.Mmd, UnsArray.Of([.. table.Rows.Select(r => r.Mmd)])),
            (ResultKeys.Energy, UnsArray.Of([.. table.Rows.Select(r => r.Energy)])),
            (ResultKeys.Parameters, new UnsTexts([.. table.Rows.Select(r => r.Parameters)])))),
        (ResultKeys.Ceilings, Group(
            (ResultKeys.Times, UnsArray.Of([.. table.Ceilings.Select(c => c.Time)])),
            (ResultKeys.W1, UnsArray.Of([.. table.Ceilings.Select(c => c.W1)])),
            (ResultKeys.W2, UnsArray.Of([.. table.Ceilings.Select(c => c.W2)])))),
        (ResultKeys.Verdict, Verdict(table.Verdict)),
        (ResultKeys.Notes, new UnsTexts([.. table.Notes])));

    internal static UnsGroup Verdict(Verdict verdict) => Group(
        (ResultKeys.Level, new UnsText(verdict.Level.ToString())),
        (ResultKeys.Headline, new UnsText(verdict.Headline)),
        (ResultKeys.Detail, new UnsText(verdict.Detail)));

    private static int Dimensions(TrajectorySet paths) => paths.Points.Length / (paths.PathCount * paths.Times.Length);

    internal static UnsGroup Group(params (string Name, UnsNode? Node)[] children) =>
        new(children.Where(child => child.Node is not null).ToDictionary(child => child.Name, child => child.Node!));
}
