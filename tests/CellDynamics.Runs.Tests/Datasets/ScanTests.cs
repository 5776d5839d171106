using System.Text;
using CellDynamics.Data.Annotated;
using CellDynamics.Data.Formats;
using CellDynamics.Runs.Datasets;
using CellDynamics.Runs.Datasets.Scanning;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Keeping;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Queue;
using CellDynamics.Runs.Storage;
using CellDynamics.Runs.Tests.Shared;
using CellDynamics.Runs.Workers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CellDynamics.Runs.Tests.Datasets;

/// <summary>Files are scanned before anything opens them, where the operator named a scanner.</summary>
public sealed class ScanTests : IDisposable
{
    private static readonly byte[] Hdf5 = [0x89, .. "HDF and more"u8];

    private readonly ScratchFolder scratch = new();
    private readonly FakeScanner scanner;

    public ScanTests() => scanner = new FakeScanner(scratch.Path);

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task A_file_with_malware_is_refused_and_deleted_before_anything_reads_it()
    {
        await using Instance instance = await StartAsync();
        // Its look would say that it is no HDF5 file.
        DatasetRecord dataset = await AddAsync(instance, "notes.h5ad", Encoding.UTF8.GetBytes(FakeScanner.Eicar), DatasetStatus.Refused);
        Assert.Equal("notes.h5ad: expected a file without malware, found what the scanner of this site calls “notes.h5ad: [31mEicar-Test -Signature FOUND”. It was deleted from this server, and nothing has opened it. "
            + "Look after the computer that it came from; if you are sure that the file is harmless, ask an administrator of this site.", dataset.Problem);
        Assert.Equal((0, ""), (dataset.Bytes, dataset.Sha256));
        await Eventually.SeesAsync(() => Task.FromResult(File.Exists(instance.Options.FileOf(dataset))), isThere => !isThere, "the file to be gone");
        Assert.Null(await instance.Catalog.ReadSummaryAsync(dataset.Id, CancellationToken.None));
        Assert.True(instance.Catalog.IsHeldBack(dataset));
        AuditRecord line = Assert.Single(await instance.WithDbAsync(db => db.Audit.Where(one => one.Action == AuditAction.Deleted).ToListAsync()));
        Assert.Equal(("CellDynamics", "dataset", dataset.Id), (line.Account, line.Kind, line.TargetId!.Value));
        Assert.Matches("^notes \\(notes\\.h5ad, 68 bytes, SHA-256 [0-9a-f]{64}\\): its file, because the scanner found malware: “notes.h5ad: .* FOUND”\\.$", line.Detail);
        // Nobody brings it back.
        await instance.Catalog.ReadAsAsync(dataset.Id, new OpenChoices { Modality = "rna" }, CancellationToken.None);
        await instance.Catalog.ConfirmRolesAsync(dataset.Id, new StudyRoles { Time = "day" }, CancellationToken.None);
        await instance.Catalog.ScanAgainAsync(dataset.Id, CancellationToken.None);
        Assert.Equal(DatasetStatus.Refused, (await instance.Catalog.FindAsync(dataset.Id, CancellationToken.None))!.Status);
        Assert.Contains("without malware", await RefusalAsync(instance, dataset), StringComparison.Ordinal);
        // Nor does a backup miss it.
        Assert.Empty((await new Backup(instance.Options, TimeProvider.System).WriteAsync(scratch["backups"], isFull: false, keep: null, CancellationToken.None)).Lost);
    }

