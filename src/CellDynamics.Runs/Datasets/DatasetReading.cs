using System.Text.Json.Serialization;
using CellDynamics.Data.Annotated;
using CellDynamics.Data.Formats;

namespace CellDynamics.Runs.Datasets;

/// <summary>What kind of file a dataset came as, and in which of several ways it was read.</summary>
/// <param name="Format">Such as <c>h5ad</c> or <c>csv</c>.</param>
/// <param name="Modality">Which of <paramref name="Modalities"/> was taken; null where the file holds one.</param>
/// <param name="Modalities">What else it could be read as.</param>
/// <param name="AreRowsGenes">Of a table of numbers; null for other kinds of files.</param>
public sealed record DatasetReading(string Format, string? Modality, IReadOnlyList<string> Modalities, bool? AreRowsGenes)
{
    /// <summary>Neither heads nor names told what the rows of the table are.</summary>
    public bool IsOrientationGuessed { get; init; }

    /// <summary>What a table of annotations brought; null without one.</summary>
    public AnnotationJoin? Annotations { get; init; }

    /// <summary>Why a table of annotations was given and could not be used; null without one, or where it was.</summary>
    public string? AnnotationsProblem { get; init; }

    /// <summary>A person could have it read in another way.</summary>
    [JsonIgnore]
    public bool HasChoice => Modalities.Count > 1 || AreRowsGenes is not null;

    /// <summary>The same as a choice, without annotations: those stay as they are kept.</summary>
    public OpenChoices ToChoices() => new() { Modality = Modality, AreRowsGenes = AreRowsGenes };
}
