using CellDynamics.Data.H5ad;
using CellDynamics.Data.Studies;
using CellDynamics.Data.Unstructured;

namespace CellDynamics.Runs.Results.Networks;

/// <summary>Writes <c>result.h5ad</c> of a network analysis: plain AnnData, arrays only, under the names of <see cref="ResultKeys"/>.</summary>
public static class NetworkWriter
{
    /// <param name="path">The unpublished file; the supervisor renames it.</param>
    /// <param name="findings">What the run found.</param>
    /// <param name="cancellationToken">Asked before anything is written.</param>
    public static void Write(string path, NetworkRunFindings findings, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        H5adWriter.Write(path, new H5adContent
        {
            Obs = findings.Dataset.Obs,
            Var = findings.Dataset.Var,
            Uns = ResultWriter.Group((ResultKeys.Root, Root(findings))),
        });
    }

    private static UnsGroup Root(NetworkRunFindings findings) => ResultWriter.Group(
        (ResultKeys.FormatVersionKey, new UnsNumber(ResultKeys.FormatVersion)),
        (ResultKeys.RunJson, new UnsText(findings.Request.ToJson())),
        (ResultKeys.TimeUnit, new UnsText(findings.TimeUnit)),
        (ResultKeys.XScale, new UnsText(GeneScale.Unit(findings.Scale))),
        (ResultKeys.Scale, new UnsText(findings.Scale.ToString())),
        (ResultKeys.Explanation, new UnsText(findings.Explanation)),
        (ResultKeys.Warnings, new UnsTexts([.. findings.Warnings])),
        (ResultKeys.Outcome, ResultWriter.Outcome(findings.Method.Outcome)),
        (ResultKeys.Metrics, ResultWriter.Metrics(findings.Method.Metrics)),
        (ResultKeys.History, ResultWriter.History(findings.Method.History)),
        (ResultKeys.Measured, ResultWriter.Measured(Measured(findings))),
        (ResultKeys.Network, StoredNetwork.Write(findings.Network)));

    /// <summary>Sampling times of the dataset; cells that were followed alive were measured at every time.</summary>
    private static IReadOnlyList<MeasuredTime> Measured(NetworkRunFindings findings) => findings.Request.Roles.Time is { } column
        ? [.. TimeAxis.Parse(findings.Dataset.RequireObs(column), findings.Request.Roles.Cell is not null).Points.Select(point => new MeasuredTime(point.Value, point.Label, point.CellCount, findings.Request.HoldOut.Contains(point.Value)))]
        : [.. findings.Network.Times.Select(time => new MeasuredTime(time, "", findings.Network.TypeSizes.Sum(), IsHeldOut: false))];
}
