using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using CellDynamics.Data.Annotated;
using CellDynamics.Data.Formats;

namespace CellDynamics.Runs.Datasets;

/// <summary><c>summary.json</c> of a dataset's folder.</summary>
public static class DatasetSummaryFile
{
    public const string Name = "summary.json";

    private const string RolesName = "roles.json", GenesName = "genes.json", SymbolsName = "symbols.json", QualityName = "quality.json", CellsName = "cells.json", ChoicesName = "choices.json", FormerName = "choices.former.json", AnnotationsName = "annotations";

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
        Keep(Path.Combine(folder, CellsName), summary.PreviewCells);
        Keep(Path.Combine(folder, Name), summary);
    }

    /// <summary>Says something else about the same content.</summary>
    public static void Rewrite(string folder, DatasetSummary summary) => Keep(Path.Combine(folder, Name), summary);

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

    /// <summary>Keeps a table of annotations beside the upload, under a name that no other content has: runs that were made with a former one still name theirs.</summary>
    /// <param name="folder">Of the dataset.</param>
    /// <param name="fileName">As the person calls it.</param>
    /// <param name="content">Its bytes.</param>
    /// <returns>For <see cref="OpenChoices.Annotations"/> of the kept choices.</returns>
    /// <exception cref="UploadException">The name cannot be the name of a file.</exception>
    public static string KeepAnnotations(string folder, string fileName, ReadOnlySpan<byte> content)
    {
        string name = Path.Combine(AnnotationsName, Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 6)), FileNames.Sanitise(fileName));
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, name))!);
        File.WriteAllBytes(Path.Combine(folder, name), content);
        return name;
    }

    /// <summary>Keeps how a person wants the file read; the roles of another reading are forgotten.</summary>
    /// <param name="folder">Of the dataset.</param>
    /// <param name="choices">Annotations under the name that <see cref="KeepAnnotations"/> gave.</param>
    public static void WriteChoices(string folder, OpenChoices choices)
    {
        Directory.CreateDirectory(folder);
        File.Delete(Path.Combine(folder, RolesName));
        Keep(Path.Combine(folder, ChoicesName), choices);
    }

    /// <summary>Remembers how the file is read now, because that works, until another way was tried.</summary>
    public static void KeepFormer(string folder) => File.Copy(Path.Combine(folder, ChoicesName), Path.Combine(folder, FormerName), overwrite: true);

    /// <summary>Goes back to what <see cref="KeepFormer"/> remembers. False where it remembers nothing.</summary>
    public static bool RestoreFormer(string folder)
    {
        if (!File.Exists(Path.Combine(folder, FormerName)))
            return false;
        File.Move(Path.Combine(folder, FormerName), Path.Combine(folder, ChoicesName), overwrite: true);
        return true;
    }

    /// <summary>The other way works, or was not worth keeping.</summary>
    public static void ForgetFormer(string folder) => File.Delete(Path.Combine(folder, FormerName));

    /// <summary>What was chosen, or nothing, as <see cref="Data.Formats.DatasetFile"/> takes it.</summary>
    public static OpenChoices ReadChoices(string folder) =>
        ReadKept(folder) is var kept && kept.Annotations is { } table ? kept with { Annotations = Path.Combine(folder, table) } : kept;

    /// <summary>The same as it is kept: the table of annotations by its name below the folder, which may stand elsewhere tomorrow.</summary>
    public static OpenChoices ReadKept(string folder)
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

    /// <summary>Names of the cells of the preview; null where an older version checked the file.</summary>
    public static Task<string[]?> ReadCellsAsync(string folder, CancellationToken cancellationToken) => FindAsync<string[]>(Path.Combine(folder, CellsName), cancellationToken);

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
