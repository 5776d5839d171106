using System.Diagnostics;
using CellDynamics.Runs.Access;
using CellDynamics.Runs.Datasets;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Storage;
using CellDynamics.Runs.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace CellDynamics.Runs.Tests.Datasets;

/// <summary>Uploads on a disk that is really full: a memory file system of three megabytes.</summary>
public sealed class FullDiskTests : IAsyncDisposable
{
    private readonly ScratchFolder scratch = new();
    private string? mounted;

    public async ValueTask DisposeAsync()
    {
        if (mounted is not null)
            await RunAsync("umount", mounted);
        scratch.Dispose();
    }

    [Fact]
    public async Task A_disk_that_fills_up_during_an_upload_is_named_and_nothing_else_is_lost()
    {
        await using Instance instance = await CreateAsync();
        UploadState other = await instance.Uploads.CreateAsync(1000, "other.h5ad", null, CancellationToken.None);
        await instance.Uploads.AppendAsync(other.Id, 0, new MemoryStream(new byte[400]), null, CancellationToken.None);
        UploadState upload = await instance.Uploads.CreateAsync(2_000_000, "cells.h5ad", null, CancellationToken.None);
        await instance.Uploads.AppendAsync(upload.Id, 0, new MemoryStream(new byte[500_000]), null, CancellationToken.None);
        string ballast = Path.Combine(instance.Options.Uploads, "ballast"); // somebody else takes the space meanwhile
        await File.WriteAllBytesAsync(ballast, new byte[1_800_000]);
        var full = await Assert.ThrowsAsync<UploadException>(
            () => instance.Uploads.AppendAsync(upload.Id, 500_000, new MemoryStream(new byte[1_500_000]), null, CancellationToken.None));
        Assert.Equal(UploadProblem.DiskFull, full.Problem);
        Assert.StartsWith("cells.h5ad: expected to write 2 MB, found that the server's disk is full", full.Message, StringComparison.Ordinal);
        Assert.Contains("resume the upload", full.Message, StringComparison.Ordinal);
        long reached = (await instance.Uploads.FindAsync(upload.Id, CancellationToken.None))!.Offset;
        Assert.InRange(reached, 500_000, 1_999_999);
        Assert.Equal(400, (await instance.Uploads.FindAsync(other.Id, CancellationToken.None))!.Offset);
        File.Delete(ballast);
        UploadState done = await instance.Uploads.AppendAsync(upload.Id, reached, new MemoryStream(new byte[2_000_000 - reached]), null, CancellationToken.None);
        DatasetRecord dataset = (await instance.Catalog.FindAsync(done.DatasetId!.Value, CancellationToken.None))!;
        Assert.Equal(2_000_000, dataset.Bytes);
    }

    [Fact]
    public async Task An_upload_larger_than_the_free_disk_is_refused_at_its_creation()
    {
        await using Instance instance = await CreateAsync();
        var full = await Assert.ThrowsAsync<UploadException>(() => instance.Uploads.CreateAsync(4_000_000, "cells.h5ad", null, CancellationToken.None));
        Assert.Equal(UploadProblem.DiskFull, full.Problem);
        Assert.StartsWith("cells.h5ad: expected 4 MB of free disk, found 3", full.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Uploads_that_begin_at_once_do_not_count_on_the_same_free_disk()
    {
        await using Instance instance = await CreateAsync();
        Task<UploadState>[] both = [.. Enumerable.Range(0, 2).Select(_ => Task.Run(() => instance.As(Caller.Local).GetRequiredService<UploadStore>().CreateAsync(2_000_000, "cells.h5ad", null, CancellationToken.None)))];
        await Task.WhenAll(both).ContinueWith(_ => { }, TaskScheduler.Default);
        Task<UploadState> taken = Assert.Single(both, one => one.IsCompletedSuccessfully);
        var full = Assert.IsType<UploadException>(both.Single(one => one.IsFaulted).Exception!.InnerException);
        Assert.Equal(UploadProblem.DiskFull, full.Problem);
        Assert.Contains("beside 2 MB for uploads under way", full.Message, StringComparison.Ordinal);
        await instance.Uploads.AppendAsync((await taken).Id, 0, new MemoryStream(new byte[1_500_000]), null, CancellationToken.None);
        await instance.Uploads.CreateAsync(900_000, "cells.h5ad", null, CancellationToken.None); // what has arrived is not reserved a second time
        await Assert.ThrowsAsync<UploadException>(() => instance.Uploads.CreateAsync(900_000, "cells.h5ad", null, CancellationToken.None));
        // Whoever left a day ago keeps nobody out.
        foreach (string left in Directory.EnumerateFiles(instance.Options.Uploads, "*.part"))
            File.SetLastWriteTimeUtc(left, DateTime.UtcNow.AddHours(-25));
        await instance.Uploads.CreateAsync(900_000, "cells.h5ad", null, CancellationToken.None);
    }

    // The database stands elsewhere, as it does where uploads have a disk of their own.
    private async Task<Instance> CreateAsync()
    {
        string disk = Directory.CreateDirectory(scratch["disk"]).FullName;
        if (!OperatingSystem.IsLinux() || await RunAsync("mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", disk) != 0)
            Assert.Skip("This user may not mount a small memory file system.");
        mounted = disk;
        Instance instance = Instance.Create(disk, ("Database:ConnectionString", $"Data Source={scratch["a.db"]}"));
        await instance.Get<Database>().MigrateAsync(CancellationToken.None);
        return instance;
    }

    private static async Task<int> RunAsync(params string[] command)
    {
        using Process process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardError = true })!;
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
