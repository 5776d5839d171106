namespace CellDynamics.Data.Studies;

/// <summary>What a person says the parts of a dataset mean: names of <c>obs</c> columns, except where noted. Null means: not used.</summary>
/// <param name="Time">Sampling time.</param>
/// <param name="Condition">Treatment, genotype or stimulus.</param>
/// <param name="Control">Value of the condition that means untreated.</param>
/// <param name="Donor">Individual the cells come from.</param>
/// <param name="Batch">Technical group: plate, lane, library.</param>
/// <param name="CellType">Annotated type or cluster.</param>
/// <param name="Spatial">Key of <c>obsm</c> with positions.</param>
/// <param name="Layer">Layer to use in place of X.</param>
/// <param name="Use">Key of <c>obsm</c> to work in, or <c>X</c> to take the matrix as it is; null: the study chooses.</param>
/// <param name="Dose">Amount of the treatment.</param>
public sealed record StudyRoles(
    string? Time = null, string? Condition = null, string? Control = null, string? Donor = null, string? Batch = null,
    string? CellType = null, string? Spatial = null, string? Layer = null, string? Use = null, string? Dose = null)
{
    /// <summary>Value of <see cref="Use"/> that takes the matrix as it is.</summary>
    public const string UseMatrix = "X";
}