    [Theory]
    [InlineData("-rf --remove $(touch owned); `id` & 'cells'.h5ad")]
    [InlineData("--fdpass")]
    [InlineData("Zellen ß\n\t.h5ad")]
    public async Task A_clean_file_of_any_name_is_scanned_once_then_read(string name)
    {
        await using Instance instance = await StartAsync();
        DatasetRecord dataset = await AddAsync(instance, name, Hdf5, DatasetStatus.Ready);
        Assert.Equal(instance.Options.FileOf(dataset) + "\n", scanner.Paths);
        string[] call = Assert.Single(scanner.Calls).Split(' ');
        Assert.True(int.Parse(call[1]) >= 10, call[1]);
        Assert.Equal("2", call[2]);
        await instance.Catalog.ReadAsAsync(dataset.Id, new OpenChoices { Modality = "rna" }, CancellationToken.None);
        await SeesAsync(instance, dataset.Id, DatasetStatus.Ready);
        Assert.Single(scanner.Calls);
        Assert.False(instance.Catalog.IsHeldBack(dataset));
    }

    [Fact]
    public async Task A_scanner_is_told_no_secrets()
    {
        Environment.SetEnvironmentVariable("SCAN_TESTS_SECRET", "swordfish");
        try
        {
            await using Instance instance = await StartAsync();
            await AddAsync(instance, "cells.h5ad", Hdf5, DatasetStatus.Ready);
        }
        finally
        {
            Environment.SetEnvironmentVariable("SCAN_TESTS_SECRET", null);
        }
        // PWD, OLDPWD, SHLVL and _ are the shell's own.
        Assert.Empty(scanner.Environment.Select(line => line.Split('=')[0]).Except(["PATH", "HOME", "TMPDIR", "LANG", "TZ", "PWD", "OLDPWD", "SHLVL", "_"]));
    }

