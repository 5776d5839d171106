using CellDynamics.Runs.Admission;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Queue;
using CellDynamics.Runs.Storage;
using CellDynamics.Runs.Tests.Shared;
using CellDynamics.Runs.Workers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CellDynamics.Runs.Tests.Admission;

public sealed class SqliteQuotaTests : QuotaTests
{
    protected override Task<(string Key, string Value)[]> DatabaseAsync() => Task.FromResult<(string, string)[]>([]);
}

public sealed class PostgresQuotaTests(PostgresServer server) : QuotaTests
{
    protected override async Task<(string Key, string Value)[]> DatabaseAsync() =>
        [("Database:Provider", "postgres"), ("Database:ConnectionString", await server.CreateDatabaseAsync())];
}

/// <summary>Quotas are asked when something is submitted, and what was used is remembered.</summary>
public abstract class QuotaTests : IAsyncLifetime
{
    private readonly ScratchFolder scratch = new();
    private Instance instance = null!;
    private ProjectRecord lab = null!;
    private Guid dataset;

    protected abstract Task<(string Key, string Value)[]> DatabaseAsync();

    private QuotaDesk Quotas => instance.Get<QuotaDesk>();

    public async ValueTask InitializeAsync()
    {
        instance = Instance.Create(scratch["data"], [.. await DatabaseAsync(), ("Accounts:Contact", "Ada Example")]);
        await instance.Get<Database>().MigrateAsync(CancellationToken.None);
        lab = new ProjectRecord { Name = "Lab" };
        await instance.WithDbAsync(db =>
        {
            db.Projects.Add(lab);
            return db.SaveChangesAsync();
        });
        dataset = await instance.AddDatasetAsync(lab.Id);
    }

