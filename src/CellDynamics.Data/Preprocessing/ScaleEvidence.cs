namespace CellDynamics.Data.Preprocessing;

/// <summary>The scale of a matrix with the reason for it.</summary>
/// <param name="Scale">What the numbers are.</param>
/// <param name="Evidence">What in them says so, one sentence.</param>
/// <param name="Treatment">What is done with them: <c>counts per 10,000, log1p</c>.</param>
/// <param name="Warning">What a person should check, or null.</param>
public sealed record ScaleEvidence(MatrixScale Scale, string Evidence, string Treatment, string? Warning = null);
