namespace CellDynamics.Runs.Model;

/// <summary>What administrators change while the instance runs, such as the announcement.</summary>
public sealed class SettingRecord
{
    /// <summary>Text shown above every page; empty or absent: none.</summary>
    public const string Announcement = "announcement";

    /// <summary><c>true</c> while nothing new is started, for maintenance.</summary>
    public const string IsDraining = "draining";

    /// <summary>When the last backup was completed, ISO 8601.</summary>
    public const string LastBackup = "last-backup";

    /// <summary>Names the instance, as the file <c>instance.id</c> of its data root does.</summary>
    public const string Instance = "instance";

    /// <summary><c>true</c> where the site has a scanner of malware: no node opens an upload that was not scanned.</summary>
    public const string ScansUploads = "scans-uploads";

    public required string Key { get; set; }

    public string Value { get; set; } = "";
}
