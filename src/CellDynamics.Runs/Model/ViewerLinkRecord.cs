namespace CellDynamics.Runs.Model;

/// <summary>A link that shows one run to whoever has it, until it expires or is withdrawn.</summary>
public sealed class ViewerLinkRecord
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    public Guid ProjectId { get; set; }

    public Guid RunId { get; set; }

    /// <summary>SHA-256 of the secret in the link, lower-case hexadecimal: the database alone opens nothing.</summary>
    public required string SecretSha256 { get; set; }

    public Guid? CreatedBy { get; set; }

    public DateTime CreatedUtc { get; set; }

    public DateTime UntilUtc { get; set; }

    public DateTime? WithdrawnUtc { get; set; }
}
