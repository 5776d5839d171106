using CellDynamics.Runs.Admission;

namespace CellDynamics.Runs.Tests.Admission;

/// <summary>What a run is expected to take.</summary>
public sealed class RunCostTests
{
    [Fact]
    public void What_runs_of_the_method_took_scales_with_the_cells()
    {
        PastRun[] past = [new(1000, 100, 2_000_000_000), new(1000, 120, 3_000_000_000), new(2000, 160, 2_500_000_000)];
        RunCost cost = RunCost.Predict(2000, past);
        Assert.Equal(200, cost.Seconds); // median of 200, 240 and 160
        Assert.Equal(6_000_000_000, cost.Bytes);
        Assert.Equal(3_000_000_000, RunCost.Predict(500, past).Bytes);
    }

    [Fact]
    public void Runs_on_far_more_or_fewer_cells_and_unmeasured_ones_tell_nothing()
    {
        RunCost unknown = RunCost.Predict(1000, []);
        Assert.Equal(unknown, RunCost.Predict(1000, [new(5000, 7, 7), new(200, 7, 7), new(1000, 0, 0)]));
        Assert.True(RunCost.Predict(100_000, []).Bytes > unknown.Bytes);
        Assert.True(RunCost.Predict(100_000, []).Seconds > unknown.Seconds);
    }
}
