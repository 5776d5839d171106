using CellDynamics.Data.Annotated;
using CellDynamics.Data.H5ad;
using CellDynamics.Data.Unstructured;
using CellDynamics.Methods.Embedding;
using CellDynamics.Methods.Treatments;

namespace CellDynamics.Runs.Results.Treatments;

/// <summary>Writes <c>result.h5ad</c> of a treatment analysis: plain AnnData, arrays only, under the names of <see cref="ResultKeys"/>.</summary>
public static class TreatmentWriter
{
    /// <param name="path">The unpublished file; the supervisor renames it.</param>
    /// <param name="findings">What the run found.</param>
    /// <param name="cancellationToken">Stops between views.</param>
    public static void Write(string path, TreatmentFindings findings, CancellationToken cancellationToken)
    {
        IReadOnlyList<PredictedResponse> responses = StoredResponses.Bounded(findings.Responses);
        var obsm = new Dictionary<string, DenseMatrix> { [ResultKeys.State] = findings.States };
        foreach (ICellView view in findings.Views)
            obsm[ResultKeys.View(view.Key)] = view.Cells;
        H5adWriter.Write(path, new H5adContent
        {
            Obs = findings.Dataset.Obs,
            Var = findings.Dataset.Var,
            Obsm = obsm,
            Uns = ResultWriter.Group((ResultKeys.Root, Root(findings, responses, cancellationToken))),
        });
    }

    private static UnsGroup Root(TreatmentFindings findings, IReadOnlyList<PredictedResponse> responses, CancellationToken cancellationToken) => ResultWriter.Group(
        (ResultKeys.FormatVersionKey, new UnsNumber(ResultKeys.FormatVersion)),
        (ResultKeys.RunJson, new UnsText(findings.Request.ToJson())),
        (ResultKeys.XScale, new UnsText(GeneScale.Unit(findings.Scale))),
        (ResultKeys.Scale, new UnsText(findings.Scale.ToString())),
        (ResultKeys.Explanation, new UnsText(findings.Explanation)),
        (ResultKeys.Warnings, new UnsTexts([.. findings.Warnings])),
        (ResultKeys.Outcome, ResultWriter.Outcome(findings.Method.Outcome)),
        (ResultKeys.Metrics, ResultWriter.Metrics(findings.Method.Metrics)),
        (ResultKeys.History, ResultWriter.History(findings.Method.History)),
        (ResultKeys.Treatments, ResultWriter.Group(
            (ResultKeys.Control, new UnsText(findings.Control)),
            (ResultKeys.Names, new UnsTexts([.. findings.Treatments])),
            (ResultKeys.Donors, new UnsTexts([.. findings.Donors])),
            (ResultKeys.CellTypes, new UnsTexts([.. findings.CellTypes])))),
        (ResultKeys.Responses, StoredResponses.Write(responses, findings.States.Columns)),
        (ResultKeys.Views, Views(findings.Views, responses, cancellationToken)),
        (ResultKeys.Validation, findings.Validation is { } validation ? StoredValidation.Write(validation) : null),
        (ResultKeys.Statistics, StatisticsWriter.Write(findings.Statistics, findings.Donors)));

    private static UnsGroup Views(IReadOnlyList<ICellView> views, IReadOnlyList<PredictedResponse> responses, CancellationToken cancellationToken) => new(views.ToDictionary(
        view => view.Key,
        view => (UnsNode)ResultWriter.Group(
            (ResultKeys.ViewName, new UnsText(view.Name)),
            (ResultKeys.ViewAxes, new UnsTexts([view.AxisNames.X, view.AxisNames.Y])),
            (ResultKeys.ViewNote, new UnsText(view.Note)),
            (ResultKeys.ViewPredicted, StoredResponses.Places(view, responses, cancellationToken)))));
}
