using CellDynamics.Data.Annotated;
using CellDynamics.Data.H5ad;
using CellDynamics.Data.Preprocessing;
using CellDynamics.Data.Studies;
using CellDynamics.Methods.Embedding;
using CellDynamics.Methods.Treatments;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Results;

namespace CellDynamics.Runs.Predictions;

/// <summary>A prediction in memory: what <c>predict --apply</c> wrote, beside the control cells that it began from.</summary>
internal sealed class OpenSample
{
    private readonly RunFolder run;
    private readonly RunRequest request;
    private readonly string dataset;
    private readonly RepresentationModel? decoder;
    private double[]? totals;

    private OpenSample(RunFolder run, string dataset, RepresentationModel? decoder, PredictedSample sample) =>
        (this.run, this.dataset, this.decoder, Sample, request) = (run, dataset, decoder, sample, run.ReadRequest());

    public PredictedSample Sample { get; }

    /// <exception cref="RunException">The dataset no longer holds the cells that were predicted.</exception>
    public static OpenSample Read(RunFolder run, string dataset, string predicted)
    {
        RepresentationModel? decoder = RepresentationFolder.Exists(run.Model) ? RepresentationFolder.Load(run.Model) : null;
        using AnnotatedData after = H5adReader.Open(predicted);
        using AnnotatedData before = H5adReader.Open(dataset);
        int[] sources = Sources(after, before);
        DenseMatrix control = States(run.ReadRequest(), decoder, before).SelectRows(sources);
        (SampleDonor[] donors, float[] donorOfCell) = Donors(after);
        string[] warnings = new ResultSection(after, ResultKeys.Root) is var root && root.Has(ResultKeys.Warnings) ? root.Texts(ResultKeys.Warnings) : [];
        return new OpenSample(run, dataset, decoder, new PredictedSample(donors, donorOfCell, control, after.ReadObsm(ResultKeys.State), sources, warnings));
    }

    /// <summary>Exactly where they are in a linear view, else among their nearest measured cells, as the study's own predicted cells are.</summary>
    public float[] Places(string view, bool isPredicted, CancellationToken cancellation)
    {
        DenseMatrix states = isPredicted ? Sample.Predicted : Sample.Control;
        using AnnotatedData result = H5adReader.Open(run.Result);
        var section = new ResultSection(result, ResultKeys.Root).Below($"{ResultKeys.Views}/{view}");
        bool isLinear = section.Texts(ResultKeys.ViewAxes)[0].Length > 0;
        DenseMatrix places = isLinear
            ? new LinearView(view, "", ("", ""), states).Cells
            : NeighbourPlacement.Place(states, result.ReadObsm(ResultKeys.State), result.ReadObsm(ResultKeys.View(view)), cancellation);
        return Array.ConvertAll(places.Values, value => (float)value);
    }

    /// <summary>Null where the sample does not hold the gene, or the coordinates cannot be turned back into it.</summary>
    public float[]? Gene(string gene, bool isPredicted, CancellationToken cancellation)
    {
        using AnnotatedData data = H5adReader.Open(dataset);
        var names = new GeneNames(data.Var);
        int column = names.Find(gene);
        if (isPredicted)
            return decoder is null ? null : new GeneDecoder(decoder).Decode(Array.ConvertAll(Sample.Predicted.Values, value => (float)value), column >= 0 ? names.Identifiers[column] : gene);
        if (column < 0 || decoder is null || (request.Roles.Layer is null && data.X is null))
            return null;
        ICellMatrix matrix = data.RequireMatrix(request.Roles.Layer);
        float[] all = GeneScale.Read(matrix, column, decoder.Scale, () => totals ??= GeneScale.Totals(matrix, cancellation));
        return Array.ConvertAll(Sample.SourceCells, cell => all[cell]);
    }

    private static int[] Sources(AnnotatedData after, AnnotatedData before)
    {
        var rows = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int cell = before.Obs.Index.Length - 1; cell >= 0; cell--)
            rows[before.Obs.Index[cell]] = cell;
        return [.. after.RequireObs(ResultKeys.SourceName).Labels.Select(name => name is not null && rows.TryGetValue(name, out int row) ? row
            : throw new RunException("The dataset of this sample no longer holds the cells that were predicted. Ask again."))];
    }

    private static DenseMatrix States(RunRequest request, RepresentationModel? decoder, AnnotatedData data)
    {
        if (decoder is { CanProject: true })
            return decoder.Project(data, request.Roles.Layer);
        string? key = request.Roles.Use ?? data.ObsmKeys.FirstOrDefault(name => name.EndsWith("pca", StringComparison.OrdinalIgnoreCase));
        return key is not null && data.ObsmKeys.Contains(key) ? data.ReadObsm(key) : throw new RunException("The control cells of this sample have no coordinates in the space of the analysis, so they cannot be drawn.");
    }

    private static (SampleDonor[] Donors, float[] DonorOfCell) Donors(AnnotatedData after)
    {
        string?[] names = after.RequireObs(ResultKeys.Donor).Labels;
        double[] distances = after.RequireObs(ResultKeys.Distance).Numbers!, limits = after.RequireObs(ResultKeys.Limit).Numbers!;
        string[] distinct = [.. names.Select(name => name ?? "").Distinct()];
        SampleDonor[] donors = [.. distinct.Select(name =>
        {
            int first = Array.FindIndex(names, one => (one ?? "") == name);
            return new SampleDonor(name, names.Count(one => (one ?? "") == name), new RangeCheck(distances[first], limits[first], ""));
        })];
        return (donors, Array.ConvertAll(names, name => (float)Array.IndexOf(distinct, name ?? "")));
    }
}
