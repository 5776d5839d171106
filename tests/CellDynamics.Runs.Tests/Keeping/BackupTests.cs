using System.Diagnostics;
using System.Runtime.Versioning;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Keeping;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Tests.Shared;
using Microsoft.EntityFrameworkCore;

namespace CellDynamics.Runs.Tests.Keeping;

/// <summary>What is a backup and what is none.</summary>
public sealed class BackupTests : IAsyncLifetime
{
    private readonly ScratchFolder scratch = new();
    private Instance instance = null!;

    public async ValueTask InitializeAsync()
    {
        instance = await Instance.StartAsync(scratch["data"]);
        await FilledInstance.UploadAsync(instance, File.ReadAllBytes(Path.Combine(FilledInstance.SampleData, "hsmm.h5ad")), "hsmm.h5ad");
    }

    public async ValueTask DisposeAsync()
    {
        await instance.DisposeAsync();
        scratch.Dispose();
    }

    [Fact]
    public async Task A_second_backup_shares_what_did_not_change_and_stands_alone_when_the_first_is_gone()
    {
        BackupReport first = await WriteAsync();
        Guid added = await FilledInstance.UploadAsync(instance, File.ReadAllBytes(Path.Combine(FilledInstance.SampleData, "branching.h5ad")), "branching.h5ad");
        BackupReport second = await WriteAsync(keep: 1);
        long file = new FileInfo(Path.Combine(FilledInstance.SampleData, "hsmm.h5ad")).Length;
        Assert.InRange(second.Bytes - second.CopiedBytes, file, 2 * file);
        Assert.False(Directory.Exists(first.Folder));
        RunsOptions target = Target("other");
        await Restore.WriteAsync(second.Folder, target, CancellationToken.None);
        Assert.Equal(File.ReadAllBytes(Path.Combine(FilledInstance.SampleData, "branching.h5ad")), File.ReadAllBytes(Path.Combine(target.FolderOfDataset(added), "file", "branching.h5ad")));
    }

    [Fact]
    public async Task A_full_backup_shares_nothing()
    {
        await WriteAsync();
        BackupReport full = await new Backup(instance.Options, TimeProvider.System).WriteAsync(scratch["backups"], isFull: true, keep: null, CancellationToken.None);
        Assert.Equal(full.Bytes, full.CopiedBytes);
    }

