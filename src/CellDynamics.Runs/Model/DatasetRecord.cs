namespace CellDynamics.Runs.Model;

/// <summary>Where a scanner of malware is named, a file goes through <see cref="Scanning"/> before it is looked into; <see cref="NotScanned"/> waits for a scanner that answers, <see cref="Refused"/> is the end.</summary>
public enum DatasetStatus { Checking, Ready, NeedsAttention, CannotBeRead, Scanning, NotScanned, Refused }

/// <summary>An uploaded file in the catalogue. The file itself stands in <c>{DataRoot}/datasets/{Id}</c>.</summary>
public sealed class DatasetRecord
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    public Guid ProjectId { get; set; }

    /// <summary>Title shown to people.</summary>
    public required string Name { get; set; }

    /// <summary>Name of the upload, without any path.</summary>
    public required string FileName { get; set; }

    public long Bytes { get; set; }

    /// <summary>Lower-case hexadecimal; empty until the file was looked into, and where uploads are scanned, until it was found clean.</summary>
    public string Sha256 { get; set; } = "";

    public DateTime UploadedUtc { get; set; }

    public DatasetStatus Status { get; set; }

    /// <summary>Something is being done with its file, and what is known of it may change.</summary>
    public bool IsBeingChecked => Status is DatasetStatus.Checking or DatasetStatus.Scanning;

    /// <summary>The one thing it needs, or why it cannot be read; empty when ready.</summary>
    public string Problem { get; set; } = "";

    /// <summary>Came with the installation.</summary>
    public bool IsExample { get; set; }

    public int Cells { get; set; }

    public int Genes { get; set; }

    /// <summary>Number of distinct times under the confirmed or suggested roles.</summary>
    public int TimePoints { get; set; }

    /// <summary>Roles a person confirmed, JSON of <see cref="Data.Annotated.StudyRoles"/>; null while only suggested.</summary>
    public string? ConfirmedRoles { get; set; }

    /// <summary>Account that uploaded it; null without accounts.</summary>
    public Guid? UploadedBy { get; set; }

    /// <summary>When it was uploaded, or somebody last analysed or downloaded it: what the retention policy counts from.</summary>
    public DateTime UsedUtc { get; set; }

    /// <summary>A person asked to keep it at least until then; null: the policy alone decides.</summary>
    public DateTime? KeepUntilUtc { get; set; }

    /// <summary>Legal hold: neither a policy nor a person deletes it.</summary>
    public bool IsHeld { get; set; }
}
