using System.Text.Json.Serialization;
using CellDynamics.Data.Quality;

namespace CellDynamics.Data.Annotated;

/// <summary>What the columns of a dataset mean, and which representation to work in. Every name is a column of <c>obs</c> unless said.</summary>
public sealed record StudyRoles
{
    /// <summary>Value of <see cref="Use"/> that takes the matrix as it is.</summary>
    public const string UseMatrix = "X";

    public string? Time { get; init; }

    public string? Condition { get; init; }

    /// <summary>The value of <see cref="Condition"/> that means "untreated".</summary>
    public string? Control { get; init; }

    public string? Dose { get; init; }

    public string? Donor { get; init; }

    public string? Batch { get; init; }

    public string? CellType { get; init; }

    /// <summary>Names the same cell at several times, where cells were followed.</summary>
    public string? Cell { get; init; }

    /// <summary>Key of <c>obsm</c> with positions.</summary>
    public string? Spatial { get; init; }

    /// <summary>Layer to take instead of <c>X</c>.</summary>
    public string? Layer { get; init; }

    /// <summary>Key of <c>obsm</c> to work in, <c>"X"</c> for the matrix as it is, or null: the study chooses and says so.</summary>
    public string? Use { get; init; }

    /// <summary>A person says that the values are raw cytometry intensities, asinh(x/5), or, by false, that they are to be taken as they are; null: the numbers decide.</summary>
    /// <remarks>Under a name of its own in JSON: the older "isCytometry" was always written, and its false meant that nobody had been asked.</remarks>
    [JsonPropertyName("cytometry")]
    public bool? IsCytometry { get; init; }

    /// <summary>Cells that do not meet it take part in nothing; null: all cells do.</summary>
    public CellFilter? Filter { get; init; }
}
