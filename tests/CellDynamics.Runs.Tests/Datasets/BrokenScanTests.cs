using System.Diagnostics;
using System.Text;
using CellDynamics.Runs.Datasets;
using CellDynamics.Runs.Datasets.Scanning;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Keeping;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Storage;
using CellDynamics.Runs.Tests.Shared;
using CellDynamics.Runs.Workers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CellDynamics.Runs.Tests.Datasets;

/// <summary>What goes wrong around a scan neither leaves malware behind nor takes a good file from anybody.</summary>
public sealed class BrokenScanTests : IDisposable
{
    private const string UntilTold = """while [ -e "$0" ] && [ ! -e "$0.go" ]; do sleep 0.1; done; exit 0""";

    private static readonly byte[] Hdf5 = [0x89, .. "HDF and more"u8];

    private readonly ScratchFolder scratch = new();
    private readonly FakeTimeProvider time = new(TimeProvider.System.GetUtcNow());
    private readonly FakeScanner scanner;

    public BrokenScanTests() => scanner = new FakeScanner(scratch.Path);

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task A_refused_file_that_was_not_deleted_goes_at_the_next_look_and_into_no_backup()
    {
        await using Instance instance = await CreateAsync();
        DatasetCheck check = CheckOf(instance);
        Guid id = await instance.BringAsync("cells.h5ad", Encoding.UTF8.GetBytes(FakeScanner.Eicar));
        await check.CheckAllAsync(CancellationToken.None);
        DatasetRecord dataset = (await instance.Catalog.FindAsync(id, CancellationToken.None))!;
        Assert.Equal(DatasetStatus.Refused, dataset.Status);
        // As a server leaves it that dies before the deletion.
        string file = instance.Options.FileOf(dataset);
        File.WriteAllText(file, FakeScanner.Eicar);
        BackupReport backup = await new Backup(instance.Options, TimeProvider.System).WriteAsync(scratch["backups"], isFull: false, keep: null, CancellationToken.None);
        Assert.Empty(backup.Lost);
        Assert.DoesNotContain(BackupManifest.Read(backup.Folder).Files, kept => kept.Path.Contains("/file/", StringComparison.Ordinal));
        await check.CheckAllAsync(CancellationToken.None);
        Assert.False(File.Exists(file));
        Assert.Single(scanner.Calls);
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_for_its_scan_waits_and_is_not_given_up()
    {
        await using Instance instance = await CreateAsync();
        DatasetCheck check = CheckOf(instance);
        Guid id = await instance.BringAsync("cells.h5ad", Hdf5);
        string file = instance.Options.FileOf((await instance.Catalog.FindAsync(id, CancellationToken.None))!);
        File.Delete(file);
        Directory.CreateDirectory(file); // no user can read it as a file
        await check.CheckAllAsync(CancellationToken.None);
        DatasetRecord waiting = (await instance.Catalog.FindAsync(id, CancellationToken.None))!;
        Assert.Equal(DatasetStatus.NotScanned, waiting.Status);
        Assert.StartsWith("cells.h5ad cannot be checked for malware at present.", waiting.Problem, StringComparison.Ordinal);
        Directory.Delete(file);
        await File.WriteAllBytesAsync(file, Hdf5);
        time.Advance(TimeSpan.FromMinutes(5));
        await check.CheckAllAsync(CancellationToken.None);
        Assert.Equal(DatasetStatus.Ready, (await instance.Catalog.FindAsync(id, CancellationToken.None))!.Status);
    }

    [Fact]
    public async Task A_database_that_does_not_answer_for_a_moment_ends_no_scan()
    {
        await using Instance instance = await CreateAsync();
        scanner.Behave(UntilTold);
        Guid id = await instance.BringAsync("cells.h5ad", Hdf5);
        Task checking = CheckOf(instance).CheckAllAsync(CancellationToken.None);
        await scanner.StartedAsync();
        await instance.WithDbAsync(db => db.Database.ExecuteSqlRawAsync("""ALTER TABLE "Datasets" RENAME TO "Away" """));
        await Task.Delay(TimeSpan.FromSeconds(2.5)); // two looks
        await instance.WithDbAsync(db => db.Database.ExecuteSqlRawAsync("""ALTER TABLE "Away" RENAME TO "Datasets" """));
        scanner.Tell();
        await checking;
        Assert.Equal(DatasetStatus.Ready, (await instance.Catalog.FindAsync(id, CancellationToken.None))!.Status);
        Assert.Single(scanner.Calls);
    }

    [Theory]
    [InlineData("exit 0")]
    [InlineData("exit 1")]
    [InlineData("exit 2")]
    public async Task What_another_node_refused_stays_refused_and_is_said_once(string end)
    {
        await using Instance instance = await CreateAsync();
        scanner.Behave(UntilTold.Replace("exit 0", end, StringComparison.Ordinal));
        Guid id = await instance.BringAsync("cells.h5ad", Hdf5);
        Task checking = CheckOf(instance).CheckAllAsync(CancellationToken.None);
        await scanner.StartedAsync();
        await instance.WithDbAsync(db => db.Datasets.ExecuteUpdateAsync(set => set.SetProperty(d => d.Status, DatasetStatus.Refused).SetProperty(d => d.Problem, "Malware.")));
        scanner.Tell();
        await checking;
        DatasetRecord refused = (await instance.Catalog.FindAsync(id, CancellationToken.None))!;
        Assert.Equal((DatasetStatus.Refused, "Malware.", ""), (refused.Status, refused.Problem, refused.Sha256));
        Assert.Null(await instance.Catalog.ReadSummaryAsync(id, CancellationToken.None));
        Assert.False(await instance.WithDbAsync(db => db.Audit.AnyAsync(line => line.Action == AuditAction.Deleted)));
    }

    [Fact]
    public async Task A_file_whose_check_fails_in_a_way_that_nobody_foresaw_keeps_no_other_waiting()
    {
        await using Instance instance = await CreateAsync();
        Guid first = await instance.BringAsync("cells.h5ad", Hdf5);
        await instance.WithDbAsync(db => db.Datasets.ExecuteUpdateAsync(set => set.SetProperty(d => d.FileName, "a\0b"))); // no path of any file
        Guid second = await instance.BringAsync("cells.h5ad", Hdf5);
        await CheckOf(instance).CheckAllAsync(CancellationToken.None);
        Assert.Equal(DatasetStatus.NotScanned, (await instance.Catalog.FindAsync(first, CancellationToken.None))!.Status);
        Assert.Equal(DatasetStatus.Ready, (await instance.Catalog.FindAsync(second, CancellationToken.None))!.Status);
    }

    [Fact]
    public async Task A_worker_without_a_scanner_leaves_the_next_file_alone_once_its_site_has_one()
    {
        await using Instance worker = Instance.Create(scratch["data"], ("Execution:Command", $"/bin/sh -c \"touch '{scratch["begun"]}'; until [ -e '{scratch["go"]}' ]; do sleep 0.1; done; exit 1\""));
        await worker.Get<Database>().MigrateAsync(CancellationToken.None);
        Guid first = await worker.BringAsync("cells.h5ad", Hdf5), second = await worker.BringAsync("cells.h5ad", Hdf5);
        Task checking = CheckOf(worker).CheckAllAsync(CancellationToken.None);
        await Eventually.SeesAsync(() => Task.FromResult(File.Exists(scratch["begun"])), isThere => isThere, "the check to begin");
        await worker.WithDbAsync(async db =>
        {
            await db.WriteSettingAsync(SettingRecord.ScansUploads, "true", CancellationToken.None);
            return 0;
        });
        File.WriteAllText(scratch["go"], "");
        await checking;
        Assert.Equal(DatasetStatus.CannotBeRead, (await worker.Catalog.FindAsync(first, CancellationToken.None))!.Status);
        Assert.Equal(DatasetStatus.Checking, (await worker.Catalog.FindAsync(second, CancellationToken.None))!.Status);
    }

    [Fact]
    public async Task A_clean_file_is_known_as_clean_before_its_check_ends()
    {
        await using Instance instance = await CreateAsync(("Execution:Command", "/bin/sh -c \"sleep 600\""));
        Guid id = await instance.BringAsync("cells.h5ad", Hdf5);
        using var stop = new CancellationTokenSource();
        Task checking = CheckOf(instance).CheckAllAsync(stop.Token);
        DatasetRecord clean = await Eventually.SeesAsync(async () => (await instance.Catalog.FindAsync(id, CancellationToken.None))!, dataset => dataset.Sha256.Length > 0, "the file to be found clean");
        Assert.Equal(DatasetStatus.Checking, clean.Status);
        Assert.Contains("still being checked", (await Assert.ThrowsAsync<InvalidOperationException>(() => instance.Queue.SubmitAsync(
            new Runs.Queue.RunSubmission { DatasetId = id, Method = "sbirr", Name = "x", Roles = new() }, CancellationToken.None))).Message, StringComparison.Ordinal);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => checking);
    }

