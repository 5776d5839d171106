using System.ComponentModel.DataAnnotations;

namespace CellDynamics.Data.Preprocessing;

/// <summary>How a study's matrix is turned into coordinates.</summary>
public sealed record RepresentationOptions
{
    /// <summary>2,000, Seurat's and Scanpy's customary number: more adds noise, fewer lose rare programmes.</summary>
    [Range(2, 20_000)]
    public int HighlyVariableGenes { get; init; } = 2_000;

    /// <summary>Genes that are taken whether they vary or not, by identifier or symbol; names that are not there are passed over.</summary>
    public IReadOnlyList<string> AlsoGenes { get; init; } = [];

    /// <summary>30 keeps the programmes of most data sets; never more than a fifth of the cells, so that a component is carried by cells and not by one cell.</summary>
    [Range(1, 200)]
    public int Components { get; init; } = 30;

    /// <summary>In place of what the numbers and the roles say; null: those decide.</summary>
    public MatrixScale? Scale { get; init; }

    /// <summary>A panel of markers keeps all of them and all components, so that its coordinates are the values, only turned. Cytometry always does.</summary>
    public bool KeepsPanels { get; init; }

    /// <summary>Columns up to which a matrix counts as a panel.</summary>
    public const int MostColumnsOfPanel = 100;

    /// <summary>Columns of a matrix taken as it is: beyond this no method is at home.</summary>
    public const int MostColumnsAsIs = 1_000;
}
