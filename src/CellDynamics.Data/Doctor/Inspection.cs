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
        MatrixReport x = Report("/X", data.X, data.GeneCount, data, places, findings, cancellationToken);
        var layers = data.Layers.ToDictionary(layer => layer.Key, layer => Report("/layers/" + layer.Key, layer.Value, data.GeneCount, data, places, findings, cancellationToken));
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
        MatrixReport? raw = data.RawX is null ? null : Report("/raw/X", data.RawX, data.RawVar!.Count, data, places, findings, cancellationToken);
        if (places.Summary("/raw/X") is { } ofRaw)
            Doctor.Findings.OfOtherMatrix("/raw/X", ofRaw, findings);
        Dictionary<string, ArrayReport> varm = Described("/varm/", data.Varm, data, findings), obsp = Described("/obsp/", data.Obsp, data, findings), varp = Described("/varp/", data.Varp, data, findings);
        return new Inspection
        {
            File = Path.GetFileName(data.Path),
            Format = data.Format,
            Encoding = data.Encoding,
            NObs = data.CellCount,
            NVars = data.GeneCount,
            X = x,
            Raw = raw,
            Layers = layers,
            Obs = obs,
            Var = var,
            Obsm = obsm,
            Varm = varm,
            Obsp = obsp,
            Varp = varp,
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

    /// <summary>The matrix in numbers; why it cannot be read, where it cannot, is also a finding.</summary>
    private static MatrixReport Report(string place, ICellMatrix? matrix, int genes, AnnotatedData data, Places places, List<Finding> findings, CancellationToken cancellationToken)
    {
        DatasetFileException? problem = place == "/X" ? data.XProblem : null;
        try
        {
            if (matrix is not null)
                places.Add(place, MatrixSummary.Of(matrix, cancellationToken));
        }
        catch (DatasetFileException error)
        {
            problem = error;
        }
        if (problem is not null)
        {
            findings.Add(Finding.Error(place, "unreadable", Told(problem, place), problem.Cure));
            places.Refuse(place, $"cannot be read (expected {problem.Expected}, found {problem.Found})");
        }
        return MatrixReport.Of(matrix, places.Summary(place), data.CellCount, genes, problem is null ? null : Told(problem, place));
    }

    /// <summary>With the part of the matrix that is damaged, where it is not all of it.</summary>
    private static string Told(DatasetFileException problem, string place) =>
        problem.Place.EndsWith(place, StringComparison.Ordinal) ? problem.Problem : $"{problem.Place}: {char.ToLowerInvariant(problem.Problem[0])}{problem.Problem[1..]}";

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
            findings.Add(Finding.Note(place, "left-out", error.Problem, $"{error.Cure} Until then it is left out."));
            places.Refuse(place, $"cannot be read (expected {error.Expected}, found {error.Found})");
        }
        return new ArrayReport(entry.Kind, entry.DType, entry.Shape, sum?.Sum, sum?.NotFinite ?? 0);
    }

    private static Dictionary<string, ArrayReport> Described(string place, IReadOnlyList<EmbeddingEntry> entries, AnnotatedData data, List<Finding> findings) => entries.ToDictionary(e => e.Key, e =>
    {
        try
        {
            (double Sum, long NotFinite)? sum = data.SumOf(place + e.Key);
            return new ArrayReport(e.Kind, e.DType, e.Shape, sum?.Sum, sum?.NotFinite ?? 0);
        }
        catch (DatasetFileException error)
        {
            findings.Add(Finding.Note(place + e.Key, "left-out", error.Problem, error.Cure));
            return new ArrayReport(e.Kind, e.DType, e.Shape, null, 0);
        }
    });
}
