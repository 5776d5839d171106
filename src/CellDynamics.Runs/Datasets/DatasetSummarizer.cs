using CellDynamics.Data.Annotated;
using CellDynamics.Data.Doctor;
using CellDynamics.Data.Formats;
using CellDynamics.Data.Preprocessing;
using CellDynamics.Data.Quality;
using CellDynamics.Data.Studies;

namespace CellDynamics.Runs.Datasets;

/// <summary>Looks at a file once and gathers what the pages show of it.</summary>
public static class DatasetSummarizer
{
    private const int ShownValues = 200;

    /// <param name="path">The file.</param>
    /// <param name="confirmed">Roles that a person confirmed; null: suggested from names and content.</param>
    /// <param name="choices">How it is to be read; null: the file decides.</param>
    /// <param name="readable">Where what is no AnnData is written as such, for everything that comes after; null: nowhere.</param>
    /// <exception cref="DatasetFileException">The file cannot be opened.</exception>
    public static DatasetSummary Summarize(string path, StudyRoles? confirmed = null, OpenChoices? choices = null, string? readable = null)
    {
        (AnnotatedData opened, DatasetFileException? refused) = Open(path, choices);
        using AnnotatedData file = opened;
        if (readable is not null && !DatasetConversion.IsAnnotated(file))
            DatasetConversion.Convert(file, readable);
        (AnnotatedData data, Finding? filtered, bool isTooStrict) = Filtered(file, confirmed);
        Inspection inspection = Inspection.Of(data, confirmed);
        if (filtered is not null)
            inspection = inspection with { Findings = filtered.Severity == "error" ? [filtered, .. inspection.Findings] : [.. inspection.Findings, filtered] };
        if (refused is not null)
            inspection = inspection with { Findings = [Finding.Error("/obs", "annotations", refused.Message, "The file is shown without it."), .. inspection.Findings] };
        if (isTooStrict)
            inspection = inspection with { Readiness = [.. inspection.Readiness.Select(readiness => readiness with { IsReady = false, Sentence = $"Not ready: {filtered!.Message} {filtered.Fix}" })] };
        DatasetPreview preview = DatasetPreview.Build(data, inspection.Times.Problem is null ? inspection.Roles : inspection.Roles with { Time = null });
        Readiness first = inspection.Readiness.FirstOrDefault(readiness => readiness.IsReady) ?? Asked(inspection);
        return new DatasetSummary(
            inspection.ToJson(), inspection.Roles, [.. data.Obs.Columns.Select(Describe)],
            [.. inspection.Times.Points.Select(point => new TimePointSummary(point.Value, point.Label, point.CellCount))],
            inspection.Times.Unit, inspection.Times.Problem, inspection.Scale is { } scale ? Words(scale) : "There is no matrix.",
            first.Sentence, first.IsReady,
            [.. inspection.Findings.Select(finding => new FindingSummary(finding.Severity, finding.Path, finding.Code, finding.Message, finding.Fix))],
            Array.ConvertAll(preview.Coordinates.Values, x => (float)x), preview.Times, preview.Name)
        {
            Questions = [.. inspection.Readiness.Select(readiness => new QuestionSummary(readiness.Method, readiness.IsReady, readiness.Sentence))],
            Groups = inspection.Times.Points.Count == 0 ? GroupsOf(data, inspection.Roles, preview.Cells) : null,
            IsTimeOfCondition = inspection.Times.Problem is null && IsTimeOfCondition(data, inspection.Roles),
            Design = inspection.Design,
            Quality = QualitySummary.Of(file, inspection.Times.Problem is null ? inspection.Roles : inspection.Roles with { Time = null }),
            RefusedTime = inspection.Times.Problem is null ? null : inspection.Times.Column,
            GeneNames = data.Var.Index,
            GeneSymbols = new GeneNames(data.Var).Symbols,
            Reading = new DatasetReading(file.Format, file.Modality, file.Modalities, file.AreRowsGenes) 
            {
                IsOrientationGuessed = file.IsOrientationGuessed, Annotations = file.Annotations, AnnotationsProblem = refused?.Message,
            },
            CellNames = [.. file.Obs.Index.Take(3)],
            PreviewCells = Array.ConvertAll(preview.Cells, cell => data.Obs.Index[cell]),
            Layers = [.. data.Layers.Keys],
            Embeddings = [.. inspection.Obsm.Where(entry => entry.Value is { Sum: not null, NotFinite: 0, Shape.Count: <= 2 }).Select(entry => entry.Key)],
            Cells = file.CellCount,
            Genes = data.GeneCount,
        };
    }