    [Fact]
    public async Task A_data_root_that_is_not_mounted_is_no_backup_and_takes_no_earlier_one_away()
    {
        BackupReport first = await WriteAsync();
        Directory.Move(instance.Options.Datasets, scratch["unmounted"]);
        var refused = await Assert.ThrowsAsync<RunException>(() => WriteAsync(keep: 1));
        Directory.Move(scratch["unmounted"], instance.Options.Datasets);
        Assert.Contains("expected the data root of the instance, found no datasets in it", refused.Message, StringComparison.Ordinal);
        Assert.Equal([first.Folder], Directory.EnumerateDirectories(scratch["backups"]));
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task What_is_restored_is_no_wider_open_than_it_was()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Modes of files are of Unix.");
        const UnixFileMode Group = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, GroupFolder = Group | UnixFileMode.UserExecute | UnixFileMode.GroupExecute;
        string live = scratch["data", "celldynamics.db"];
        File.SetUnixFileMode(live, Group);
        BackupReport backup = await WriteAsync();
        RunsOptions made = Target("made"), given = Target("given");
        Directory.CreateDirectory(given.DataRoot, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        foreach (RunsOptions target in new[] { made, given })
        {
            await Restore.WriteAsync(backup.Folder, target, CancellationToken.None);
            Assert.Equal(Group, File.GetUnixFileMode(Path.Combine(target.DataRoot, "celldynamics.db")));
        }
        Assert.Equal(GroupFolder, File.GetUnixFileMode(made.DataRoot));
        Assert.Equal(GroupFolder & ~(UnixFileMode.GroupRead | UnixFileMode.GroupExecute), File.GetUnixFileMode(given.DataRoot));
    }

    [Fact]
    public async Task A_model_that_lost_a_file_or_all_is_named()
    {
        DatasetRecord dataset = Assert.Single(await instance.Catalog.ListAsync(CancellationToken.None));
        Guid run = await instance.SubmitAsync(dataset.Id, new() { [CountingMethod.Behaviour] = "count" });
        await instance.SeesAsync(run, RunStatus.Succeeded);
        string model = instance.Options.FolderOf(run).Model, extra = Path.Combine(model, "parts", "1.bin"), whole = Assert.Single(Directory.GetFiles(model));
        Directory.CreateDirectory(Path.GetDirectoryName(extra)!);
        await File.WriteAllTextAsync(extra, "1");
        Assert.Empty((await WriteAsync()).Lost);
        File.Delete(extra);
        // Said by every backup from now on, not by the next alone.
        for (int i = 0; i < 2; i++)
            Assert.Equal([$"data/runs/{run:D}/model/parts/1.bin"], (await WriteAsync()).Lost);
        await File.WriteAllTextAsync(extra, "1");
        Assert.Empty((await WriteAsync(keep: 1)).Lost);
        Directory.Delete(model, recursive: true);
        Assert.Equal([$"data/runs/{run:D}/model", $"data/runs/{run:D}/model/parts/1.bin", $"data/runs/{run:D}/model/{Path.GetFileName(whole)}"], (await WriteAsync()).Lost.Order(StringComparer.Ordinal));
        await instance.Catalog.DeleteAsync(dataset.Id, CancellationToken.None);
        Assert.Empty((await WriteAsync()).Lost);
    }

    [Fact]
    public async Task Files_that_are_lost_are_named_and_take_no_earlier_backup_away()
    {
        DatasetRecord dataset = Assert.Single(await instance.Catalog.ListAsync(CancellationToken.None));
        Guid run = await instance.SubmitAsync(dataset.Id, new() { [CountingMethod.Behaviour] = "count" });
        await instance.SeesAsync(run, RunStatus.Succeeded);
        BackupReport first = await WriteAsync();
        Assert.Empty(first.Lost);
        string remembered = await LastAsync();
        File.Delete(instance.Options.FolderOf(run).Result);
        Directory.Delete(instance.Options.FolderOfDataset(dataset.Id), recursive: true);
        BackupReport second = await WriteAsync(keep: 1);
        Assert.Equal([$"data/datasets/{dataset.Id:D}/file/hsmm.h5ad", $"data/runs/{run:D}/result.h5ad"], second.Lost);
        Assert.Equal(second.Lost, BackupManifest.Read(second.Folder).Lost);
        Assert.Equal([first.Folder, second.Folder], Directory.EnumerateDirectories(scratch["backups"]).Order(StringComparer.Ordinal));
        Assert.Equal(remembered, await LastAsync()); // pages go on telling how old the last whole one is
        // Whoever gives up what was lost has a whole backup again.
        await instance.Catalog.DeleteAsync(dataset.Id, CancellationToken.None);
        Assert.Empty((await WriteAsync(keep: 1)).Lost);
        Assert.Single(Directory.EnumerateDirectories(scratch["backups"]));

        Task<string> LastAsync() => instance.WithDbAsync(db => db.Settings.Where(s => s.Key == SettingRecord.LastBackup).Select(s => s.Value).SingleAsync());
    }

    [Fact]
    public async Task A_file_that_is_refused_while_a_backup_is_made_is_not_lost()
    {
        DatasetRecord dataset = Assert.Single(await instance.Catalog.ListAsync(CancellationToken.None));
        // A pipe, at which the backup waits.
        string pipe = Path.Combine(instance.Options.FolderOfDataset(dataset.Id), "pipe");
        if (OperatingSystem.IsWindows() || await CommandAsync("mkfifo", pipe) != 0)
            Assert.Skip("This system has no named pipes among its files.");
        File.Delete(instance.Options.FileOf(dataset));
        Task<BackupReport> backup = Task.Run(() => WriteAsync());
        // Opened for writing only once the backup opens it for reading.
        Task<FileStream> opening = Task.Run(() => new FileStream(pipe, FileMode.Open, FileAccess.Write, FileShare.ReadWrite));
        Assert.True(await Task.WhenAny(opening, backup) == opening, "The backup ended without reading the pipe.");
        await using (FileStream end = await opening)
            await instance.WithDbAsync(db => db.Datasets.ExecuteUpdateAsync(set => set.SetProperty(d => d.Status, DatasetStatus.Refused)));
        Assert.Empty((await backup).Lost);
    }

    [Theory]
    [InlineData("one byte")]
    [InlineData("missing file")]
    [InlineData("manifest")]
    [InlineData("database")]
    public async Task A_damaged_backup_is_refused_before_anything_is_written(string damage)
    {
        BackupReport backup = await WriteAsync();
        string[] files = [.. Directory.EnumerateFiles(backup.Folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        switch (damage)
        {
            case "missing file":
                File.Delete(files.First(file => file.EndsWith("summary.json", StringComparison.Ordinal)));
                break;
            case "manifest":
                Flip(files.First(file => file.EndsWith("manifest.json", StringComparison.Ordinal)));
                break;
            case "database":
                Flip(files.First(file => file.EndsWith("database.db", StringComparison.Ordinal)));
                break;
            default:
                Flip(files.First(file => file.EndsWith("hsmm.h5ad", StringComparison.Ordinal)));
                break;
        }
        RunsOptions target = Target("other");
        var refused = await Assert.ThrowsAsync<InvalidDataException>(() => Restore.WriteAsync(backup.Folder, target, CancellationToken.None));
        Assert.Contains("damaged: use another one", refused.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(target.DataRoot));
    }

    [Fact]
    public async Task A_target_with_something_in_it_is_refused()
    {
        BackupReport backup = await WriteAsync();
        var refused = await Assert.ThrowsAsync<RunException>(() => Restore.WriteAsync(backup.Folder, instance.Options, CancellationToken.None));
        Assert.Contains("expected an empty folder", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backup_that_was_cut_off_does_not_look_like_one_and_the_next_one_removes_it()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new Backup(instance.Options, TimeProvider.System).WriteAsync(scratch["backups"], false, null, stop.Token));
        Assert.Empty(Directory.EnumerateDirectories(scratch["backups"]));
        string killed = Directory.CreateDirectory(scratch["backups", ".unfinished-1"]).FullName;
        File.WriteAllText(Path.Combine(killed, "database.db"), "half");
        BackupReport whole = await WriteAsync();
        Assert.Equal([whole.Folder], Directory.EnumerateDirectories(scratch["backups"]));
    }

    [Fact]
    public async Task A_disk_that_fills_up_leaves_no_backup_and_the_one_before_stays()
    {
        string disk = Directory.CreateDirectory(scratch["disk"]).FullName;
        if (!OperatingSystem.IsLinux() || await CommandAsync("mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", disk) != 0)
            Assert.Skip("This user may not mount a small memory file system.");
        try
        {
            BackupReport first = await new Backup(instance.Options, TimeProvider.System).WriteAsync(disk, isFull: false, keep: null, CancellationToken.None);
            await File.WriteAllBytesAsync(Path.Combine(disk, "ballast"), new byte[new DriveInfo(disk).AvailableFreeSpace - 100_000]);
            await Assert.ThrowsAnyAsync<Exception>(() => new Backup(instance.Options, TimeProvider.System).WriteAsync(disk, isFull: true, keep: 1, CancellationToken.None));
            Assert.Equal([first.Folder], Directory.EnumerateDirectories(disk));
            await Restore.VerifyAsync(first.Folder, CancellationToken.None);
        }
        finally
        {
            await CommandAsync("umount", disk);
        }
    }

    [Fact]
    public async Task A_data_root_whose_restore_was_cut_off_starts_no_site()
    {
        Directory.CreateDirectory(scratch["half"]);
        File.WriteAllText(scratch["half", Restore.Mark], "");
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => Instance.StartAsync(scratch["half"]));
        Assert.Contains("restore was cut off", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backup_within_the_data_root_is_refused()
    {
        var refused = await Assert.ThrowsAsync<RunException>(() => new Backup(instance.Options, TimeProvider.System).WriteAsync(scratch["data", "backups"], false, null, CancellationToken.None));
        Assert.Contains("it would be lost with it", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backup_of_a_newer_version_is_refused()
    {
        await instance.WithDbAsync(db => db.Database.ExecuteSqlRawAsync("""INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion") VALUES ('29990101000000_Later', '99.0')"""));
        BackupReport backup = await WriteAsync();
        var refused = await Assert.ThrowsAsync<RunException>(() => Restore.WriteAsync(backup.Folder, Target("other"), CancellationToken.None));
        Assert.Contains("Restore it with that version", refused.Message, StringComparison.Ordinal);
    }

    private Task<BackupReport> WriteAsync(int? keep = null) => new Backup(instance.Options, TimeProvider.System).WriteAsync(scratch["backups"], isFull: false, keep, CancellationToken.None);

    private RunsOptions Target(string name) => instance.Options with { DataRoot = scratch[name], ConnectionString = $"Data Source={scratch[name, "celldynamics.db"]}" };

    private static async Task<int> CommandAsync(params string[] command)
    {
        using Process process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardError = true })!;
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    private static void Flip(string file)
    {
        byte[] content = File.ReadAllBytes(file);
        content[content.Length / 2] ^= 1;
        File.WriteAllBytes(file, content);
    }
}
