using CellDynamics.Runs.Access;
using CellDynamics.Runs.Administration;
using CellDynamics.Runs.Admission;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Projects;
using CellDynamics.Runs.Queue;
using CellDynamics.Runs.Retention;
using CellDynamics.Runs.Storage;
using CellDynamics.Runs.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace CellDynamics.Runs.Tests.Administration;

public sealed class SqliteAdministrationTests : AdministrationTests
{
    protected override Task<(string Key, string Value)[]> DatabaseAsync() => Task.FromResult<(string, string)[]>([]);
}

public sealed class PostgresAdministrationTests(PostgresServer server) : AdministrationTests
{
    protected override async Task<(string Key, string Value)[]> DatabaseAsync() => [("Database:Provider", "postgres"), ("Database:ConnectionString", await server.CreateDatabaseAsync())];
}

/// <summary>What the administration pages stand on, on both databases.</summary>
public abstract class AdministrationTests : IAsyncLifetime
{
    private readonly ScratchFolder scratch = new();
    private readonly ProjectRecord lab = new() { Name = "Stem cells" };
    private readonly AccountRecord ada = Person("ada", isAdministrator: true), ben = Person("ben", isAdministrator: false);
    private Instance instance = null!;
    private IServiceProvider page = null!;

    protected abstract Task<(string Key, string Value)[]> DatabaseAsync();

    public async ValueTask InitializeAsync()
    {
        instance = Instance.Create(scratch["data"], await DatabaseAsync());
        await instance.Get<Database>().MigrateAsync(CancellationToken.None);
        await AddAsync(lab, ada, ben, new MembershipRecord { ProjectId = lab.Id, AccountId = ben.Id, Role = ProjectRole.Owner });
        page = instance.As(Caller.Of(ada.Id, "Ada", "192.0.2.1"));
    }