    [Fact]
    public async Task A_scanner_that_ended_is_believed_though_its_child_keeps_its_output_open()
    {
        await using Instance instance = await CreateAsync();
        File.WriteAllBytes(scratch["cells.h5ad"], Hdf5);
        scanner.Behave("""echo "$last: Fake FOUND"; sleep 600 & echo $! >"$0.child"; exit 1""");
        try
        {
            Assert.Equal(new ScanVerdict(ScanResult.Found, "cells.h5ad: Fake FOUND"),
                await instance.Get<MalwareScanner>().ScanAsync(scratch["cells.h5ad"], "cells.h5ad", TimeSpan.FromSeconds(20), CancellationToken.None));
        }
        finally
        {
            Process.GetProcessById(scanner.Child).Kill();
        }
    }

    [Fact]
    public async Task A_table_for_whose_scan_the_disk_has_no_room_is_refused_in_words()
    {
        await using Instance instance = await CreateAsync();
        Guid id = await instance.BringAsync("cells.h5ad", Hdf5);
        Directory.Delete(instance.Options.Uploads, recursive: true);
        File.WriteAllText(instance.Options.Uploads, ""); // nothing can be written below it
        UploadException refused = await Assert.ThrowsAsync<UploadException>(() => instance.Catalog.AnnotateAsync(id, "days.csv", "cell,day\nc,1\n"u8.ToArray(), CancellationToken.None));
        Assert.StartsWith("days.csv cannot be checked for malware at present. It is not read before that.", refused.Message, StringComparison.Ordinal);
        Assert.Empty(scanner.Calls);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1441")]
    [InlineData("100000")]
    public void A_scan_lasts_a_day_at_most(string minutes) =>
        Assert.Equal($"Uploads:ScanMinutes: expected a whole number from 1 to 1440, found \"{minutes}\".",
            Assert.Throws<InvalidOperationException>(() => Instance.Create(scratch["data"], ("Uploads:ScanMinutes", minutes))).Message);

    private async Task<Instance> CreateAsync(params (string Key, string Value)[] settings)
    {
        Instance instance = Instance.Create(scratch["data"], [("Uploads:ScanCommand", scanner.Command), .. settings]);
        await instance.Get<Database>().MigrateAsync(CancellationToken.None);
        return instance;
    }

    /// <summary>Looks only when it is told to.</summary>
    private DatasetCheck CheckOf(Instance instance) => new(
        instance.Get<Database>(), instance.Options, instance.Get<ProcessLimits>(), instance.Get<UploadScan>(), instance.Get<DataRootMark>(), time, NullLogger<DatasetCheck>.Instance);
}
