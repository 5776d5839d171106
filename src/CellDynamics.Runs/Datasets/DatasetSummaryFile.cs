using System.Text.Json;
using System.Text.Json.Serialization;
using CellDynamics.Data.Annotated;
using CellDynamics.Data.Formats;

namespace CellDynamics.Runs.Datasets;

/// <summary><c>summary.json</c> of a dataset's folder.</summary>
public static class DatasetSummaryFile
{
    public const string Name = "summary.json";

    private const string RolesName = "roles.json", GenesName = "genes.json", SymbolsName = "symbols.json", QualityName = "quality.json", ChoicesName = "choices.json";

    /// <summary>Also how confirmed roles are kept.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>Written by rename, so that a reader never sees half of it.</summary>
    public static void Write(string folder, DatasetSummary summary)
    {
        Keep(Path.Combine(folder, GenesName), summary.GeneNames);
        Keep(Path.Combine(folder, SymbolsName), summary.GeneSymbols);
        Keep(Path.Combine(folder, QualityName), summary.Quality);
        Keep(Path.Combine(folder, Name), summary);
    }

    /// <summary>Keeps the roles that a person confirmed beside the summary, where the next check finds them.</summary>
    public static void WriteRoles(string folder, StudyRoles roles)
    {
        Directory.CreateDirectory(folder);
        Keep(Path.Combine(folder, RolesName), roles);
    }

    /// <summary>Null while nobody confirmed any.</summary>
    public static StudyRoles? ReadRoles(string folder)
    {
        string path = Path.Combine(folder, RolesName);
        return File.Exists(path) ? JsonSerializer.Deserialize<StudyRoles>(File.ReadAllText(path), Json) : null;
    }

    /// <summary>Keeps how a person wants the file read; the roles of another reading are forgotten.</summary>
    public static void WriteChoices(string folder, OpenChoices choices)
    {
        Directory.CreateDirectory(folder);
        File.Delete(Path.Combine(folder, RolesName));
        Keep(Path.Combine(folder, ChoicesName), choices);
    }

    /// <summary>What was chosen, or nothing.</summary>
    public static OpenChoices ReadChoices(string folder)
    {
        string path = Path.Combine(folder, ChoicesName);
        return File.Exists(path) ? JsonSerializer.Deserialize<OpenChoices>(File.ReadAllText(path), Json) ?? new OpenChoices() : new OpenChoices();
    }

    /// <summary>Null when there is none, or none that this version understands.</summary>
    public static Task<DatasetSummary?> ReadAsync(string folder, CancellationToken cancellationToken) => FindAsync<DatasetSummary>(Path.Combine(folder, Name), cancellationToken);

    /// <summary>Names of the genes or markers; null where an older version checked the file.</summary>
    public static Task<string[]?> ReadGenesAsync(string folder, CancellationToken cancellationToken) => FindAsync<string[]>(Path.Combine(folder, GenesName), cancellationToken);

    /// <summary>What the genes or markers are called; null where an older version checked the file.</summary>
    public static Task<string[]?> ReadSymbolsAsync(string folder, CancellationToken cancellationToken) => FindAsync<string[]>(Path.Combine(folder, SymbolsName), cancellationToken);

    /// <summary>How well the cells were measured; null without a matrix, or where an older version checked the file.</summary>
    public static Task<QualitySummary?> ReadQualityAsync(string folder, CancellationToken cancellationToken) => FindAsync<QualitySummary>(Path.Combine(folder, QualityName), cancellationToken);

    private static void Keep<T>(string path, T content)
    {
        string unfinished = path + ".tmp";
        using (FileStream file = File.Create(unfinished))
            JsonSerializer.Serialize(file, content, Json);
        File.Move(unfinished, path, overwrite: true);
    }

    private static async Task<T?> FindAsync<T>(string path, CancellationToken cancellationToken) where T : class
    {
        try
        {
            await using FileStream file = File.OpenRead(path);
            return await JsonSerializer.DeserializeAsync<T>(file, Json, cancellationToken);
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
    }
}
