using CellDynamics.Cli.Benchmarks.Reliability;

namespace CellDynamics.Cli.Tests.Reliability;

/// <summary>Faults of machines, of the network, of the database and of the disk: no run lost, none published twice, no result half written.</summary>
[Collection("rehearsal")]
public sealed class FaultTests(RehearsalFixture fixture)
{
    [Fact]
    public async Task A_run_whose_worker_is_killed_goes_on_elsewhere_from_its_checkpoint_once()
    {
        FaultReport report = await Fault.KillWorkerAsync(await fixture.StartedAsync());
        AssertWhole(report);
        Assert.Equal(1, report.Found.Resumed);
        Assert.Equal(report.Found.Runs + 1, report.Found.Attempts);
    }

    [Fact]
    public async Task Workers_finish_what_they_have_and_start_what_waits_when_the_site_is_killed()
    {
        FaultReport report = await Fault.KillSiteAsync(await fixture.StartedAsync());
        AssertWhole(report);
        Assert.Equal(0, report.Found.Resumed); // what was only reserved by the site is reserved again, what runs is not touched
    }

    [Fact]
    public async Task A_database_that_stands_still_for_longer_than_the_lease_costs_no_run()
    {
        FaultReport report = await Fault.FreezeDatabaseAsync(await fixture.StartedAsync(), TimeSpan.FromSeconds(2 * RehearsalFixture.LeaseSeconds));
        AssertWhole(report);
        Assert.True(report.Found.Resumed > 0, "Expected supervisors to stop their runs while nobody knew whose they were.");
    }

    [Fact]
    public async Task A_database_that_crashes_and_is_started_again_costs_no_run() =>
        AssertWhole(await Fault.RestartDatabaseAsync(await fixture.StartedAsync(), TimeSpan.FromSeconds(2)));

    // By hand, and in benchmark reliability: on a machine that is short of processors its short leases run out by themselves.
    [Fact(Explicit = true)]
    public async Task A_worker_that_is_cut_off_stops_before_another_goes_on()
    {
        Rehearsal rehearsal = await fixture.StartedAsync();
        using IsolatedNetwork? network = IsolatedNetwork.TryCreate();
        Assert.SkipWhen(network is null, "This user may not make a network of its own (ip netns).");
        FaultReport report = await Fault.CutNetworkAsync(rehearsal, network);
        AssertWhole(report);
        Assert.Equal((1, 2), (report.Found.Resumed, report.Found.Attempts));
    }

    // Likewise.
    [Theory(Explicit = true)]
    [InlineData("+1h")]
    [InlineData("-1h")]
    public async Task A_worker_whose_clock_is_wrong_neither_takes_runs_of_others_nor_loses_its_own(string offset)
    {
        Assert.SkipUnless(Shell.TryRun(["faketime", "-f", "+1h", "true"]), "faketime is not installed.");
        AssertWhole(await Fault.SkewClockAsync(await fixture.StartedAsync(), offset));
    }

    [Fact]
    public async Task A_disk_that_fills_up_is_named_and_leaves_no_half_result()
    {
        PrivatePostgres postgres = await fixture.PostgresAsync();
        using SmallDisk? disk = SmallDisk.TryMount();
        Assert.SkipWhen(disk is null, "This user may not mount a small memory file system.");
        await using Rehearsal rehearsal = await Rehearsal.StartAsync(postgres, RehearsalFixture.LeaseSeconds, workers: 2, disk.Path);
        Assert.Empty((await Fault.FillDiskAsync(rehearsal)).Found.Problems);
    }

    private static void AssertWhole(FaultReport report)
    {
        Assert.Empty(report.Found.Problems);
        Assert.Equal(report.Found.Runs, report.Found.Succeeded);
    }
}