    public async ValueTask DisposeAsync()
    {
        await instance.DisposeAsync();
        scratch.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Nothing_of_it_is_for_anybody_else()
    {
        foreach (Caller caller in new[] { Caller.Of(ben.Id, "Ben"), Caller.Anonymous, Caller.ByLink(Guid.NewGuid()) })
        {
            IServiceProvider of = instance.As(caller);
            Func<Task>[] acts =
            [
                () => of.GetRequiredService<InstanceDesk>().ReadAsync(default), () => of.GetRequiredService<InstanceDesk>().AnnounceAsync("Mine", default),
                () => of.GetRequiredService<QueueReport>().ReadAsync(default),
                () => of.GetRequiredService<NodeDesk>().ListAsync(default), () => of.GetRequiredService<NodeDesk>().IsDrainingAsync(default), () => of.GetRequiredService<NodeDesk>().DrainAsync("node", true, default),
                () => of.GetRequiredService<NodeDesk>().DrainAllAsync(true, default),
                () => of.GetRequiredService<StorageDesk>().ReadAsync(default), () => of.GetRequiredService<StorageDesk>().CleanAsync(default),
                () => of.GetRequiredService<UsageReport>().NowAsync(lab.Id, default), () => of.GetRequiredService<UsageReport>().MonthsAsync(default), () => of.GetRequiredService<UsageReport>().MonthAsync("2026-11", default),
                () => of.GetRequiredService<UsageReport>().ExportAsync("2026-11", default),
                () => of.GetRequiredService<AuditReader>().SearchAsync(new AuditQuery(), null, 10, default), () => of.GetRequiredService<AuditReader>().ProjectsAsync(default),
                async () => await of.GetRequiredService<AuditReader>().ExportAsync(new AuditQuery(), default).ToListAsync(),
                () => of.GetRequiredService<ProjectRegistry>().ListAsync(caller, default), () => of.GetRequiredService<ProjectRegistry>().AddAsync(caller, "Mine", ben.UserName!, default),
                () => of.GetRequiredService<ProjectRegistry>().SetQuotaAsync(caller, lab.Id, new Quota(null, null, null), default),
            ];
            foreach (Func<Task> act in acts)
                await Assert.ThrowsAsync<AccessDeniedException>(act);
        }
        Assert.Equal("", await instance.Get<AnnouncementBoard>().ReadAsync(default));
        Assert.Empty(await LinesAsync());
    }

    [Fact]
    public async Task An_announcement_is_read_by_everybody_until_it_is_taken_away()
    {
        InstanceDesk desk = page.GetRequiredService<InstanceDesk>();
        var board = instance.Get<AnnouncementBoard>();
        Assert.Equal("", await board.ReadAsync(default));
        await desk.AnnounceAsync(" Maintenance at 17:00 ", default);
        await desk.AnnounceAsync("Maintenance at 18:00", default);
        Assert.Equal("Maintenance at 18:00", await board.ReadAsync(default));
        Assert.Equal("Maintenance at 18:00", (await desk.ReadAsync(default)).Announcement);
        await Assert.ThrowsAsync<InvalidOperationException>(() => desk.AnnounceAsync(new string('x', InstanceDesk.LongestAnnouncement + 1), default));
        await desk.AnnounceAsync("", default);
        Assert.Equal("", await board.ReadAsync(default));
        Assert.Equal(["announcement taken away", "announcement: Maintenance at 18:00", "announcement: Maintenance at 17:00"], (await LinesAsync()).Select(line => line.Detail));
        Assert.All(await LinesAsync(), line => Assert.Equal((ada.Id, "192.0.2.1", "instance"), (line.AccountId!.Value, line.Address, line.Kind)));
    }

    [Fact]
    public async Task The_state_says_versions_backup_and_disk()
    {
        InstanceDesk desk = page.GetRequiredService<InstanceDesk>();
        InstanceState state = await desk.ReadAsync(default);
        Assert.Matches(@"^(SQLite|PostgreSQL) \d+\.\d+", state.Database);
        Assert.EndsWith("_Interruptions", state.Migrations[^1], StringComparison.Ordinal);
        Assert.Null(state.LastBackupUtc);
        Assert.InRange(state.FreeBytes, 1, state.TotalBytes);
        Assert.StartsWith("Analyses and file checks run with: ", state.Limits, StringComparison.Ordinal);
        DateTime made = new(2026, 11, 1, 2, 0, 0, DateTimeKind.Utc);
        await AddAsync(new SettingRecord { Key = SettingRecord.LastBackup, Value = made.ToString("O") });
        state = await desk.ReadAsync(default);
        Assert.Equal((made, DateTimeKind.Utc), (state.LastBackupUtc!.Value, state.LastBackupUtc.Value.Kind));
    }

    [Fact]
    public async Task The_queue_shows_what_runs_and_then_what_waits_in_its_order()
    {
        Guid dataset = await instance.AddDatasetAsync(lab.Id), elsewhere = await instance.AddDatasetAsync();
        Guid running = await instance.AddRunAsync(dataset, RunStatus.Running, 1), second = await instance.AddRunAsync(dataset, RunStatus.Waiting), other = await instance.AddRunAsync(elsewhere, RunStatus.Waiting);
        await instance.AddRunAsync(dataset, RunStatus.Succeeded, 1);
        await instance.WithDbAsync(async db =>
        {
            RunRecord run = (await db.Runs.FindAsync(running))!;
            (run.StartedUtc, run.SubmittedBy) = (DateTime.UtcNow, ben.Id);
            return await db.SaveChangesAsync();
        });
        IReadOnlyList<QueuedRun> queue = await page.GetRequiredService<QueueReport>().ReadAsync(default);
        // The lab was served a moment ago: the other project's comes first.
        Assert.Equal([(running, 0, "ben", "Stem cells"), (other, 1, "", "This instance"), (second, 2, "", "Stem cells")], queue.Select(entry => (entry.Run.Id, entry.Place, entry.Person, entry.Project)));
        await page.GetRequiredService<RunQueue>().CancelAsync(second, default);
        Assert.Equal((ada.Id, second), (await LinesAsync()).Where(line => line.Action == AuditAction.Cancelled).Select(line => (line.AccountId!.Value, line.TargetId!.Value)).Single());
    }

    [Fact]
    public async Task A_node_is_drained_and_works_again_on_record()
    {
        await AddAsync(new WorkerRecord { Id = "big/7/a", Node = "big", Groups = "cpu", Version = "0.1.0", Slots = 2, StartedUtc = DateTime.UtcNow, SeenUtc = DateTime.UtcNow });
        Guid run = await instance.AddRunAsync(await instance.AddDatasetAsync(lab.Id), RunStatus.Running, 1);
        await SetNodeAsync(run, "big/7/a");
        NodeDesk desk = page.GetRequiredService<NodeDesk>();
        NodeView node = Assert.Single(await desk.ListAsync(default));
        Assert.Equal((true, false, run), (node.IsAlive, node.Worker.IsDraining, node.Running.Single().Id));
        await desk.DrainAsync("big", true, default);
        Assert.True(Assert.Single(await desk.ListAsync(default)).Worker.IsDraining);
        await desk.DrainAsync("big", false, default);
        await desk.DrainAllAsync(true, default);
        Assert.True(await desk.IsDrainingAsync(default));
        await desk.DrainAllAsync(false, default);
        Assert.False(await desk.IsDrainingAsync(default));
        await Assert.ThrowsAsync<InvalidOperationException>(() => desk.DrainAsync("small", true, default));
        Assert.Equal(["all workers: working again", "all workers: draining", "big: working again", "big: draining"], (await LinesAsync()).Select(line => line.Detail));
    }

    [Fact]
    public async Task A_dead_worker_beside_a_living_namesake_is_shown_only_while_runs_hang_on_it()
    {
        DateTime now = DateTime.UtcNow;
        await AddAsync(
            new WorkerRecord { Id = "big/1/a", Node = "big", Groups = "cpu", Version = "0.1.0", Slots = 1, StartedUtc = now, SeenUtc = now.AddHours(-1) },
            new WorkerRecord { Id = "big/2/b", Node = "big", Groups = "cpu", Version = "0.1.0", Slots = 1, StartedUtc = now.AddSeconds(1), SeenUtc = now },
            new WorkerRecord { Id = "small/1/a", Node = "small", Groups = "cpu", Version = "0.1.0", Slots = 1, StartedUtc = now, SeenUtc = now.AddHours(-1) });
        Guid run = await instance.AddRunAsync(await instance.AddDatasetAsync(lab.Id), RunStatus.Running, 1);
        await SetNodeAsync(run, "big/1/a");
        NodeDesk desk = page.GetRequiredService<NodeDesk>();
        Assert.Equal([("big/1/a", "1 of 1 + 1 short"), ("big/2/b", "0 of 1 + 1 short"), ("small/1/a", "0 of 1 + 1 short")], (await desk.ListAsync(default)).Select(node => (node.Worker.Id, node.Load)));
        await SetNodeAsync(run, "big/2/b");
        Assert.Equal(["big/2/b", "small/1/a"], (await desk.ListAsync(default)).Select(node => node.Worker.Id));
    }

    private Task<int> SetNodeAsync(Guid run, string worker) => instance.WithDbAsync(async db =>
    {
        (await db.Runs.FindAsync(run))!.Node = worker;
        return await db.SaveChangesAsync();
    });

    [Fact]
    public async Task Storage_is_counted_by_project_and_what_nobody_needs_is_removed()
    {
        Guid dataset = await instance.AddDatasetAsync(lab.Id), run = await instance.AddRunAsync(dataset, RunStatus.Failed, 1);
        Write(Path.Combine(instance.Options.FolderOfDataset(dataset), "file", "cells.h5ad"), 5000);
        Write(instance.Options.FolderOf(run).Result, 300);
        long request = new FileInfo(instance.Options.FolderOf(run).Request).Length;
        string leftover = instance.Options.FolderOf(run).UnpublishedResult(1);
        Write(leftover, 70, DateTime.UtcNow.AddDays(-2));
        Write(Path.Combine(instance.Options.Trash, "gone", "file"), 11);
        Write(Path.Combine(instance.Options.Uploads, "part"), 13);
        Write(Path.Combine(instance.Options.Datasets, Guid.NewGuid().ToString("D"), "file"), 1);
        StorageDesk desk = page.GetRequiredService<StorageDesk>();
        StorageState state = await desk.ReadAsync(default);
        Assert.Equal(("Stem cells", 5000, 370 + request), (state.Projects[0].Project.Name, state.Projects[0].DatasetBytes, state.Projects[0].ResultBytes));
        Assert.Equal((dataset, "Stem cells", 5000, 370 + request), (state.Largest[0].Dataset.Id, state.Largest[0].Project, state.Largest[0].Bytes, state.Largest[0].ResultBytes));
        Assert.Equal((13, 11, 1, 70, 1), (state.UploadBytes, state.TrashBytes, state.Leftovers, state.LeftoverBytes, state.UnknownFolders));
        await desk.CleanAsync(default);
        state = await desk.ReadAsync(default);
        Assert.Equal((13, 0, 0), (state.UploadBytes, state.TrashBytes, state.Leftovers));
        Assert.False(File.Exists(leftover));
        Assert.Equal((AuditAction.Deleted, "1 leftover files and 11 bytes of trash"), (await LinesAsync()).Select(line => (line.Action, line.Detail)).Single());
    }

    [Fact]
    public async Task A_month_lists_every_lab_and_those_that_are_gone()
    {
        Guid gone = Guid.CreateVersion7();
        await AddAsync(
            new UsageRecord { ProjectId = lab.Id, Month = "2026-03", Group = "cpu", Runs = 3, ComputeSeconds = 5400 }, new UsageRecord { ProjectId = lab.Id, Month = "2026-03", Group = "gpu", Runs = 1, ComputeSeconds = 60 },
            new UsageRecord { ProjectId = gone, Month = "2026-03", Group = "cpu", Runs = 2, ComputeSeconds = 36 }, new UsageRecord { ProjectId = lab.Id, Month = "2026-02", Group = "cpu", Runs = 9, ComputeSeconds = 1 });
        UsageReport report = page.GetRequiredService<UsageReport>();
        Assert.Equal([$"{DateTime.UtcNow:yyyy-MM}", "2026-03", "2026-02"], await report.MonthsAsync(default));
        IReadOnlyList<MonthUsage> usage = await report.ExportAsync("2026-03", default);
        Assert.Equal(
            [("Stem cells", "cpu", 3, 1.5), ("Stem cells", "gpu", 1, 60 / 3600.0), ("This instance", "", 0, 0), ("", "cpu", 2, 0.01)], usage.Select(one => (one.Name, one.Group, one.Runs, one.Hours)));
        Assert.Equal(["ben"], usage[0].Owners);
        Assert.Equal((AuditAction.Downloaded, "usage of 2026-03"), (await LinesAsync()).Select(line => (line.Action, line.Detail)).Single());
        ProjectUsage now = await report.NowAsync(await BusyAsync(), default);
        Assert.Equal((2, 1), (now.Waiting, now.Running));
    }

    [Fact]
    public async Task The_audit_log_is_exported_whole_and_that_is_on_record_itself()
    {
        await AddAsync([.. Enumerable.Range(0, 4100).Select(i => new AuditRecord { AtUtc = new DateTime(2026, 1, 1, 0, 0, i % 50, DateTimeKind.Utc), Account = "Ben", Action = AuditAction.Viewed, Kind = "run", Detail = $"{i}" })]);
        HashSet<string> found = [];
        await foreach (IReadOnlyList<AuditRecord> lines in page.GetRequiredService<AuditReader>().ExportAsync(new AuditQuery { Person = "ben" }, default))
            Assert.All(lines, line => Assert.True(found.Add(line.Detail)));
        Assert.Equal(4100, found.Count);
        Assert.Equal((AuditAction.Downloaded, "audit log", ada.Id), (await page.GetRequiredService<AuditReader>().SearchAsync(new AuditQuery { Action = AuditAction.Downloaded }, null, 10, default)).Select(line => (line.Action, line.Detail, line.AccountId!.Value)).Single());
    }

    [Fact]
    public async Task Held_datasets_are_those_of_the_projects_that_the_caller_sees()
    {
        var desk = instance.Get<RetentionDesk>();
        Guid held = await instance.AddDatasetAsync(lab.Id), elsewhere = await instance.AddDatasetAsync();
        Caller administrator = Caller.Of(ada.Id, "Ada");
        await desk.HoldAsync(administrator, held, true, default);
        await desk.HoldAsync(administrator, elsewhere, true, default);
        Assert.Equal(2, (await desk.HeldAsync(administrator, default)).Count);
        Assert.Equal([held], (await desk.HeldAsync(Caller.Of(ben.Id, "Ben"), default)).Select(one => one.DatasetId));
        Assert.Empty(await desk.HeldAsync(Caller.Anonymous, default));
    }

    private async Task<Guid> BusyAsync()
    {
        Guid dataset = await instance.AddDatasetAsync(lab.Id);
        foreach (RunStatus status in new[] { RunStatus.Waiting, RunStatus.Waiting, RunStatus.Running })
            await instance.AddRunAsync(dataset, status, 1);
        return lab.Id;
    }

    private async Task<IReadOnlyList<AuditRecord>> LinesAsync() => await instance.Get<AuditLog>().SearchAsync(new AuditQuery(), null, 100, default);

    private Task<int> AddAsync(params object[] records) => instance.WithDbAsync(db =>
    {
        db.AddRange(records);
        return db.SaveChangesAsync();
    });

    private static AccountRecord Person(string name, bool isAdministrator) => new() { UserName = name, NormalizedUserName = name.ToUpperInvariant(), DisplayName = name, IsAdministrator = isAdministrator };

    private static void Write(string file, int bytes, DateTime? written = null)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, new byte[bytes]);
        if (written is { } moment)
            File.SetLastWriteTimeUtc(file, moment);
    }
}
