using CellDynamics.Runs.Access;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Retention;
using CellDynamics.Runs.Storage;
using CellDynamics.Runs.Tests.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CellDynamics.Runs.Tests.Retention;

public sealed class SqliteRetentionTests : RetentionTests
{
    protected override Task<(DatabaseProvider, string)> DatabaseAsync() => Task.FromResult((DatabaseProvider.Sqlite, $"Data Source={Scratch["retention.db"]}"));
}

public sealed class PostgresRetentionTests(PostgresServer server) : RetentionTests
{
    protected override async Task<(DatabaseProvider, string)> DatabaseAsync() => (DatabaseProvider.Postgres, await server.CreateDatabaseAsync());
}

/// <summary>A year and more of a lab whose datasets are deleted 90 days after their last use, on a clock that the test moves.</summary>
public abstract class RetentionTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 3, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider time = new(Start);
    private readonly ProjectRecord lab = new() { Name = "Lab", RetentionDays = 90 };
    private Database database = null!;
    private RunsOptions options = null!;
    private RetentionRound round = null!;
    private RetentionDesk desk = null!;

    private protected ScratchFolder Scratch { get; } = new();

    protected abstract Task<(DatabaseProvider Provider, string Connection)> DatabaseAsync();

    public async ValueTask InitializeAsync()
    {
        (DatabaseProvider provider, string connection) = await DatabaseAsync();
        options = new RunsOptions { DataRoot = Scratch["data"], SampleData = Scratch["none"], Command = ["none"], Provider = provider, ConnectionString = connection };
        database = new Database(options);
        await database.MigrateAsync(CancellationToken.None);
        round = new RetentionRound(database, options, new Trash(options), time, NullLogger<RetentionRound>.Instance);
        desk = new RetentionDesk(database, new AccessDesk(database, time), time);
        await AddAsync(lab);
    }

    public ValueTask DisposeAsync()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Scratch.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task In_a_year_each_dataset_gets_what_its_use_and_its_holds_say()
    {
        ProjectRecord forever = new() { Name = "For ever" };
        await AddAsync(forever);
        DatasetRecord unused = await DatasetAsync("unused"), held = await DatasetAsync("held", d => d.IsHeld = true), example = await DatasetAsync("example", d => d.IsExample = true),
            kept = await DatasetAsync("kept", d => d.KeepUntilUtc = Day(200)), used = await DatasetAsync("used"), extended = await DatasetAsync("extended"),
            elsewhere = await DatasetAsync("elsewhere", d => d.ProjectId = forever.Id), busy = await DatasetAsync("busy");
        RunRecord done = new() { ProjectId = lab.Id, DatasetId = unused.Id, Name = "r", Method = "m", Status = RunStatus.Succeeded }, running = new() { ProjectId = lab.Id, DatasetId = busy.Id, Name = "r", Method = "m", Status = RunStatus.Running };
        await AddAsync(done, running);
        Directory.CreateDirectory(options.FolderOf(done.Id).Root);
        Dictionary<string, int> gone = [];
        SortedDictionary<string, int> warned = new(StringComparer.Ordinal);
        for (int day = 0; day <= 400; day++, time.Advance(TimeSpan.FromDays(1)))
        {
            if (day % 40 == 0 && day <= 320)
                await desk.UseAsync(used.Id, CancellationToken.None);
            if (day == 85)
                await desk.ExtendAsync(Caller.Local, extended.Id);
            if (day == 150)
                await WithDbAsync(db => db.Runs.Where(r => r.Id == running.Id).ExecuteUpdateAsync(set => set.SetProperty(r => r.Status, RunStatus.Failed)));
            await round.RunAsync(CancellationToken.None);
            foreach (NoticeRecord notice in await WithDbAsync(db => db.Notices.AsNoTracking().ToListAsync()))
                if (notice.CreatedUtc == time.GetUtcNow().UtcDateTime)
                    warned.Add($"{(await WithDbAsync(db => db.Datasets.SingleAsync(d => d.Id == notice.DatasetId))).Name} {notice.Key[10..].PadLeft(2)} on {day:000}", day);
            List<string> there = await WithDbAsync(db => db.Datasets.Select(d => d.Name).ToListAsync());
            foreach (string name in new[] { "unused", "held", "example", "kept", "used", "extended", "elsewhere", "busy" }.Except(there).Except(gone.Keys))
                gone[name] = day;
        }
        Assert.Equal(new Dictionary<string, int> { ["unused"] = 90, ["busy"] = 150, ["kept"] = 200, ["extended"] = 270 }, gone);
        Assert.Equal(
            ["busy  1 on 089", "busy  7 on 083", "busy 30 on 060", "extended  1 on 269", "extended  7 on 083", "extended  7 on 263", "extended 30 on 060", "extended 30 on 240",
                "kept  1 on 199", "kept  7 on 193", "kept 30 on 170", "unused  1 on 089", "unused  7 on 083", "unused 30 on 060", "used 30 on 380"],
            warned.Keys.Select(line => line));
        AuditRecord line = (await WithDbAsync(db => db.Audit.AsNoTracking().Where(a => a.TargetId == unused.Id).ToListAsync())).Single();
        Assert.Equal((AuditAction.Deleted, "dataset", "CellDynamics", (Guid?)lab.Id), (line.Action, line.Kind, line.Account, line.ProjectId));
        Assert.Equal($"unused (unused.h5ad, 12.3 MB, SHA-256 {new string('a', 64)}) with 1 analyses, by the retention policy: not used for 90 days.", line.Detail);
        Assert.False(Directory.Exists(options.FolderOfDataset(unused.Id)) || Directory.Exists(options.FolderOf(done.Id).Root));
        Assert.True(Directory.Exists(options.FolderOfDataset(held.Id)) && Directory.Exists(options.FolderOfDataset(example.Id)) && Directory.Exists(options.FolderOfDataset(elsewhere.Id)));
        Assert.Equal(4, await WithDbAsync(db => db.Audit.CountAsync(a => a.Action == AuditAction.Deleted)));
    }

    [Fact]
    public async Task After_a_server_was_down_or_a_policy_is_new_every_warning_is_still_given_in_full()
    {
        DatasetRecord dataset = await DatasetAsync("old");
        time.Advance(TimeSpan.FromDays(300)); // nobody made a round
        List<int> days = await RoundsUntilDeletedAsync(dataset, 0, 60);
        Assert.Equal([0, 23, 29, 30], days);
    }

    [Fact]
    public async Task A_server_that_was_down_before_the_last_warning_deletes_a_day_after_it()
    {
        DatasetRecord dataset = await DatasetAsync("old");
        time.Advance(TimeSpan.FromDays(60));
        await round.RunAsync(CancellationToken.None);
        time.Advance(TimeSpan.FromDays(23));
        await round.RunAsync(CancellationToken.None);
        time.Advance(TimeSpan.FromDays(40));
        await round.RunAsync(CancellationToken.None);
        await round.RunAsync(CancellationToken.None);
        Assert.Equal(3, await WithDbAsync(db => db.Notices.CountAsync()));
        time.Advance(TimeSpan.FromHours(23.9));
        await round.RunAsync(CancellationToken.None);
        Assert.True(await IsThereAsync(dataset));
        time.Advance(TimeSpan.FromHours(0.2));
        await round.RunAsync(CancellationToken.None);
        Assert.False(await IsThereAsync(dataset));
    }

    [Fact]
    public async Task A_short_policy_warns_as_long_before_as_it_can()
    {
        await WithDbAsync(db => db.Projects.Where(p => p.Id == lab.Id).ExecuteUpdateAsync(set => set.SetProperty(p => p.RetentionDays, 5)));
        DatasetRecord dataset = await DatasetAsync("short");
        Assert.Equal([4, 5], await RoundsUntilDeletedAsync(dataset, 0, 20));
    }

    [Fact]
    public async Task Only_who_may_extends_and_holds_and_both_are_written_down()
    {
        DatasetRecord dataset = await DatasetAsync("cells");
        Caller viewer = await MemberAsync(ProjectRole.Viewer), analyst = await MemberAsync(ProjectRole.Analyst), owner = await MemberAsync(ProjectRole.Owner), stranger = Caller.Of(Guid.CreateVersion7(), "stranger");
        await Assert.ThrowsAsync<AccessDeniedException>(() => desk.FindAsync(stranger, dataset.Id, CancellationToken.None));
        await Assert.ThrowsAsync<AccessDeniedException>(() => desk.ExtendAsync(viewer, dataset.Id));
        await Assert.ThrowsAsync<AccessDeniedException>(() => desk.HoldAsync(analyst, dataset.Id, true, CancellationToken.None));
        await Assert.ThrowsAsync<AccessDeniedException>(() => desk.SetPolicyAsync(analyst, lab.Id, 10, CancellationToken.None));
        await Assert.ThrowsAsync<AccessDeniedException>(() => desk.HoldProjectAsync(analyst, lab.Id, true, CancellationToken.None));
        time.Advance(TimeSpan.FromDays(70));
        DatasetRetention soon = Assert.Single(await desk.UpcomingAsync(viewer, 30, CancellationToken.None));
        Assert.Equal((dataset.Id, 30, "Lab"), (soon.DatasetId, soon.DaysLeft, soon.ProjectName));
        Assert.Empty(await desk.UpcomingAsync(stranger, 30, CancellationToken.None));
        await desk.ExtendAsync(analyst, dataset.Id);
        Assert.Equal(30 + 180, (await desk.FindAsync(viewer, dataset.Id, CancellationToken.None)).DaysLeft);
        await desk.HoldAsync(owner, dataset.Id, true, CancellationToken.None);
        DatasetRetention held = await desk.FindAsync(viewer, dataset.Id, CancellationToken.None);
        Assert.Equal((null, true), (held.DaysLeft, held.IsHeld));
        await desk.HoldAsync(owner, dataset.Id, false, CancellationToken.None);
        await desk.HoldProjectAsync(owner, lab.Id, true, CancellationToken.None);
        Assert.True((await desk.FindAsync(viewer, dataset.Id, CancellationToken.None)).IsHeld);
        await desk.SetPolicyAsync(owner, lab.Id, null, CancellationToken.None);
        List<string> lines = await WithDbAsync(db => db.Audit.OrderBy(a => a.Id).Select(a => a.Account + ": " + a.Detail).ToListAsync());
        Assert.Equal(
            ["Analyst: cells: kept until 2026-10-08.", "Owner: cells: held.", "Owner: cells: released.", "Owner: Lab: everything in it is held.", "Owner: Lab: datasets are kept for ever."], lines);
    }

    [Fact]
    public async Task More_days_than_a_calendar_has_are_refused_and_where_they_are_stored_already_mean_a_hundred_years()
    {
        DatasetRecord dataset = await DatasetAsync("cells");
        Caller owner = await MemberAsync(ProjectRole.Owner);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => desk.SetPolicyAsync(owner, lab.Id, 9_999_999, CancellationToken.None));
        await WithDbAsync(db => db.Projects.Where(p => p.Id == lab.Id).ExecuteUpdateAsync(set => set.SetProperty(p => p.RetentionDays, 9_999_999)));
        Assert.Equal(36_500, (await desk.FindAsync(owner, dataset.Id, CancellationToken.None)).DaysLeft);
        Assert.Empty(await desk.UpcomingAsync(owner, 30, CancellationToken.None));
    }

    /// <returns>The days on which a warning was given, and last the one of the deletion.</returns>
    private async Task<List<int>> RoundsUntilDeletedAsync(DatasetRecord dataset, int from, int to)
    {
        List<int> days = [];
        for (int day = from; day <= to; day++, time.Advance(TimeSpan.FromDays(1)))
        {
            int before = await WithDbAsync(db => db.Notices.CountAsync());
            await round.RunAsync(CancellationToken.None);
            if (!await IsThereAsync(dataset))
                return [.. days, day];
            if (await WithDbAsync(db => db.Notices.CountAsync()) > before)
                days.Add(day);
        }
        return days;
    }

    private Task<bool> IsThereAsync(DatasetRecord dataset) => WithDbAsync(db => db.Datasets.AnyAsync(d => d.Id == dataset.Id));

    private static DateTime Day(int day) => Start.UtcDateTime.AddDays(day);

    private async Task<Caller> MemberAsync(ProjectRole role)
    {
        var account = new AccountRecord { UserName = $"{role}", NormalizedUserName = $"{role}".ToUpperInvariant(), DisplayName = $"{role}" };
        await AddAsync(account, new MembershipRecord { ProjectId = lab.Id, AccountId = account.Id, Role = role });
        return Caller.Of(account.Id, account.DisplayName);
    }

    private async Task<DatasetRecord> DatasetAsync(string name, Action<DatasetRecord>? more = null)
    {
        DateTime now = time.GetUtcNow().UtcDateTime;
        var dataset = new DatasetRecord { ProjectId = lab.Id, Name = name, FileName = $"{name}.h5ad", Bytes = 12_300_000, Sha256 = new string('a', 64), UploadedUtc = now, UsedUtc = now, Status = DatasetStatus.Ready };
        more?.Invoke(dataset);
        await AddAsync(dataset);
        Directory.CreateDirectory(options.FolderOfDataset(dataset.Id));
        return dataset;
    }

    private Task<int> AddAsync(params object[] records) => WithDbAsync(async db =>
    {
        db.AddRange(records);
        return await db.SaveChangesAsync();
    });

    private async Task<T> WithDbAsync<T>(Func<CellDynamicsDb, Task<T>> work)
    {
        await using CellDynamicsDb db = database.CreateDbContext();
        return await work(db);
    }
}