    public async ValueTask DisposeAsync()
    {
        await instance.DisposeAsync();
        scratch.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Runs_in_line_hold_their_hours_until_the_quota_is_full_and_the_message_says_whom_to_ask()
    {
        double hours = RunCost.Predict(0, []).Seconds / 3600;
        await SetAsync(project => project.ComputeHoursPerMonth = 2.5 * hours);
        await SubmitAsync();
        Guid second = await SubmitAsync();
        var refused = await Assert.ThrowsAsync<QuotaException>(SubmitAsync);
        Assert.StartsWith("Quota \"Computing hours per month\": expected at most", refused.Message);
        Assert.EndsWith("ask Ada Example to raise the quota.", refused.Message);
        Assert.Equal(2, await instance.WithDbAsync(db => db.Runs.CountAsync()));
        await instance.Queue.CancelAsync(second, CancellationToken.None);
        await SubmitAsync();
    }

    [Fact]
    public async Task Of_many_submissions_at_once_no_more_are_taken_than_fit()
    {
        double hours = RunCost.Predict(0, []).Seconds / 3600;
        await SetAsync(project => project.ComputeHoursPerMonth = 3.5 * hours);
        bool[] taken = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Task.Run(async () =>
        {
            try
            {
                await SubmitAsync();
                return true;
            }
            catch (QuotaException)
            {
                return false;
            }
        })));
        Assert.Equal(3, taken.Count(isTaken => isTaken));
    }

    [Fact]
    public async Task Hours_that_were_used_stay_used_when_the_run_is_deleted()
    {
        Guid run = await SubmitAsync();
        await TakeAsync(run, TimeSpan.FromHours(2));
        Assert.Equal(2, (await Quotas.ReadAsync(lab.Id, CancellationToken.None)).ComputeHours, 6);
        await instance.Queue.DeleteAsync(run, CancellationToken.None);
        ProjectUsage usage = await Quotas.ReadAsync(lab.Id, CancellationToken.None);
        Assert.Equal((2, 0, 0, 0), (Math.Round(usage.ComputeHours, 6), usage.ReservedHours, usage.Running, usage.Waiting));
        UsageRecord line = await instance.WithDbAsync(db => db.Usage.SingleAsync());
        Assert.Equal((lab.Id, 1, "cpu", 7200.0), (line.ProjectId, line.Runs, line.Group, Math.Round(line.ComputeSeconds, 6)));
        await SetAsync(project => project.ComputeHoursPerMonth = 2);
        await Assert.ThrowsAsync<QuotaException>(SubmitAsync);
    }

    [Fact]
    public async Task The_first_runs_of_a_month_that_end_at_once_are_all_charged()
    {
        Guid run = await instance.AddRunAsync(dataset, RunStatus.Succeeded);
        await instance.WithDbAsync(db => db.Runs.ExecuteUpdateAsync(set => set.SetProperty(r => r.ComputeSeconds, 10)));
        await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Task.Run(() => instance.WithDbAsync(async db =>
        {
            await Quotas.ChargeAsync(db, run, CancellationToken.None);
            return 0;
        }))));
        UsageRecord line = await instance.WithDbAsync(db => db.Usage.SingleAsync());
        Assert.Equal((12, 120.0), (line.Runs, line.ComputeSeconds));
    }

    [Fact]
    public async Task What_past_runs_took_is_what_the_next_one_reserves()
    {
        Guid run = await SubmitAsync();
        await TakeAsync(run, TimeSpan.FromSeconds(40), 5_000_000_000);
        Guid next = await SubmitAsync();
        RunRecord record = (await instance.Queue.FindAsync(next, CancellationToken.None))!;
        Assert.Equal((40.0, 5_000_000_000L), (Math.Round(record.PredictedSeconds, 6), record.PredictedBytes));
    }

    [Fact]
    public async Task Storage_counts_what_lies_on_disk_what_uploads_hold_and_what_results_will_need()
    {
        Directory.CreateDirectory(instance.Options.FolderOfDataset(dataset));
        await File.WriteAllBytesAsync(Path.Combine(instance.Options.FolderOfDataset(dataset), "cells.h5ad"), new byte[30_000_000]);
        await SetAsync(project => project.MaximumBytes = 100_000_000);
        await Quotas.RequireStorageAsync(lab.Id, 70_000_000, 0, CancellationToken.None);
        await Assert.ThrowsAsync<QuotaException>(() => Quotas.RequireStorageAsync(lab.Id, 70_000_000, 1, CancellationToken.None));
        await SubmitAsync();
        var refused = await Assert.ThrowsAsync<QuotaException>(() => Quotas.RequireStorageAsync(lab.Id, 60_000_000, 0, CancellationToken.None));
        Assert.StartsWith("Quota \"Storage\": expected at most 100 MB, found 30 MB stored, 20 MB reserved", refused.Message);
        await SetAsync(project => project.MaximumBytes = 60_000_000);
        Assert.Contains("Storage", (await Assert.ThrowsAsync<QuotaException>(SubmitAsync)).Message);
    }

    [Fact]
    public async Task A_lab_at_its_cap_is_told_so_in_the_row_and_another_starts()
    {
        await SetAsync(project => project.MaximumRunning = 1);
        await SetSlotsAsync(3);
        Guid first = await SubmitAsync(), capped = await SubmitAsync();
        Guid other = await instance.AddRunAsync(await instance.AddDatasetAsync(), RunStatus.Waiting);
        var ledger = instance.Get<RunLedger>();
        Guid?[] started = [(await ledger.ReserveNextAsync(default))?.RunId, (await ledger.ReserveNextAsync(default))?.RunId, (await ledger.ReserveNextAsync(default))?.RunId];
        Assert.Equal(new Guid?[] { first, other, null }, started);
        Assert.Contains("quota \"Analyses at once\"", (await instance.Queue.FindAsync(capped, default))!.WaitReason);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_ends_while_it_waits_reserves_nothing_and_is_charged_for_what_it_took(bool isDeleted)
    {
        Guid begun = await SubmitAsync(), untouched = await SubmitAsync();
        await instance.WithDbAsync(db => db.Runs.Where(run => run.Id == begun).ExecuteUpdateAsync(set => set.SetProperty(run => run.ComputeSeconds, 7200)));
        foreach (Guid run in new[] { begun, untouched })
            await (isDeleted ? instance.Queue.DeleteAsync(run, CancellationToken.None) : instance.Queue.CancelAsync(run, CancellationToken.None));
        ProjectUsage usage = await Quotas.ReadAsync(lab.Id, CancellationToken.None);
        Assert.Equal((2, 0, 0L, 0), (Math.Round(usage.ComputeHours, 6), usage.ReservedHours, usage.ReservedBytes, usage.Waiting));
        Assert.Equal(1, (await instance.WithDbAsync(db => db.Usage.SingleAsync())).Runs);
        if (!isDeleted)
            await instance.Queue.DeleteAsync(begun, CancellationToken.None);
        Assert.Equal(1, (await instance.WithDbAsync(db => db.Usage.SingleAsync())).Runs); // and only once
    }

    /// <summary>Else whoever deletes the dataset just before the end would have computed for nothing.</summary>
    [Fact]
    public async Task What_ends_with_its_dataset_is_charged_for_what_it_took()
    {
        Guid begun = await SubmitAsync();
        await SubmitAsync();
        await instance.WithDbAsync(db => db.Runs.Where(run => run.Id == begun).ExecuteUpdateAsync(set => set.SetProperty(run => run.ComputeSeconds, 7200)));
        await instance.Catalog.DeleteAsync(dataset, CancellationToken.None);
        ProjectUsage usage = await Quotas.ReadAsync(lab.Id, CancellationToken.None);
        Assert.Equal((2, 0, 0), (Math.Round(usage.ComputeHours, 6), usage.ReservedHours, usage.Waiting));
        Assert.Equal(1, (await instance.WithDbAsync(db => db.Usage.SingleAsync())).Runs);
    }

    [Fact]
    public async Task A_run_for_a_graphics_card_waits_for_the_workers_that_have_one()
    {
        Guid run = await SubmitAsync("cuda");
        Assert.Equal("gpu", (await instance.Queue.FindAsync(run, CancellationToken.None))!.Group);
        Assert.Equal("cuda", instance.Options.FolderOf(run).ReadRequest().Device);
        Assert.Equal("cpu", (await instance.Queue.FindAsync(await SubmitAsync(), CancellationToken.None))!.Group);
        Assert.Contains("expected cpu or cuda", (await Assert.ThrowsAsync<InvalidOperationException>(() => SubmitAsync("abacus"))).Message);
    }

    [Fact]
    public async Task While_the_file_of_a_submission_is_read_others_write()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "A named pipe holds the submission at its file.");
        Directory.CreateDirectory(instance.Options.FolderOfDataset(dataset));
        string pipe = RunsOptions.ConvertedIn(instance.Options.FolderOfDataset(dataset));
        using (var made = System.Diagnostics.Process.Start("mkfifo", [pipe]))
            await made.WaitForExitAsync(TestContext.Current.CancellationToken);
        Task<Guid> submission = Task.Run(() => SubmitAsync());
        await using (var held = await Task.Run(() => new FileStream(pipe, FileMode.Open, FileAccess.Write, FileShare.ReadWrite), TestContext.Current.CancellationToken))
            await SetAsync(project => project.Name = "Renamed meanwhile").WaitAsync(TimeSpan.FromSeconds(15), TestContext.Current.CancellationToken);
        Assert.Equal("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", instance.Options.FolderOf(await submission).ReadRequest().DatasetSha256);
    }

    private Task<Guid> SubmitAsync() => SubmitAsync("cpu");

    private Task<Guid> SubmitAsync(string device) => instance.Queue.SubmitAsync(new RunSubmission { DatasetId = dataset, Method = "sbirr", Name = "Run", Roles = new(), Device = device }, CancellationToken.None);

    private Task<int> SetAsync(Action<ProjectRecord> change) => instance.WithDbAsync(async db =>
    {
        change(await db.Projects.SingleAsync(project => project.Id == lab.Id));
        return await db.SaveChangesAsync();
    });

    private Task<int> SetSlotsAsync(int slots) => instance.WithDbAsync(db =>
    {
        DateTime now = TimeProvider.System.GetUtcNow().UtcDateTime;
        db.Workers.Add(new WorkerRecord { Id = "w", Node = "w", Groups = "cpu", Version = "test", Slots = slots, MemoryBytes = long.MaxValue, StartedUtc = now, SeenUtc = now });
        return db.SaveChangesAsync();
    });

    // As a supervisor would: reserved, claimed, measured, ended.
    private async Task TakeAsync(Guid run, TimeSpan took, long peak = 0)
    {
        await instance.Get<WorkerRegistry>().BeatAsync(CancellationToken.None);
        var ledger = ActivatorUtilities.CreateInstance<RunLedger>(instance.Get<IServiceProvider>());
        Reservation reservation = (await ledger.ReserveNextAsync(CancellationToken.None))!;
        Assert.Equal(run, reservation.RunId);
        Assert.True(await ledger.ClaimAsync(reservation, CancellationToken.None));
        Assert.True(await ledger.MeasureAsync(reservation, took, peak, CancellationToken.None));
        Assert.True(await ledger.FinishAsync(reservation, new RunEnd(RunStatus.Succeeded), CancellationToken.None));
    }
}
