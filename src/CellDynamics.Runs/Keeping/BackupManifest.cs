using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CellDynamics.Runs.Keeping;

/// <summary>What a backup holds, <c>manifest.json</c> in its folder; <c>manifest.sha256</c> beside it tells whether it was changed.</summary>
public sealed record BackupManifest
{
    public const string Name = "manifest.json";

    private const string SealName = "manifest.sha256";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true, Converters = { new JsonStringEnumConverter<DatabaseProvider>(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Raised when the meaning of a field changes.</summary>
    public int FormatVersion { get; init; } = 1;

    /// <summary>Version of CellDynamics that wrote it.</summary>
    public required string Version { get; init; }

    /// <summary>The moment the database was copied: the backup shows the instance as it was then.</summary>
    public required DateTime CreatedUtc { get; init; }

    public required DatabaseProvider Provider { get; init; }

    /// <summary>The last migration of the database.</summary>
    public required string Schema { get; init; }

    /// <summary>Every file of the backup but the manifest itself.</summary>
    public required IReadOnlyList<KeptFile> Files { get; init; }

    /// <summary>Datasets and runs that were deleted while the backup was made: in the copy of the database, but without their files.</summary>
    public IReadOnlyList<Guid> Deleted { get; init; } = [];

    /// <summary>Files that the copy of the database names and that were not on the disk; below the folder of the backup, with <c>/</c>.</summary>
    public IReadOnlyList<string> Lost { get; init; } = [];

    public void Write(string folder)
    {
        byte[] text = JsonSerializer.SerializeToUtf8Bytes(this, Json);
        FileCopy.WriteDurably(Path.Combine(folder, Name), text);
        FileCopy.WriteDurably(Path.Combine(folder, SealName), JsonSerializer.SerializeToUtf8Bytes(Convert.ToHexStringLower(SHA256.HashData(text))));
    }

    /// <exception cref="InvalidDataException">There is no whole backup in the folder, or its manifest was damaged.</exception>
    public static BackupManifest Read(string folder)
    {
        string path = Path.Combine(folder, Name), seal = Path.Combine(folder, SealName);
        if (!File.Exists(path) || !File.Exists(seal))
            throw new InvalidDataException($"{folder}: expected a backup with {Name} and {SealName}, found none. Name the folder of one backup, such as {BackupFolders.Prefix}20260131-020000.");
        byte[] text = File.ReadAllBytes(path);
        try
        {
            if (JsonSerializer.Deserialize<string>(File.ReadAllBytes(seal)) != Convert.ToHexStringLower(SHA256.HashData(text)))
                throw new InvalidDataException($"{path}: expected the content that {SealName} names, found another. The backup is damaged: use another one.");
            return JsonSerializer.Deserialize<BackupManifest>(text, Json) ?? throw new InvalidDataException($"{path}: expected a manifest, found null. The backup is damaged: use another one.");
        }
        catch (JsonException failure)
        {
            throw new InvalidDataException($"{path}: expected a manifest, found {failure.Message} The backup is damaged: use another one.", failure);
        }
    }
}

/// <param name="Path">Below the folder of the backup, with <c>/</c>.</param>
/// <param name="WrittenUtc">When the original was last changed.</param>
/// <param name="Sha256">Lower-case hexadecimal.</param>
public sealed record KeptFile(string Path, long Bytes, DateTime WrittenUtc, string Sha256);
