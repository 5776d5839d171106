using CellDynamics.Data.Annotated;
using CellDynamics.Data.Doctor.Design;
using CellDynamics.Data.Formats;
using CellDynamics.Data.Preprocessing;
using CellDynamics.Data.Studies;

namespace CellDynamics.Data.Doctor;

/// <summary>What is in a file, what is wrong with it and how to mend it: the document of <c>celldynamics inspect</c>.</summary>
/// <remarks>Names and shape of the JSON are fixed; see <see cref="InspectionText"/> for both renderings.</remarks>
public sealed record Inspection
{
    /// <summary>Name of the file.</summary>
    public required string File { get; init; }

    /// <summary>See <see cref="AnnotatedData.Format"/>.</summary>
    public required string Format { get; init; }

    /// <summary>Era of the writer.</summary>
    public required string Encoding { get; init; }

    public required int NObs { get; init; }

    public required int NVars { get; init; }

    public required MatrixReport X { get; init; }

    public required MatrixReport? Raw { get; init; }

    public required IReadOnlyDictionary<string, MatrixReport> Layers { get; init; }

    public required FrameReport Obs { get; init; }

    public required FrameReport Var { get; init; }

    public required IReadOnlyDictionary<string, ArrayReport> Obsm { get; init; }

    public required IReadOnlyDictionary<string, ArrayReport> Varm { get; init; }

    public required IReadOnlyDictionary<string, ArrayReport> Obsp { get; init; }

    public required IReadOnlyDictionary<string, ArrayReport> Varp { get; init; }

    public required IReadOnlyList<string> Uns { get; init; }

    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>Suggested from names and content, or given.</summary>
    public required StudyRoles Roles { get; init; }

    public required TimeReport Times { get; init; }

    /// <summary>Of the matrix the study works on: the layer of the roles, else X; null where there is none.</summary>
    public required ScaleEvidence? Scale { get; init; }

    public required IReadOnlyList<Readiness> Readiness { get; init; }

    public required DesignTable Design { get; init; }

    /// <summary>Opens a file and looks at all of it once.</summary>
    /// <exception cref="DatasetFileException">It cannot be opened.</exception>
    public static Inspection Of(string path, OpenChoices? choices = null)
    {
        using AnnotatedData data = DatasetFile.Open(path, choices);
        return Of(data);
    }

    /// <param name="data">The open file.</param>
    /// <param name="roles">Roles a person confirmed; null: suggested.</param>
    /// <param name="cancellationToken">Stops between blocks of rows.</param>
    public static Inspection Of(AnnotatedData data, StudyRoles? roles = null, CancellationToken cancellationToken = default)
    {
        // A million annotated cells take as long as their matrix: both at once.
        Task<(FrameReport Obs, FrameReport Var, List<Finding> Findings)> frames = Task.Run(() => Frames(data), cancellationToken);
        RoleSuggestion suggestion = RoleSuggestion.Suggest(data);
        roles ??= suggestion.Roles;
        var findings = new List<Finding>();
        MatrixSummary? summary = Summary("/X", data.X, findings, cancellationToken);
        ScaleEvidence? scale = summary is null ? null : ScaleDetector.Of(summary, roles.IsCytometry);
        string? timeColumn = roles.Time ?? suggestion.RefusedTime;
        (TimeReport times, TimeAxis? axis) = TimeReport.Of(timeColumn is null ? null : data.RequireObs(timeColumn), roles.Cell is not null);
        Dictionary<string, ArrayReport> obsm = data.Embeddings.ToDictionary(e => e.Key, e => Read(data, e, findings));
        string[] usable = [.. obsm.Where(e => e.Value is { Sum: not null, NotFinite: 0, Shape.Count: <= 2 }).Select(e => e.Key)];
        Readiness treatments = Doctor.Readiness.OfTreatments(data, roles, usable);
        Doctor.Findings.OfTime(data, times, axis, findings, isNeeded: !treatments.IsReady, areFollowed: roles.Cell is not null);
        Doctor.Findings.OfMatrix("/X", data.GeneCount == 0 ? null : summary, scale, findings);
        (FrameReport obs, FrameReport var, List<Finding> ofFrames) = frames.GetAwaiter().GetResult();
        findings.AddRange(ofFrames);
        DesignTable design = DesignTable.Of(data, roles, axis);
        DesignFindings.Add(data, roles, axis, design, findings);
        MatrixReport? raw = data.RawX is null ? null : MatrixReport.Of(data.RawX, OtherSummary("/raw/X", data.RawX, findings, cancellationToken), data.CellCount, data.RawVar!.Count);
        var summaries = data.Layers.ToDictionary(layer => layer.Key, layer => OtherSummary("/layers/" + layer.Key, layer.Value, findings, cancellationToken));
        if (roles.Layer is { } chosen)
            scale = summaries.GetValueOrDefault(chosen) is { } ofLayer ? ScaleDetector.Of(ofLayer, roles.IsCytometry) : null;
        return new Inspection
        {
            File = Path.GetFileName(data.Path),
            Format = data.Format,
            Encoding = data.Encoding,
            NObs = data.CellCount,
            NVars = data.GeneCount,
            X = MatrixReport.Of(data.X, summary, data.CellCount, data.GeneCount),
            Raw = raw,
            Layers = data.Layers.ToDictionary(layer => layer.Key, layer => MatrixReport.Of(layer.Value, summaries[layer.Key], data.CellCount, data.GeneCount)),
            Obs = obs,
            Var = var,
            Obsm = obsm,
            Varm = Described("/varm/", data.Varm, data),
            Obsp = Described("/obsp/", data.Obsp, data),
            Varp = Described("/varp/", data.Varp, data),
            Uns = data.UnsKeys,
            Findings = [.. findings.OrderBy(f => f.Severity switch { "error" => 0, "warning" => 1, _ => 2 })],
            Roles = roles,
            Times = times,
            Scale = scale,
            Readiness = [Doctor.Readiness.OfTrajectories(data, roles, times, axis, usable), treatments, Doctor.Readiness.OfNetworks(data, roles, times, axis, scale, usable)],
            Design = design,
        };
    }

