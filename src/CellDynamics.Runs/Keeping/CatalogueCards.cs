using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Storage;
using Microsoft.EntityFrameworkCore;

namespace CellDynamics.Runs.Keeping;

/// <summary>Keeps in every folder what the catalogue knows of it, so that the catalogue can be rebuilt when the database is lost. The database stays the truth.</summary>
internal sealed class CatalogueCards(IDbContextFactory<CellDynamicsDb> database, RunsOptions options)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = { new JsonStringEnumConverter() },
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    private readonly ConcurrentDictionary<Guid, int> written = new();

    /// <summary>Of a dataset.</summary>
    public static string OfDataset(RunsOptions options, Guid id) => Path.Combine(options.FolderOfDataset(id), "dataset.json");

    /// <summary>Of a run; beside <c>run.json</c>, which is frozen.</summary>
    public static string OfRun(RunsOptions options, Guid id) => Path.Combine(options.FolderOf(id).Root, "entry.json");

    /// <summary>Null when there is none, or none that this version understands.</summary>
    public static Card? Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<Card>(File.ReadAllBytes(path), Json);
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Writes the cards that are missing or no longer true. Nothing is written into folders that are gone.</summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        await using CellDynamicsDb db = await database.CreateDbContextAsync(cancellationToken);
        Dictionary<Guid, ProjectRecord> projects = await db.Projects.AsNoTracking().ToDictionaryAsync(project => project.Id, cancellationToken);
        foreach (DatasetRecord dataset in await db.Datasets.AsNoTracking().ToListAsync(cancellationToken))
            Write(dataset.Id, OfDataset(options, dataset.Id), new Card(projects[dataset.ProjectId], dataset, null));
        foreach (RunRecord run in await db.Runs.AsNoTracking().ToListAsync(cancellationToken))
            Write(run.Id, OfRun(options, run.Id), new Card(projects[run.ProjectId], null, Lasting(run)));
    }

    /// <summary>How many folders of datasets and runs have no row.</summary>
    public async Task<int> StrangersAsync(CancellationToken cancellationToken)
    {
        await using CellDynamicsDb db = await database.CreateDbContextAsync(cancellationToken);
        HashSet<Guid> known = [.. await db.Datasets.Select(d => d.Id).ToListAsync(cancellationToken), .. await db.Runs.Select(r => r.Id).ToListAsync(cancellationToken)];
        return Ids(options.Datasets).Concat(Ids(options.Runs)).Count(id => !known.Contains(id));
    }

    /// <summary>Of the folders in a folder.</summary>
    public static IEnumerable<Guid> Ids(string folder) => !Directory.Exists(folder) ? []
        : Directory.EnumerateDirectories(folder).Select(Path.GetFileName).Where(name => Guid.TryParseExact(name, "D", out _)).Select(name => Guid.Parse(name!)).Order();

    private void Write(Guid id, string path, Card card)
    {
        byte[] text = JsonSerializer.SerializeToUtf8Bytes(card, Json);
        var hash = new HashCode();
        hash.AddBytes(text);
        int content = hash.ToHashCode();
        if (written.TryGetValue(id, out int before) && before == content)
            return;
        if (!Directory.Exists(Path.GetDirectoryName(path)))
            return;
        try
        {
            if (!File.Exists(path) || !File.ReadAllBytes(path).AsSpan().SequenceEqual(text))
            {
                FileCopy.WriteDurably(path + ".tmp", text);
                File.Move(path + ".tmp", path, overwrite: true);
            }
            written[id] = content;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The folder was deleted meanwhile, or cannot be written, or the disk is full: the next round tries again, and the others are written all the same.
        }
    }

    /// <summary>Of a run that has not ended only what was asked for: the rest changes with every second.</summary>
    private static RunRecord Lasting(RunRecord run) => run.Status is not (RunStatus.Waiting or RunStatus.Running) ? run : new RunRecord
    {
        Id = run.Id, ProjectId = run.ProjectId, DatasetId = run.DatasetId, Name = run.Name, Method = run.Method, IsExample = run.IsExample, SubmittedBy = run.SubmittedBy, Status = RunStatus.Waiting,
        Group = run.Group, PredictedBytes = run.PredictedBytes, PredictedSeconds = run.PredictedSeconds, CreatedUtc = run.CreatedUtc,
    };
}

/// <summary>What the catalogue knows of a folder.</summary>
/// <param name="Project">Whose it is.</param>
/// <param name="Dataset">Of the folder of a dataset.</param>
/// <param name="Run">Of the folder of a run.</param>
internal sealed record Card(ProjectRecord Project, DatasetRecord? Dataset, RunRecord? Run);
