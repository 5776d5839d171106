namespace CellDynamics.Data.Formats;

/// <summary>What a person says of a file that can be read in more than one way; null where the file is to decide.</summary>
public sealed record OpenChoices
{
    /// <summary>Modality of a MuData file, genome of a 10x file with several, or sample of an archive of several.</summary>
    public string? Modality { get; init; }

    /// <summary>Whether the rows of a table of numbers are genes; null: guessed, and said.</summary>
    public bool? AreRowsGenes { get; init; }

    /// <summary>Path of a table that says more about the cells (CSV or TSV, see <see cref="Annotations.AnnotationTable"/>); null for none.</summary>
    public string? Annotations { get; init; }
}
