using System.Text.Json;
using System.Text.Json.Serialization;
using CellDynamics.Data.Annotated;

namespace CellDynamics.Runs.Datasets;

/// <summary><c>summary.json</c> of a dataset's folder.</summary>
public static class DatasetSummaryFile
{
    public const string Name = "summary.json";

    private const string RolesName = "roles.json";

    /// <summary>Also how confirmed roles are kept.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>Written by rename, so that a reader never sees half of it.</summary>
    public static void Write(string folder, DatasetSummary summary)
    {
        string path = Path.Combine(folder, Name);
        string unfinished = path + ".tmp";
        using (FileStream file = File.Create(unfinished))
            JsonSerializer.Serialize(file, summary, Json);
        File.Move(unfinished, path, overwrite: true);
    }

    /// <summary>Keeps the roles that a person confirmed beside the summary, where the next check finds them.</summary>
    public static void WriteRoles(string folder, StudyRoles roles)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, RolesName), JsonSerializer.Serialize(roles, Json));
    }

    /// <summary>Null while nobody confirmed any.</summary>
    public static StudyRoles? ReadRoles(string folder)
    {
        string path = Path.Combine(folder, RolesName);
        return File.Exists(path) ? JsonSerializer.Deserialize<StudyRoles>(File.ReadAllText(path), Json) : null;
    }

    /// <summary>Null when there is none, or none that this version understands.</summary>
    public static async Task<DatasetSummary?> ReadAsync(string folder, CancellationToken cancellationToken)
    {
        try
        {
            await using FileStream file = File.OpenRead(Path.Combine(folder, Name));
            return await JsonSerializer.DeserializeAsync<DatasetSummary>(file, Json, cancellationToken);
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
    }
}
