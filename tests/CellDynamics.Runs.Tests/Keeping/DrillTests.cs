using CellDynamics.Runs.Access;
using CellDynamics.Runs.Datasets;
using CellDynamics.Runs.Keeping;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Tests.Shared;
using Microsoft.EntityFrameworkCore;

namespace CellDynamics.Runs.Tests.Keeping;

public sealed class SqliteDrillTests : DrillTests
{
    protected override Task<(string, string)[]> DatabaseAsync() => Task.FromResult<(string, string)[]>([]);
}

public sealed class PostgresDrillTests(PostgresServer server) : DrillTests
{
    protected override async Task<(string, string)[]> DatabaseAsync() => [("Database:Provider", "postgres"), ("Database:ConnectionString", await server.CreateDatabaseAsync())];
}

/// <summary>Backup while everything goes on, total loss, restore, and everything is compared.</summary>
public abstract class DrillTests : IDisposable
{
    private static readonly string[] Volatile = ["LeaseUntilUtc", "Message", "Stage", "Fraction", "SecondsLeft", "WaitReason"];

    private readonly ScratchFolder scratch = new();

    protected abstract Task<(string Key, string Value)[]> DatabaseAsync();

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        scratch.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Nothing_is_lost()
    {
        (string, string)[] settings = await DatabaseAsync();
        List<string> rows, triggers;
        SortedDictionary<string, string> files;
        Guid held, dataset;
        BackupReport report;
        await using (Instance instance = await Instance.StartAsync(scratch["data"], settings))
        {
            (dataset, held) = await FilledInstance.FillAsync(instance);
            rows = await RowsAsync(instance.Options);
            triggers = await DatabaseDump.TriggersAsync(instance.Options);
            files = FilledInstance.Files(instance.Options, await UnderWayAsync(instance));
            using var stop = new CancellationTokenSource();
            Task coming = ComeAndGoAsync(instance, stop.Token);
            report = await new Backup(instance.Options, TimeProvider.System).WriteAsync(scratch["backups"], isFull: false, keep: null, CancellationToken.None);
            await stop.CancelAsync();
            await coming;
            Assert.Empty(report.Lost);
            Assert.True(DateTime.TryParse(await instance.WithDbAsync(db => db.Settings.Where(s => s.Key == SettingRecord.LastBackup).Select(s => s.Value).SingleAsync()), out _));
        }
        Directory.Delete(scratch["data"], recursive: true);

        (string, string)[] anew = await DatabaseAsync();
        await using Instance restored = Instance.Create(scratch["elsewhere"], anew);
        Directory.Delete(scratch["elsewhere"], recursive: true);
        await Restore.WriteAsync(report.Folder, restored.Options, CancellationToken.None);

        Assert.Equal(rows, await RowsAsync(restored.Options));
        Assert.Equal(triggers, await DatabaseDump.TriggersAsync(restored.Options));
        Assert.Equal(files, FilledInstance.Files(restored.Options, await UnderWayAsync(restored)), await PassingAsync(restored));
        await IsWholeAsync(restored);
        await restored.StartAsync();
        File.WriteAllText(Path.Combine(restored.Options.FolderOf(held).Root, "go"), "");
        await restored.SeesAsync(held, RunStatus.Succeeded);
        Assert.Equal(restored.Options.FileOf((await restored.Catalog.FindAsync(dataset, CancellationToken.None))!), restored.Catalog.FileOf((await restored.Catalog.FindAsync(dataset, CancellationToken.None))!));
        await FilledInstance.UploadAsync(restored, File.ReadAllBytes(Path.Combine(FilledInstance.SampleData, "hsmm.h5ad")), "again.h5ad");
    }

    // Of what came and went during the backup it is random what is in it; that it is whole is asked by IsWholeAsync.
    private static async Task<List<string>> RowsAsync(RunsOptions options) =>
        [.. (await DatabaseDump.ReadAsync(options, (table, column) => table == "Runs" && Volatile.Contains(column)))
            .Where(row => !row.Contains(FilledInstance.Passing, StringComparison.Ordinal) && !row.StartsWith("Workers:", StringComparison.Ordinal) && !row.StartsWith("sqlite_sequence", StringComparison.Ordinal))];

    private static Task<Guid[]> UnderWayAsync(Instance instance) =>
        instance.WithDbAsync(db => db.Runs.Where(run => run.Status == RunStatus.Waiting || run.Status == RunStatus.Running).Select(run => run.Id).ToArrayAsync());

    private static async Task<IEqualityComparer<SortedDictionary<string, string>>> PassingAsync(Instance instance)
    {
        List<Guid> passing = await instance.WithDbAsync(db => db.Datasets.Where(d => d.Name.StartsWith(FilledInstance.Passing)).Select(d => d.Id).ToListAsync());
        string[] Lines(SortedDictionary<string, string> files) => [.. files.Where(file => !passing.Any(id => file.Key.Contains(id.ToString("D"), StringComparison.Ordinal))).Select(file => $"{file.Key} {file.Value}")];
        return EqualityComparer<SortedDictionary<string, string>>.Create((a, b) =>
        {
            Assert.Equal(Lines(a!), Lines(b!));
            return true;
        });
    }

    /// <summary>Uploads, deletions, audit lines and half an upload, for as long as the backup lasts.</summary>
    private static async Task ComeAndGoAsync(Instance instance, CancellationToken until)
    {
        UploadState half = await instance.Uploads.CreateAsync(1000, $"{FilledInstance.Passing}-half.h5ad", null, CancellationToken.None);
        await instance.Uploads.AppendAsync(half.Id, 0, new MemoryStream(new byte[400]), null, CancellationToken.None);
        Queue<Guid> there = new();
        for (int i = 0; !until.IsCancellationRequested; i++)
        {
            byte[] content = new byte[200_000];
            new Random(i).NextBytes(content);
            UploadState upload = await instance.Uploads.CreateAsync(content.Length, $"{FilledInstance.Passing}-{i}.h5ad", null, CancellationToken.None);
            there.Enqueue((await instance.Uploads.AppendAsync(upload.Id, 0, new MemoryStream(content), null, CancellationToken.None)).DatasetId!.Value);
            await instance.Get<AuditLog>().AddAsync(Caller.Local, AuditAction.Uploaded, "dataset", there.Peek(), $"{FilledInstance.Passing} {i}", null, CancellationToken.None);
            if (there.Count > 3)
                await instance.Catalog.DeleteAsync(there.Dequeue(), CancellationToken.None);
        }
    }

    /// <summary>Every dataset has its file, every success its result.</summary>
    private static async Task IsWholeAsync(Instance instance)
    {
        foreach (DatasetRecord dataset in await instance.WithDbAsync(db => db.Datasets.Where(d => d.FileName != "lost.h5ad").ToListAsync()))
            Assert.Equal(dataset.Bytes, new FileInfo(instance.Options.FileOf(dataset)).Length);
        List<RunRecord> finished = await instance.WithDbAsync(db => db.Runs.Where(r => r.Status == RunStatus.Succeeded).ToListAsync());
        Assert.NotEmpty(finished);
        Assert.All(finished, run => Assert.True(File.Exists(instance.Options.FolderOf(run.Id).Result)));
        Assert.False(Directory.Exists(instance.Options.Uploads) && Directory.EnumerateFileSystemEntries(instance.Options.Uploads).Any());
    }
}