    /// <summary>A table of annotations that cannot be used makes no file unreadable: it is shown without, and that is said.</summary>
    private static (AnnotatedData File, DatasetFileException? Refused) Open(string path, OpenChoices? choices)
    {
        try
        {
            return (DatasetFile.Open(path, choices), null);
        }
        catch (DatasetFileException refused) when (choices?.Annotations is not null)
        {
            return (DatasetFile.Open(path, choices with { Annotations = null }), refused);
        }
    }

    /// <summary>What takes part. Of a filter that would leave too little the file is shown as if there were none, and nothing can be asked of it.</summary>
    private static (AnnotatedData Data, Finding? Found, bool IsTooStrict) Filtered(AnnotatedData file, StudyRoles? roles)
    {
        try
        {
            return roles is not null && KeptCells.Of(file, roles) is { } kept ? (kept.Select(file), Finding.Note("", "filter", kept.Sentence, "They take part in no analysis. The file stays as it is."), false) : (file, null, false);
        }
        catch (DatasetFileException failure)
        {
            return (file, Finding.Error(failure.Place, "filter", $"The filter cannot be used: expected {failure.Expected}, found {failure.Found}.", failure.Cure), true);
        }
    }

    /// <summary>Where nothing can be asked yet: why not the question that the roles are for. Without a time, a condition means treatments.</summary>
    private static Readiness Asked(Inspection inspection) =>
        inspection.Readiness.FirstOrDefault(readiness => readiness.Method == "mfm" && inspection.Roles is { Time: null, Condition: not null }) ?? inspection.Readiness[0];

    private static bool IsTimeOfCondition(AnnotatedData data, StudyRoles roles) => roles is { Time: { } time, Condition: { } condition }
        && data.RequireObs(condition).Labels.Zip(data.RequireObs(time).Labels).Where(cell => cell.First is not null && cell.Second is not null).Distinct().GroupBy(cell => cell.First).All(times => times.Count() == 1);

    private static PreviewGroups? GroupsOf(AnnotatedData data, StudyRoles roles, int[] cells)
    {
        if ((roles.Condition ?? roles.CellType ?? roles.Donor) is not { } name)
            return null;
        DataColumn column = data.RequireObs(name);
        string[] largest = [.. cells.Select(cell => column.Labels[cell]).OfType<string>().CountBy(label => label).OrderByDescending(group => group.Value).Take(PreviewGroups.Most).Select(group => group.Key)];
        string[] names = [.. ValuesOf(column).Where(largest.Contains)];
        return new PreviewGroups(name, names, Array.ConvertAll(cells, cell => Array.IndexOf(names, column.Labels[cell])));
    }

    private static ColumnChoice Describe(DataColumn column)
    {
        string[] values = ValuesOf(column);
        return new ColumnChoice(column.Name, column.Kind.ToString(), [.. values.Take(ShownValues)], values.Length);
    }

    /// <summary>Those that cells have, as the file orders them.</summary>
    internal static string[] ValuesOf(DataColumn column)
    {
        IEnumerable<string> distinct = column.Labels.OfType<string>().Distinct(StringComparer.Ordinal);
        return [.. column.Categories?.Intersect(distinct, StringComparer.Ordinal) ?? distinct];
    }

    private static string Words(ScaleEvidence scale)
    {
        string name = scale.Scale switch
        {
            MatrixScale.Counts => "Counts",
            MatrixScale.Linear => "Linear expression (FPKM, TPM)",
            MatrixScale.Log => "Logarithmic expression",
            MatrixScale.Cytometry => "Cytometry intensities",
            _ => "Scaled values",
        };
        return $"{name}. {scale.Evidence} Worked on as follows: {scale.Treatment}.";
    }
}
