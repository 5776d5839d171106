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
        var findings = new List<Finding>();
        var places = new Places(data);
        if (data.X is null && data.Notes.FirstOrDefault(note => note.StartsWith("/X cannot be read", StringComparison.Ordinal)) is { } unreadable)
            places.Refuse("/X", unreadable["/X ".Length..].TrimEnd('.'));
        MatrixSummary? x = Summary("/X", data.X, places, findings, cancellationToken);
        Dictionary<string, MatrixReport> layers = data.Layers.ToDictionary(layer => layer.Key,
            layer => MatrixReport.Of(layer.Value, Summary("/layers/" + layer.Key, layer.Value, places, findings, cancellationToken), data.CellCount, data.GeneCount));
        Dictionary<string, ArrayReport> obsm = data.Embeddings.ToDictionary(e => e.Key, e => Read(data, e, places, findings));
        roles ??= places.Suggest(suggestion.Roles);
        ScaleEvidence? scale = places.Summary(roles) is { } chosen ? ScaleDetector.Of(chosen, roles.IsCytometry) : null;
        string? timeColumn = roles.Time ?? suggestion.RefusedTime;
        (TimeReport times, TimeAxis? axis) = TimeReport.Of(timeColumn is null ? null : data.RequireObs(timeColumn), roles.Cell is not null);
        Readiness treatments = Doctor.Readiness.OfTreatments(data, roles, places);
        Doctor.Findings.OfTime(data, times, axis, findings, isNeeded: !treatments.IsReady, areFollowed: roles.Cell is not null);
        Doctor.Findings.OfMatrices(data, roles, places, scale, findings);
        (FrameReport obs, FrameReport var, List<Finding> ofFrames) = frames.GetAwaiter().GetResult();
        findings.AddRange(ofFrames);
        DesignTable design = DesignTable.Of(data, roles, axis);
        DesignFindings.Add(data, roles, axis, design, findings);
        MatrixReport? raw = data.RawX is null ? null : MatrixReport.Of(data.RawX, RawSummary(data.RawX, findings, cancellationToken), data.CellCount, data.RawVar!.Count);
        return new Inspection
        {
            File = Path.GetFileName(data.Path),
            Format = data.Format,
            Encoding = data.Encoding,
            NObs = data.CellCount,
            NVars = data.GeneCount,
            X = MatrixReport.Of(data.X, x, data.CellCount, data.GeneCount),
            Raw = raw,
            Layers = layers,
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
            Readiness =
            [
                .. new[] { Doctor.Readiness.OfTrajectories(data, roles, times, axis, places), treatments, Doctor.Readiness.OfNetworks(data, roles, times, axis, scale, places) }
                    .Select(readiness => readiness.With(findings)),
            ],
            Design = design,
        };
    }

    private static (FrameReport, FrameReport, List<Finding>) Frames(AnnotatedData data)
    {
        var findings = new List<Finding>();
        Doctor.Findings.OfFrames(data, findings);
        // The report tells what the element holds; columns of the whole file can have roles all the same.
        return (FrameReport.Of(data.Obs with { Columns = [.. data.Obs.Columns.Where(column => !data.JoinedObs.Contains(column.Name))] }), FrameReport.Of(data.Var), findings);
    }

    /// <summary>Null where there is no matrix, or none that can be read: then a finding says why.</summary>
    private static MatrixSummary? Summary(string place, ICellMatrix? matrix, Places places, List<Finding> findings, CancellationToken cancellationToken)
    {
        if (matrix is null)
            return null;
        try
        {
            MatrixSummary summary = MatrixSummary.Of(matrix, cancellationToken);
            places.Add(place, summary);
            return summary;
        }
        catch (DatasetFileException error)
        {
            findings.Add(Finding.Error(place, "unreadable", error.Message[..^error.Cure.Length].TrimEnd(), error.Cure));
            places.Refuse(place, $"cannot be read (expected {error.Expected}, found {error.Found})");
            return null;
        }
    }

    private static MatrixSummary? RawSummary(ICellMatrix matrix, List<Finding> findings, CancellationToken cancellationToken)
    {
        try
        {
            MatrixSummary summary = MatrixSummary.Of(matrix, cancellationToken);
            Doctor.Findings.OfOtherMatrix("/raw/X", summary, findings);
            return summary;
        }
        catch (DatasetFileException error)
        {
            findings.Add(Finding.Error("/raw/X", "unreadable", error.Message, error.Cure));
            return null;
        }
    }

    private static ArrayReport Read(AnnotatedData data, EmbeddingEntry entry, Places places, List<Finding> findings)
    {
        string place = "/obsm/" + entry.Key;
        (double Sum, long NotFinite)? sum = null;
        try
        {
            sum = data.SumOf(place);
            Doctor.Findings.OfEmbedding(entry.Key, data.ReadObsm(entry.Key), data.Obs, findings);
            if (sum is null || entry.Shape.Count > 2)
                places.Refuse(place, "is no table of numbers");
            else if (sum is { NotFinite: > 0 and var count })
                places.Refuse(place, $"holds NaN or infinities in {NumberText.Grouped(count)} places");
        }
        catch (DatasetFileException error)
        {
            findings.Add(Finding.Note(place, "left-out", error.Message, "It is left out."));
            places.Refuse(place, $"cannot be read (expected {error.Expected}, found {error.Found})");
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