    private static MatrixSummary? OtherSummary(string place, ICellMatrix matrix, List<Finding> findings, CancellationToken cancellationToken)
    {
        MatrixSummary? summary = Summary(place, matrix, findings, cancellationToken);
        if (summary is not null)
            Doctor.Findings.OfOtherMatrix(place, summary, findings);
        return summary;
    }

    private static (FrameReport, FrameReport, List<Finding>) Frames(AnnotatedData data)
    {
        var findings = new List<Finding>();
        Doctor.Findings.OfFrames(data, findings);
        // The report tells what the element holds; columns of the whole file can have roles all the same.
        return (FrameReport.Of(data.Obs with { Columns = [.. data.Obs.Columns.Where(column => !data.JoinedObs.Contains(column.Name))] }), FrameReport.Of(data.Var), findings);
    }

    /// <summary>Null where there is no matrix, or none that can be read: then a finding says why.</summary>
    private static MatrixSummary? Summary(string place, ICellMatrix? matrix, List<Finding> findings, CancellationToken cancellationToken)
    {
        try
        {
            return matrix is null ? null : MatrixSummary.Of(matrix, cancellationToken);
        }
        catch (DatasetFileException error)
        {
            findings.Add(Finding.Error(place, "unreadable", error.Message, error.Cure));
            return null;
        }
    }

    private static ArrayReport Read(AnnotatedData data, EmbeddingEntry entry, List<Finding> findings)
    {
        (double Sum, long NotFinite)? sum = null;
        try
        {
            sum = data.SumOf("/obsm/" + entry.Key);
            Doctor.Findings.OfEmbedding(entry.Key, data.ReadObsm(entry.Key), data.Obs, findings);
        }
        catch (DatasetFileException error)
        {
            findings.Add(Finding.Note("/obsm/" + entry.Key, "left-out", error.Message, "It is left out."));
        }
        return new ArrayReport(entry.Kind, entry.DType, entry.Shape, sum?.Sum, sum?.NotFinite ?? 0);
    }

    private static Dictionary<string, ArrayReport> Described(string place, IReadOnlyList<EmbeddingEntry> entries, AnnotatedData data) => entries.ToDictionary(e => e.Key, e =>
    {
        try
        {
            (double Sum, long NotFinite)? sum = data.SumOf(place + e.Key);
            return new ArrayReport(e.Kind, e.DType, e.Shape, sum?.Sum, sum?.NotFinite ?? 0);
        }
        catch (DatasetFileException)
        {
            return new ArrayReport(e.Kind, e.DType, e.Shape, null, 0);
        }
    });
}
