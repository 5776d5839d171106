using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CellDynamics.Data.Annotated;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Queue;
using CellDynamics.Runs.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace CellDynamics.Runs.Datasets;

/// <summary>Sets up the samples that come with the installation, once: what a person deletes stays deleted.</summary>
internal sealed class ExampleSeeder(
    IDbContextFactory<CellDynamicsDb> database, RunsOptions options, RunQueue queue, TimeProvider time, ILogger<ExampleSeeder> logger)
{
    public async Task SeedAsync(CancellationToken cancellationToken)
    {
        string list = Path.Combine(options.SampleData, "examples.json");
        if (!File.Exists(list))
            return;
        Example[] examples = JsonSerializer.Deserialize<Example[]>(await File.ReadAllTextAsync(list, cancellationToken), DatasetSummaryFile.Json) ?? [];
        foreach (Example example in examples.OrderBy(e => e.Order))
        {
            try
            {
                await SeedAsync(example, cancellationToken);
            }
            catch (Exception failure) when (failure is IOException or KeyNotFoundException or InvalidOperationException or Methods.Contract.ParameterException)
            {
                // A site without one of its examples is better than no site.
                logger.LogWarning("The example {File} could not be set up: {Reason}", example.File, failure.Message);
            }
        }
    }

    private async Task SeedAsync(Example example, CancellationToken cancellationToken)
    {
        await using CellDynamicsDb db = await database.CreateDbContextAsync(cancellationToken);
        Guid datasetId = IdOf(example.File);
        if (!await db.SeededExamples.AnyAsync(seeded => seeded.Key == example.File, cancellationToken))
        {
            // It may be there all the same, where the catalogue was rebuilt from the folders.
            if (!await db.Datasets.AnyAsync(d => d.Id == datasetId, cancellationToken))
                db.Datasets.Add(await CopyAsync(example, datasetId, cancellationToken));
            db.SeededExamples.Add(new SeededExample { Key = example.File, SeededUtc = time.GetUtcNow().UtcDateTime });
            await db.SaveChangesAsync(cancellationToken);
        }
        string analysis = $"{example.File}/analysis";
        if (example.Analysis is null || await db.SeededExamples.AnyAsync(seeded => seeded.Key == analysis, cancellationToken))
            return;
        if (await db.Datasets.AnyAsync(d => d.Id == datasetId, cancellationToken) && !await db.Runs.AnyAsync(run => run.DatasetId == datasetId && run.IsExample, cancellationToken))
            await queue.SubmitAsync(example.Analysis.ToSubmission(datasetId, example.Roles), cancellationToken);
        db.SeededExamples.Add(new SeededExample { Key = analysis, SeededUtc = time.GetUtcNow().UtcDateTime });
        await db.SaveChangesAsync(cancellationToken);
    }

    private async Task<DatasetRecord> CopyAsync(Example example, Guid id, CancellationToken cancellationToken)
    {
        string source = Path.Combine(options.SampleData, example.File);
        var dataset = new DatasetRecord
        {
            Id = id,
            ProjectId = ProjectRecord.DefaultId,
            Name = example.Title,
            FileName = Path.GetFileName(example.File),
            Bytes = new FileInfo(source).Length,
            UploadedUtc = time.GetUtcNow().UtcDateTime,
            UsedUtc = time.GetUtcNow().UtcDateTime,
            Status = DatasetStatus.Checking,
            IsExample = true,
            ConfirmedRoles = JsonSerializer.Serialize(example.Roles, DatasetSummaryFile.Json),
        };
        string target = options.FileOf(dataset);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Copy(source, target, overwrite: true);
        DatasetSummaryFile.WriteRoles(options.FolderOfDataset(id), example.Roles);
        await using FileStream content = File.OpenRead(target);
        dataset.Sha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellationToken));
        return dataset;
    }

    // The same at every start, so that a start that was cut off writes into the same folder again.
    private static Guid IdOf(string key) => new(SHA256.HashData(Encoding.UTF8.GetBytes($"CellDynamics example {key}")).AsSpan(0, 16));

    /// <summary>One entry of <c>examples.json</c>.</summary>
    private sealed record Example(string File, string Title, int Order, StudyRoles Roles, ExampleAnalysis? Analysis);

    private sealed record ExampleAnalysis(string Method, string Name, Dictionary<string, string>? Parameters, double[]? HoldOut, string[]? HoldOutDonors, int Seed)
    {
        public RunSubmission ToSubmission(Guid dataset, StudyRoles roles) => new()
        {
            DatasetId = dataset, Method = Method, Name = Name, Roles = roles, Parameters = Parameters ?? [], HoldOut = HoldOut ?? [], HoldOutDonors = HoldOutDonors ?? [], Seed = Seed, IsExample = true,
        };
    }
}