    [Theory]
    [InlineData("exit 2")]
    [InlineData("kill -9 $$")]
    [InlineData("")]
    public async Task A_file_that_could_not_be_scanned_is_not_opened_and_waits_for_a_scanner_that_answers(string script)
    {
        await using Instance instance = await StartAsync();
        if (script.Length == 0)
            scanner.Remove();
        else
            scanner.Behave(script);
        DatasetRecord dataset = await AddAsync(instance, "notes.h5ad", "Dear diary"u8.ToArray(), DatasetStatus.NotScanned);
        Assert.Equal("notes.h5ad cannot be checked for malware at present. It is not opened before that. Nothing is lost, and it is tried again by itself. If it stays like this, ask an administrator of this site.", dataset.Problem);
        Assert.True(instance.Catalog.IsHeldBack(dataset));
        Assert.Equal(dataset.Problem, await RefusalAsync(instance, dataset));
        scanner.Behave(FakeScanner.Honest);
        await instance.Catalog.ScanAgainAsync(dataset.Id, CancellationToken.None);
        // Only now its look found something.
        Assert.Contains("found text", (await SeesAsync(instance, dataset.Id, DatasetStatus.CannotBeRead)).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_broken_scanner_kept_waiting_is_tried_again_after_a_pause_and_behind_what_just_came()
    {
        await using Instance instance = Instance.Create(scratch["data"], ("Uploads:ScanCommand", scanner.Command));
        await instance.Get<Database>().MigrateAsync(CancellationToken.None);
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var check = new DatasetCheck(instance.Get<Database>(), instance.Options, instance.Get<ProcessLimits>(), instance.Get<UploadScan>(), instance.Get<DataRootMark>(), time, NullLogger<DatasetCheck>.Instance);
        scanner.Behave("exit 2");
        Guid first = await instance.BringAsync("first.h5ad", Hdf5);
        await check.CheckAllAsync(CancellationToken.None);
        Assert.Single(scanner.Calls);
        await check.CheckAllAsync(CancellationToken.None);
        Assert.Single(scanner.Calls);
        scanner.Behave(FakeScanner.Honest);
        time.Advance(TimeSpan.FromMinutes(5));
        Guid second = await instance.BringAsync("second.h5ad", Hdf5);
        await check.CheckAllAsync(CancellationToken.None);
        Assert.Equal(["first.h5ad", "second.h5ad", "first.h5ad"], scanner.Paths.TrimEnd().Split('\n').Select(path => Path.GetFileName(path)));
        foreach (Guid id in new[] { first, second })
            Assert.Equal(DatasetStatus.Ready, (await instance.Catalog.FindAsync(id, CancellationToken.None))!.Status);
    }

    [Fact]
    public async Task A_scanner_that_hangs_is_ended_and_one_that_talks_without_end_is_cut_short()
    {
        await using Instance instance = Instance.Create(scratch["data"], ("Uploads:ScanCommand", scanner.Command));
        File.WriteAllBytes(scratch["cells.h5ad"], Hdf5);
        scanner.Behave("sleep 600");
        var time = new FakeTimeProvider();
        Task<ScanVerdict> hanging = new MalwareScanner(instance.Options, instance.Get<ProcessLimits>(), time).ScanAsync(scratch["cells.h5ad"], "cells.h5ad", TimeSpan.FromSeconds(90), CancellationToken.None);
        await scanner.StartedAsync();
        time.Advance(TimeSpan.FromSeconds(90));
        ScanVerdict verdict = await hanging;
        Assert.Equal(new ScanVerdict(ScanResult.NotChecked, "the scanner took longer than 1.5 min and was ended"), verdict);
        await GoneAsync();
        scanner.Behave("yes malware | head -n 200000; exit 1");
        verdict = await instance.Get<MalwareScanner>().ScanAsync(scratch["cells.h5ad"], "cells.h5ad", TimeSpan.FromMinutes(1), CancellationToken.None);
        Assert.Equal((ScanResult.Found, 202), (verdict.Result, verdict.Said.Length));
    }

    [Fact]
    public async Task A_scan_is_a_state_that_a_server_that_ends_leaves_to_the_next()
    {
        scanner.Behave("sleep 600");
        Guid id;
        await using (Instance ends = await StartAsync())
        {
            id = (await AddAsync(ends, "cells.h5ad", Hdf5, DatasetStatus.Scanning)).Id;
            await scanner.StartedAsync();
        }
        await GoneAsync();
        scanner.Behave(FakeScanner.Honest);
        await using Instance instance = await StartAsync();
        await SeesAsync(instance, id, DatasetStatus.Ready);
    }

    [Fact]
    public async Task Whoever_deletes_a_dataset_ends_its_scan()
    {
        scanner.Behave("sleep 600");
        await using Instance instance = await StartAsync();
        DatasetRecord dataset = await AddAsync(instance, "cells.h5ad", Hdf5, DatasetStatus.Scanning);
        await scanner.StartedAsync();
        await instance.Catalog.DeleteAsync(dataset.Id, CancellationToken.None);
        await GoneAsync();
        scanner.Behave(FakeScanner.Honest);
        await AddAsync(instance, "next.h5ad", Hdf5, DatasetStatus.Ready);
    }

    [Fact]
    public async Task A_table_of_annotations_is_scanned_before_it_is_kept()
    {
        await using Instance instance = await StartAsync();
        DatasetRecord dataset = await AddAsync(instance, "cells.h5ad", Hdf5, DatasetStatus.Ready);
        await instance.Catalog.AnnotateAsync(dataset.Id, "good.csv", "cell,day\nc,1\n"u8.ToArray(), CancellationToken.None);
        await SeesAsync(instance, dataset.Id, DatasetStatus.Ready);
        string found = (await RefusedTableAsync("bad.csv", FakeScanner.Eicar)).Message;
        Assert.StartsWith("bad.csv: expected a file without malware, found what the scanner of this site calls “bad.csv: ", found, StringComparison.Ordinal);
        Assert.Contains("It was not kept, and nothing has read it.", found, StringComparison.Ordinal);
        AuditRecord line = Assert.Single(await instance.WithDbAsync(db => db.Audit.Where(one => one.Action == AuditAction.Denied).ToListAsync()));
        Assert.Contains("bad.csv, because the scanner found malware", line.Detail, StringComparison.Ordinal);
        scanner.Behave("exit 2");
        Assert.Equal("late.csv cannot be checked for malware at present. It is not read before that. Nothing else changed: choose it again in some minutes. If it stays like this, ask an administrator of this site.",
            (await RefusedTableAsync("late.csv", "cell,day\nc,2\n")).Message);
        Assert.Equal("good.csv", Path.GetFileName(DatasetSummaryFile.ReadChoices(instance.Options.FolderOfDataset(dataset.Id)).Annotations));
        Assert.Equal(DatasetStatus.Ready, (await instance.Catalog.FindAsync(dataset.Id, CancellationToken.None))!.Status);
        Assert.Empty(Directory.GetFiles(instance.Options.Uploads, "*.tmp"));

        Task<UploadException> RefusedTableAsync(string name, string content) =>
            Assert.ThrowsAsync<UploadException>(() => instance.Catalog.AnnotateAsync(dataset.Id, name, Encoding.UTF8.GetBytes(content), CancellationToken.None));
    }

    [Fact]
    public async Task A_node_without_the_scanner_of_its_site_opens_no_upload()
    {
        await using (Instance site = await StartAsync())
            Assert.Equal("true", await site.WithDbAsync(db => db.Settings.Where(one => one.Key == SettingRecord.ScansUploads).Select(one => one.Value).SingleAsync()));
        await using (Instance other = Instance.Create(scratch["data"]))
        {
            Guid id = await other.BringAsync("cells.h5ad", Hdf5);
            await other.Get<DatasetCheck>().CheckAllAsync(CancellationToken.None);
            Assert.Equal(DatasetStatus.Checking, (await other.Catalog.FindAsync(id, CancellationToken.None))!.Status);
        }
        // The site itself may do without from now on.
        await using Instance without = await Instance.StartAsync(scratch["data"]);
        await SeesAsync(without, (await without.Catalog.ListAsync(CancellationToken.None)).Single().Id, DatasetStatus.Ready);
        Assert.Empty(scanner.Calls);
    }

    [Theory]
    [InlineData(" ", "Uploads:ScanCommand: expected a program with its options, found nothing. Without the setting no file is scanned.")]
    [InlineData("no-such-scanner-anywhere --fdpass", "Uploads:ScanCommand: expected a program that this user may run, found none at no-such-scanner-anywhere. Install it or correct the setting; without the setting no file is scanned.")]
    [InlineData("/etc/passwd", "Uploads:ScanCommand: expected a program that this user may run, found none at /etc/passwd. Install it or correct the setting; without the setting no file is scanned.")]
    public async Task A_scanner_that_cannot_be_run_keeps_the_site_from_starting(string command, string sentence) =>
        Assert.Equal(sentence, (await Assert.ThrowsAsync<InvalidOperationException>(() => Instance.StartAsync(scratch["data"], ("Uploads:ScanCommand", command)))).Message);

    private Task<Instance> StartAsync() => Instance.StartAsync(scratch["data"], ("Uploads:ScanCommand", scanner.Command));

    private static async Task<DatasetRecord> AddAsync(Instance instance, string name, byte[] content, DatasetStatus expected) => await SeesAsync(instance, await instance.BringAsync(name, content), expected);

    private static Task<DatasetRecord> SeesAsync(Instance instance, Guid id, DatasetStatus status) => Eventually.SeesAsync(
        async () => (await instance.Catalog.FindAsync(id, CancellationToken.None))!, dataset => dataset.Status == status, $"the dataset to be {status}");

    private static async Task<string> RefusalAsync(Instance instance, DatasetRecord dataset) => (await Assert.ThrowsAsync<InvalidOperationException>(() => instance.Queue.SubmitAsync(
        new RunSubmission { DatasetId = dataset.Id, Method = "sbirr", Name = "x", Roles = new StudyRoles() }, CancellationToken.None))).Message;

    private Task<bool> GoneAsync() => Eventually.SeesAsync(
        () => Task.FromResult(KilledServer.IsAlive(int.Parse(scanner.Calls[^1].Split(' ')[0]))), alive => !alive, "the scanner to end");
}
