using System.Diagnostics;
using CellDynamics.Cli.Tests.Shared;

namespace CellDynamics.Cli.Tests;

/// <summary>Runs on a disk that is really full: a memory file system of 256 kilobytes.</summary>
public sealed class FullDiskTests(FinishedRun run) : IAsyncDisposable
{
    private readonly ScratchFolder scratch = new();
    private bool isMounted;

    public async ValueTask DisposeAsync()
    {
        if (isMounted)
            await StartAsync("umount", scratch["disk"]);
        scratch.Dispose();
    }

    [Fact]
    public async Task A_disk_that_fills_up_is_named_and_no_half_file_is_left()
    {
        await MountAsync();
        string prediction = scratch["disk", "p.h5ad"];
        (await CommandLineProcess.RunAsync("predict", run.Folder, "--at", "1", "--cells", "20000", "--out", prediction)).Refused(1, "The disk is full: free some space or choose another disk, then run it again");
        Assert.Empty(Directory.GetFileSystemEntries(scratch["disk"]));

        string ballast = scratch["disk", "ballast"], folder = scratch["disk", "run"]; // somebody else needs the space
        await File.WriteAllBytesAsync(ballast, new byte[200_000]);
        (await CommandLineProcess.RunAsync(run.Command(folder))).Refused(1, "The disk is full");
        Assert.False(File.Exists(Path.Combine(folder, "result.h5ad")));
        Assert.Empty(Directory.GetFiles(scratch["disk"], "*.unfinished", SearchOption.AllDirectories));
        File.Delete(ballast);
        Said resumed = (await CommandLineProcess.RunAsync(run.Command(folder))).Succeeded();
        Assert.DoesNotContain("round 1 of", resumed.Error, StringComparison.Ordinal);
        Assert.Equal([], ResultComparison.Differences(run.Result, Path.Combine(folder, "result.h5ad"), 1e-6));
    }

    [Fact]
    public async Task A_disk_without_any_space_leaves_no_folder_that_another_command_would_trip_over()
    {
        await MountAsync();
        await Assert.ThrowsAsync<IOException>(() => File.WriteAllBytesAsync(scratch["disk", "ballast"], new byte[300_000]));
        (await CommandLineProcess.RunAsync(run.Command(scratch["disk", "run"]))).Refused(1, "The disk is full");
        Assert.Equal(["ballast"], Directory.GetFileSystemEntries(scratch["disk"]).Select(Path.GetFileName));
    }

    private async Task MountAsync()
    {
        Directory.CreateDirectory(scratch["disk"]);
        isMounted = OperatingSystem.IsLinux() && await StartAsync("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", scratch["disk"]) == 0;
        Assert.SkipUnless(isMounted, "This user may not mount a small memory file system.");
    }

    private static async Task<int> StartAsync(params string[] command)
    {
        using Process process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardError = true })!;
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
