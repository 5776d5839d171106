using System.Diagnostics;
using CellDynamics.Cli.Tests.Shared;

namespace CellDynamics.Cli.Tests.Installation;

/// <summary>What is installed can be read and run by the user of the site, whatever the umask of whoever unpacked and installed it.</summary>
public sealed class SetupTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task Every_umask_leaves_the_same_modes()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "A script of sh.");
        string usual = await InstallAsync("022"), closed = await InstallAsync("077");
        Assert.Equal(usual, closed);
        string[] modes = usual.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains("755 opt/celldynamics/1.2.3/docs", modes);
        Assert.Contains("644 opt/celldynamics/1.2.3/docs/operations.md", modes);
        Assert.Contains("755 opt/celldynamics/1.2.3/celldynamics", modes);
        Assert.Contains("640 etc/celldynamics/celldynamics.env", modes);
        Assert.Contains("644 etc/systemd/system/celldynamics.service", modes);
        Assert.DoesNotContain(modes, mode => mode.Split(' ')[0] is not ("755" or "644" or "640"));
    }

    private async Task<string> InstallAsync(string umask)
    {
        string install = Repository.PathOf("install"), packed = scratch["packed" + umask], root = scratch["machine" + umask];
        // Unpacked under the same umask.
        return await ShellAsync($"""
            umask {umask}
            mkdir -p {packed}/system {packed}/docs {root}
            cat {install}/celldynamics >{packed}/celldynamics; cat {install}/setup >{packed}/setup; chmod u+x {packed}/celldynamics {packed}/setup
            for unit in {install}/*.service {install}/celldynamics.env; do cat $unit >{packed}/system/$(basename $unit); done
            echo 1.2.3 >{packed}/VERSION; echo Operations >{packed}/docs/operations.md
            (cd {packed} && find . -type f ! -name SHA256SUMS -print0 | sort -z | xargs -0 sha256sum >SHA256SUMS)
            {packed}/setup --root {root} >&2
            find {root} -mindepth 1 ! -type l -printf '%m %P\n' | sort
            """);
    }

    private static async Task<string> ShellAsync(string commands)
    {
        using Process process = Process.Start(new ProcessStartInfo("bash", ["-euc", commands]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await error);
        return await output;
    }
}
