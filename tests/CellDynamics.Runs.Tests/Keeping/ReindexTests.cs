using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Keeping;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Storage;
using CellDynamics.Runs.Tests.Shared;
using Microsoft.EntityFrameworkCore;

namespace CellDynamics.Runs.Tests.Keeping;

/// <summary>The catalogue is rebuilt after the database was lost.</summary>
public sealed class ReindexTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        scratch.Dispose();
    }

    [Fact]
    public async Task Datasets_runs_and_their_projects_come_back_as_they_were()
    {
        List<DatasetRecord> datasets;
        List<RunRecord> runs;
        Guid held;
        RunsOptions options;
        var lab = new ProjectRecord { Name = "Lab", IsSensitive = true, RetentionDays = 90 };
        await using (Instance instance = await Instance.StartAsync(scratch["data"]))
        {
            (_, held) = await FilledInstance.FillAsync(instance);
            options = instance.Options;
            await instance.WithDbAsync(async db =>
            {
                db.Projects.Add(lab);
                await db.SaveChangesAsync();
                await db.Datasets.Where(d => d.FileName == "Zellen ß.h5ad").ExecuteUpdateAsync(set => set.SetProperty(d => d.ProjectId, lab.Id).SetProperty(d => d.IsHeld, true));
                DatasetRecord lost = await db.Datasets.SingleAsync(d => d.FileName == "lost.h5ad");
                Directory.Delete(options.FolderOfDataset(lost.Id), recursive: true);
                db.Datasets.Remove(lost);
                return await db.SaveChangesAsync();
            });
            await instance.Get<CatalogueCards>().WriteAsync(CancellationToken.None);
            (datasets, runs) = (await DatasetsAsync(options), await RunsAsync(options));
        }
        LoseDatabase();
        ReindexReport report = await new Reindex(options, TimeProvider.System).RunAsync(CancellationToken.None);
        Assert.Equal((datasets.Count, runs.Count), (report.Datasets, report.Runs));
        Assert.Empty(report.Skipped);
        Assert.Equivalent(datasets, await DatasetsAsync(options), strict: true);
        foreach ((RunRecord before, RunRecord after) in runs.Zip(await RunsAsync(options)))
        {
            if (before.Status is RunStatus.Waiting or RunStatus.Running)
                Assert.Equal((before.Id, before.Name, before.DatasetId, RunStatus.Waiting), (after.Id, after.Name, after.DatasetId, after.Status));
            else
                Assert.Equivalent(before, after, strict: true);
        }
        await using (CellDynamicsDb db = new Database(options).CreateDbContext())
            Assert.Equivalent(lab, await db.Projects.SingleAsync(p => p.Id == lab.Id), strict: true);
        Assert.Equal((0, 0), await CountAsync(options)); // nothing is put back twice
        await using Instance again = await Instance.StartAsync(scratch["data"]);
        File.WriteAllText(Path.Combine(options.FolderOf(held).Root, "go"), "");
        await again.SeesAsync(held, RunStatus.Succeeded);
    }

    [Fact]
    public async Task A_refused_dataset_comes_back_without_its_file()
    {
        RunsOptions options;
        Guid id;
        await using (Instance instance = await Instance.StartAsync(scratch["data"]))
        {
            options = instance.Options;
            id = await FilledInstance.UploadAsync(instance, "Dear diary"u8.ToArray(), "notes.h5ad");
            await instance.WithDbAsync(db => db.Datasets.ExecuteUpdateAsync(set => set.SetProperty(d => d.Status, DatasetStatus.Refused).SetProperty(d => d.Problem, "Malware.")));
            File.Delete(Path.Combine(options.FolderOfDataset(id), "file", "notes.h5ad"));
            await instance.Get<CatalogueCards>().WriteAsync(CancellationToken.None);
        }
        LoseDatabase();
        ReindexReport report = await new Reindex(options, TimeProvider.System).RunAsync(CancellationToken.None);
        Assert.Empty(report.Skipped);
        DatasetRecord back = Assert.Single(await DatasetsAsync(options));
        Assert.Equal((id, DatasetStatus.Refused, "Malware."), (back.Id, back.Status, back.Problem));
    }

    [Fact]
    public async Task Folders_of_an_earlier_version_without_cards_come_back_from_what_is_in_them()
    {
        List<DatasetRecord> datasets;
        List<RunRecord> runs;
        RunsOptions options;
        await using (Instance instance = await Instance.StartAsync(scratch["data"]))
        {
            Guid dataset = await FilledInstance.UploadAsync(instance, File.ReadAllBytes(Path.Combine(FilledInstance.SampleData, "hsmm.h5ad")), "hsmm.h5ad");
            foreach ((string behaviour, RunStatus end) in new[] { ("count", RunStatus.Succeeded), ("fail", RunStatus.Failed) })
            {
                Guid run = await instance.SubmitAsync(dataset, new() { [CountingMethod.Behaviour] = behaviour });
                RunFolder folder = instance.Options.FolderOf(run);
                await instance.SeesAsync(run, end);
                File.WriteAllText(folder.Request, (folder.ReadRequest() with { DatasetPath = instance.Options.FileOf((await instance.Catalog.FindAsync(dataset, CancellationToken.None))!) }).ToJson());
            }
            options = instance.Options;
            (datasets, runs) = (await DatasetsAsync(options), await RunsAsync(options));
        }
        foreach (string card in Directory.EnumerateFiles(options.DataRoot, "*.json", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) is "dataset.json" or "entry.json"))
            File.Delete(card);
        LoseDatabase();
        Directory.CreateDirectory(Path.Combine(options.Runs, Guid.CreateVersion7().ToString("D")));
        ReindexReport report = await new Reindex(options, TimeProvider.System).RunAsync(CancellationToken.None);
        Assert.Equal((1, 2), (report.Datasets, report.Runs));
        Assert.EndsWith("expected run.json, found none.", Assert.Single(report.Skipped), StringComparison.Ordinal);
        DatasetRecord found = Assert.Single(await DatasetsAsync(options)), was = Assert.Single(datasets);
        Assert.Equal((was.Id, was.Name, was.FileName, was.Bytes, was.Sha256, was.Status, was.Cells, was.Genes, was.TimePoints), (found.Id, found.Name, found.FileName, found.Bytes, found.Sha256, found.Status, found.Cells, found.Genes, found.TimePoints));
        foreach ((RunRecord before, RunRecord after) in runs.Zip(await RunsAsync(options)))
            Assert.Equal((before.Id, before.Name, before.Method, before.Status, before.Failure, before.Verdict, before.Attempt), (after.Id, after.Name, after.Method, after.Status, after.Failure, after.Verdict, after.Attempt));
    }

    [Fact]
    public async Task An_attempt_that_was_announced_and_never_begun_is_no_attempt_and_one_damaged_folder_stops_nothing()
    {
        Guid run, damaged;
        RunsOptions options;
        await using (Instance instance = await Instance.StartAsync(scratch["data"]))
        {
            Guid dataset = await FilledInstance.UploadAsync(instance, File.ReadAllBytes(Path.Combine(FilledInstance.SampleData, "hsmm.h5ad")), "hsmm.h5ad");
            (run, damaged, options) = (await instance.AddRunAsync(dataset, RunStatus.Cancelled, attempt: 1), await instance.AddRunAsync(dataset, RunStatus.Failed), instance.Options);
            await instance.Get<CatalogueCards>().WriteAsync(CancellationToken.None);
        }
        RunFolder folder = options.FolderOf(run);
        Directory.CreateDirectory(folder.Attempt(1));
        Directory.CreateDirectory(folder.Attempt(2));
        await File.WriteAllTextAsync(folder.Log(1), "attempt 1 starts", CancellationToken.None);
        await File.WriteAllTextAsync(folder.Progress(2), new ProgressLine { Utc = DateTime.UnixEpoch, Stage = Methods.Contract.RunStage.Waiting, StageFraction = 0, Fraction = 0, Message = "Attempt 2, after far was lost." }.ToJson() + "\n", CancellationToken.None);
        File.Delete(Path.Combine(options.FolderOf(damaged).Root, "entry.json"));
        await File.WriteAllTextAsync(options.FolderOf(damaged).Request, "\0\0", CancellationToken.None);
        LoseDatabase();
        ReindexReport report = await new Reindex(options, TimeProvider.System).RunAsync(CancellationToken.None);
        RunRecord found = Assert.Single(await RunsAsync(options));
        Assert.Equal((run, RunStatus.Cancelled, 1, null), (found.Id, found.Status, found.Attempt, found.StartedUtc));
        Assert.StartsWith($"runs/{damaged:D}: ", Assert.Single(report.Skipped), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_that_are_there_are_never_overwritten()
    {
        await using Instance instance = await Instance.StartAsync(scratch["data"]);
        Guid dataset = await FilledInstance.UploadAsync(instance, File.ReadAllBytes(Path.Combine(FilledInstance.SampleData, "hsmm.h5ad")), "hsmm.h5ad");
        await instance.Get<CatalogueCards>().WriteAsync(CancellationToken.None);
        await instance.WithDbAsync(db => db.Datasets.ExecuteUpdateAsync(set => set.SetProperty(d => d.Name, "Renamed since")));
        Assert.Equal((0, 0), await CountAsync(instance.Options));
        Assert.Equal("Renamed since", (await instance.Catalog.FindAsync(dataset, CancellationToken.None))!.Name);
    }

    private static async Task<(int, int)> CountAsync(RunsOptions options)
    {
        ReindexReport report = await new Reindex(options, TimeProvider.System).RunAsync(CancellationToken.None);
        return (report.Datasets, report.Runs);
    }

    private void LoseDatabase()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        foreach (string file in Directory.EnumerateFiles(scratch["data"], "*.db*"))
            File.Delete(file);
    }

    private static async Task<List<DatasetRecord>> DatasetsAsync(RunsOptions options)
    {
        await using CellDynamicsDb db = new Database(options).CreateDbContext();
        return await db.Datasets.AsNoTracking().OrderBy(d => d.Id).ToListAsync();
    }

    private static async Task<List<RunRecord>> RunsAsync(RunsOptions options)
    {
        await using CellDynamicsDb db = new Database(options).CreateDbContext();
        return await db.Runs.AsNoTracking().OrderBy(r => r.Id).ToListAsync();
    }
}
