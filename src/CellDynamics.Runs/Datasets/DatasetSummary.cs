using System.Text.Json.Serialization;
using CellDynamics.Data.Annotated;
using CellDynamics.Data.Doctor.Design;

namespace CellDynamics.Runs.Datasets;

/// <summary>What the check of a dataset found: <c>summary.json</c>, written by a child process (<c>celldynamics summarize FILE DIRECTORY</c>).</summary>
/// <param name="InspectionJson">The document of <c>inspect --json</c>, whole.</param>
/// <param name="SuggestedRoles">Suggested from names and content; a person confirms them.</param>
/// <param name="Columns">Annotations a role can be given to.</param>
/// <param name="Times">Measured times under the suggested or confirmed roles; empty when there are none.</param>
/// <param name="TimeUnit">Such as <c>"h"</c>.</param>
/// <param name="TimeProblem">Why the time column cannot be used, or null.</param>
/// <param name="Scale">Such as "linear (FPKM, TPM)", with the evidence.</param>
/// <param name="Readiness">The verdict sentence of the dataset page.</param>
/// <param name="IsReady">At least one question can be asked.</param>
/// <param name="Preview">Row-major <c>[cells, 2]</c> of at most 20,000 cells, for the thumbnail and the first figures.</param>
/// <param name="PreviewTimes">Time of each of those cells; NaN where missing.</param>
/// <param name="PreviewName">Such as "PCA" or "UMAP of the file".</param>
public sealed record DatasetSummary(
    string InspectionJson, StudyRoles SuggestedRoles, IReadOnlyList<ColumnChoice> Columns, IReadOnlyList<TimePointSummary> Times, string TimeUnit,
    string? TimeProblem, string Scale, string Readiness, bool IsReady, IReadOnlyList<FindingSummary> Findings,
    float[] Preview, double[] PreviewTimes, string PreviewName)
{
    /// <summary>What can be asked of the dataset and what not, one sentence per question; empty in summaries of older versions.</summary>
    public IReadOnlyList<QuestionSummary> Questions { get; init; } = [];

    /// <summary>The column of <see cref="TimeProblem"/>, chosen or only recognised; null where there is no problem.</summary>
    public string? RefusedTime { get; init; }

    /// <summary>What the previewed cells are told apart by where there are no times; null with times, or without any such column.</summary>
    public PreviewGroups? Groups { get; init; }

    /// <summary>The cells of every condition were taken at one time, so that what looks like a course of time is the treatment.</summary>
    public bool IsTimeOfCondition { get; init; }

    /// <summary>Kept in a file of its own, see <see cref="DatasetSummaryFile.ReadGenesAsync"/>: many pages read the summary, few the names.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> GeneNames { get; init; } = [];

    /// <summary>What genes are called where the file has symbols beside <see cref="GeneNames"/>, else the same; kept likewise, see <see cref="DatasetSummaryFile.ReadSymbolsAsync"/>.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> GeneSymbols { get; init; } = [];

    /// <summary>Null in summaries of older versions, which read AnnData only.</summary>
    public DatasetReading? Reading { get; init; }

    /// <summary>The first names of cells.</summary>
    public IReadOnlyList<string> CellNames { get; init; } = [];

    /// <summary>Names of the cells of the preview; kept likewise, see <see cref="DatasetSummaryFile.ReadCellsAsync"/>.</summary>
    [JsonIgnore]
    public string[] PreviewCells { get; init; } = [];

    /// <summary>Names of the layers, from which values can be taken instead of X.</summary>
    public IReadOnlyList<string> Layers { get; init; } = [];

    /// <summary>Keys of the embeddings that can be worked in.</summary>
    public IReadOnlyList<string> Embeddings { get; init; } = [];

    /// <summary>Cells of every time × condition × donor that take part; null in summaries of older versions.</summary>
    public DesignTable? Design { get; init; }

    /// <summary>Kept likewise, see <see cref="DatasetSummaryFile.ReadQualityAsync"/>; null without a matrix.</summary>
    [JsonIgnore]
    public QualitySummary? Quality { get; init; }

    /// <summary>Of the whole file, those that a filter sets aside included.</summary>
    public int Cells { get; init; }

    public int Genes { get; init; }
}

/// <param name="Method">Id of the method that answers it.</param>
/// <param name="Sentence">Why it can be asked, or what is missing.</param>
public sealed record QuestionSummary(string Method, bool IsReady, string Sentence);

/// <param name="Column">Such as the condition.</param>
/// <param name="Names">As the file orders them; at most <see cref="Most"/>, the largest.</param>
/// <param name="OfCell">Index into <paramref name="Names"/> of each cell of the preview; -1 for smaller groups and where the value is missing.</param>
public sealed record PreviewGroups(string Column, IReadOnlyList<string> Names, int[] OfCell)
{
    /// <summary>More colours than this are not told apart.</summary>
    public const int Most = 12;
}

/// <param name="Values">The first distinct values, as a person sees them.</param>
/// <param name="Distinct">How many distinct values there are.</param>
public sealed record ColumnChoice(string Name, string Kind, IReadOnlyList<string> Values, int Distinct)
{
    /// <summary>How many values there are beyond <see cref="Values"/>.</summary>
    [JsonIgnore]
    public int Unlisted => Distinct - Values.Count;
}

public sealed record TimePointSummary(double Time, string Label, int Cells);

/// <param name="Severity"><c>error</c>, <c>warning</c> or <c>note</c>.</param>
public sealed record FindingSummary(string Severity, string Path, string Code, string Message, string Fix);
