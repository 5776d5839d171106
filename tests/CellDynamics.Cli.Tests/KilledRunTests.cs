using CellDynamics.Cli.Tests.Shared;

namespace CellDynamics.Cli.Tests;

public sealed class KilledRunTests : IDisposable
{
    private const double Tolerance = 1e-6;
    private const int Killed = 128 + 9, Cancelled = 130;

    private readonly ScratchFolder scratch = new();

    public KilledRunTests() => Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "Signals are a matter of Unix.");

    public void Dispose() => scratch.Dispose();

    /// <summary>Killed in the fit, again in the test of the analysis, and finished: as if nothing had happened.</summary>
    [Fact]
    public async Task A_run_that_is_killed_twice_and_started_again_finds_what_an_unbroken_one_finds()
    {
        (await CommandLineProcess.RunAsync("simulate", "branching", "--out", scratch["cells.h5ad"], "--set", "cells=25", "--set", "genes=15", "--set", "snapshots=4")).Succeeded();
        Task<Said> unbroken = CommandLineProcess.RunAsync(Command("unbroken"));
        string[] broken = Command("broken");
        Assert.Equal(Killed, (await CommandLineProcess.StopWhenItSaysAsync("Refining the shared dynamics: round 4 of", "KILL", broken)).ExitCode);
        Assert.False(File.Exists(scratch["broken", "result.h5ad"]));
        Assert.Equal(Killed, (await CommandLineProcess.StopWhenItSaysAsync("Testing: fit 2 of", "KILL", broken)).ExitCode);
        Assert.False(File.Exists(scratch["broken", "result.h5ad"]));
        Said last = (await CommandLineProcess.RunAsync(broken)).Succeeded();
        (await unbroken).Succeeded();

        Assert.DoesNotContain("round 2 of", last.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Choosing how much", last.Error, StringComparison.Ordinal);
        Assert.Equal(["1", "2", "3"], Directory.GetDirectories(scratch["broken", "attempts"]).Select(Path.GetFileName).Order());
        Assert.Equal([], ResultComparison.Differences(scratch["unbroken", "result.h5ad"], scratch["broken", "result.h5ad"], Tolerance));
        foreach (string name in new[] { "unbroken", "broken" })
            (await CommandLineProcess.RunAsync("predict", scratch[name], "--at", "1.5", "--out", scratch[$"{name}.h5ad"])).Succeeded();
        Assert.Equal([], ResultComparison.Differences(scratch["unbroken.h5ad"], scratch["broken.h5ad"], Tolerance));
    }

    [Fact]
    public async Task An_interrupt_ends_in_good_order_and_says_how_to_go_on()
    {
        (await CommandLineProcess.RunAsync("simulate", "branching", "--out", scratch["cells.h5ad"], "--set", "cells=25", "--set", "genes=15", "--set", "snapshots=4")).Succeeded();
        Said said = await CommandLineProcess.StopWhenItSaysAsync("Refining the shared dynamics: round 2 of", "INT", Command("stopped"));
        said.Refused(Cancelled, "celldynamics: cancelled. A run keeps what it finished: the same command goes on from there.");
        Assert.False(File.Exists(scratch["stopped", "result.h5ad"]));
        Assert.NotEmpty(Directory.GetFiles(scratch["stopped", "checkpoint"]));
    }

    [Fact]
    public async Task Another_seed_gives_another_result_so_that_the_comparison_can_fail()
    {
        foreach (string seed in new[] { "1", "2" })
            (await CommandLineProcess.RunAsync("simulate", "lotka-volterra", "--out", scratch[$"{seed}.h5ad"], "--set", "cells=3", "--set", "snapshots=2", "--seed", seed)).Succeeded();
        Assert.NotEmpty(ResultComparison.Differences(scratch["1.h5ad"], scratch["2.h5ad"], Tolerance));
        Assert.Equal([], ResultComparison.Differences(scratch["1.h5ad"], scratch["1.h5ad"], 0));
    }

    private string[] Command(string folder) =>
        ["run", "sbirr", scratch["cells.h5ad"], "--time", "day", "--out", scratch[folder], "--seed", "3", "--set", "rounds=8", "--set", "steps=4", "--set", "validation.seeds=2"];
}
