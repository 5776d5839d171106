using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Networks;
using CellDynamics.Methods.Simulators;

namespace CellDynamics.Methods.Tests.Simulators;

public class CoupledRepressilatorsTests
{
    private static readonly CoupledRepressilatorsSettings Small = new() { Side = 5 };

    /// <remarks>Neighbours take tens of beats to find each other.</remarks>
    [Fact]
    public void Cells_beat_together_the_more_the_stronger_they_are_coupled()
    {
        CoupledRepressilatorsSettings longer = new() { Side = 4, Stored = 500, Interval = 1 };
        double[] synchrony = [.. new[] { 0, 0.8, 1 }.Select(q => Enumerable.Range(0, 4).Average(seed => CoupledRepressilators.Synchrony(Late(CoupledRepressilators.Simulate(longer with { Coupling = q }, seed)), 1)))];
        Assert.InRange(synchrony[0], 0, 0.2);
        Assert.InRange(synchrony[^1], 0.8, 1);
        Assert.Equal(synchrony.Order(), synchrony);
    }

    [Fact]
    public void Alone_a_cell_beats_about_once_in_fourteen_time_units()
    {
        CellTrajectories late = Late(CoupledRepressilators.Simulate(Small with { Coupling = 0, Interval = 0.25, Stored = 400 }, 1));
        for (int cell = 0; cell < 5; cell++)
        {
            double[] level = [.. late.States.Select(state => state[cell, 4])];
            double mean = level.Average();
            int[] rises = [.. Enumerable.Range(1, level.Length - 1).Where(t => level[t - 1] < mean && level[t] >= mean)];
            Assert.InRange((late.Times[rises[^1]] - late.Times[rises[0]]) / (rises.Length - 1), 12, 17);
        }
    }

    [Fact]
    public void Synchrony_is_one_of_cells_that_move_as_one_and_one_over_their_number_of_cells_each_for_itself()
    {
        CellTrajectories Waves(Func<int, int, double> level) => new(
            [.. Enumerable.Range(0, 64).Select(t => (double)t)], ["g"], [.. Enumerable.Range(0, 64).Select(t => new DenseMatrix(4, 1, [.. Enumerable.Range(0, 4).Select(cell => level(t, cell))]))], new int[4], ["a"]);
        Assert.Equal(1, CoupledRepressilators.Synchrony(Waves((t, cell) => cell + Math.Sin(t)), 0), 1e-12);
        Assert.Equal(0.25, CoupledRepressilators.Synchrony(Waves((t, cell) => Math.Sin(2 * Math.PI * (cell + 1) * t / 64)), 0), 1e-12);
    }

    [Fact]
    public void The_truth_names_the_ring_the_proteins_and_the_signal()
    {
        SimulatedData data = new CoupledRepressilatorsSimulator().Simulate(Small with { Stored = 2 }, 1);
        DenseMatrix network = data.TruthTables["network"];
        string[] genes = data.Genes;
        string[] edges = [.. from target in Enumerable.Range(0, 7) from source in Enumerable.Range(0, 7) where network[target, source] != 0 select $"{genes[source]} {(network[target, source] > 0 ? "+" : "-")} {genes[target]}"];
        Assert.Equal(
            ["LacI-protein - tetR", "TetR-protein - cI", "CI-protein - lacI", "autoinducer + lacI", "tetR + TetR-protein", "cI + CI-protein", "lacI + LacI-protein", "TetR-protein + autoinducer"], edges);
        Assert.Equal(1, data.TruthTables["signals"][6, 0]);
        Assert.Equal((3 * 25, 3 * 25, 2), (data.Values.Rows, data.Positions!.Rows, data.Positions.Columns));
        Assert.All(data.Values.Values, x => Assert.True(x >= 0));
    }

    /// <summary>The second half, after the start is forgotten.</summary>
    private static CellTrajectories Late(CellTrajectories cells) => cells with { Times = cells.Times[(cells.Times.Length / 2)..], States = [.. cells.States.Skip(cells.Times.Length / 2)] };
}
