using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Networks;
using CellDynamics.Methods.Simulators;

namespace CellDynamics.Methods.Tests.Simulators;

public class SpatialHillTests
{
    private static readonly SpatialHillSettings Small = new() { Side = 4, Stored = 20 };

    [Fact]
    public void Every_gene_has_two_regulators_and_every_signal_two_targets_in_each_type()
    {
        SpatialHillSystem system = SpatialHillSystem.Draw(3);
        for (int type = 0; type < SpatialHillSystem.Types; type++)
        {
            DenseMatrix network = system.Network(type), signals = system.Signals(type);
            for (int gene = 0; gene < SpatialHillSystem.Genes; gene++)
            {
                double[] weights = [.. network.Row(gene)];
                Assert.Equal(2, weights.Count(w => w != 0));
                Assert.All(Enumerable.Range(0, SpatialHillSystem.FirstRegulator).Append(gene), other => Assert.Equal(0, weights[other]));
                Assert.All(weights.Where(w => w != 0), w => Assert.InRange(Math.Abs(w), 0.8, 1.5));
            }
            for (int q = 0; q < SpatialHillSystem.Complexes; q++)
            {
                double[] weights = signals.Column(q);
                Assert.Equal(2, weights.Count(w => w != 0));
                Assert.All(weights[..SpatialHillSystem.FirstRegulator], w => Assert.Equal(0, w));
                Assert.All(weights.Where(w => w != 0), w => Assert.InRange(Math.Abs(w), 1.5, 2.5));
            }
        }
    }

    [Fact]
    public void A_neighbours_ligand_moves_the_targets_of_its_receiver_and_nothing_else()
    {
        SpatialHillSystem system = SpatialHillSystem.Draw(1);
        CellTrajectories cells = system.Simulate(Small, 1);
        Neighbourhood around = Neighbourhood.Of(cells, SpatialHillSystem.Reach);
        DenseMatrix state = cells.States[5], louder = new(state.Rows, state.Columns, [.. state.Values]);
        int sender = 5;
        louder[sender, 0] += 0.5;
        DenseMatrix before = system.Drift(around, state, Perturbation.None), after = system.Drift(around, louder, Perturbation.None);
        for (int cell = 0; cell < cells.CellCount; cell++)
        {
            for (int gene = 0; gene < SpatialHillSystem.Genes; gene++)
            {
                bool isTarget = around.Heard![cell].Contains(sender) && system.Signals(cells.Types[cell])[gene, 0] != 0, isSelf = cell == sender && gene == 0;
                Assert.Equal(isTarget || isSelf, before[cell, gene] != after[cell, gene]);
            }
        }
    }

    [Fact]
    public void Cells_in_another_order_drift_the_same_in_that_order()
    {
        SpatialHillSystem system = SpatialHillSystem.Draw(2);
        CellTrajectories cells = system.Simulate(Small, 2);
        int[] order = [.. Enumerable.Range(0, cells.CellCount).Reverse()];
        CellTrajectories other = cells with { Types = [.. order.Select(cell => cells.Types[cell])], Positions = cells.Positions!.SelectRows(order) };
        DenseMatrix drift = system.Drift(Neighbourhood.Of(cells, SpatialHillSystem.Reach), cells.States[3], Perturbation.None);
        DenseMatrix turned = system.Drift(Neighbourhood.Of(other, SpatialHillSystem.Reach), cells.States[3].SelectRows(order), Perturbation.None);
        Assert.All(drift.SelectRows(order).Values.Zip(turned.Values), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
    }

    [Fact]
    public void Without_noise_the_path_follows_its_drift()
    {
        SpatialHillSystem system = SpatialHillSystem.Draw(4);
        SpatialHillSettings quiet = Small with { Noise = 0 };
        CellTrajectories coarse = system.Simulate(quiet with { Step = 0.02 }, 4), fine = system.Simulate(quiet with { Step = 0.01 }, 4), finest = system.Simulate(quiet with { Step = 0.005 }, 4);
        double Apart(CellTrajectories one, CellTrajectories other) => one.States[^1].Values.Zip(other.States[^1].Values, (a, b) => Math.Abs(a - b)).Max();
        Assert.InRange(Apart(coarse, fine) / Apart(fine, finest), 1.6, 2.5);
    }

    [Fact]
    public void A_silenced_gene_stays_silent_and_moves_the_genes_below_it()
    {
        SpatialHillSystem system = SpatialHillSystem.Draw(0);
        CellTrajectories normal = system.Simulate(Small, 7), silenced = system.Simulate(Small, 7, perturbation: Perturbation.KnockOut(5));
        Assert.All(silenced.States, state => Assert.All(state.Column(5), x => Assert.Equal(0, x)));
        int target = Enumerable.Range(6, 6).First(gene => system.Network(0)[gene, 5] != 0 || system.Network(1)[gene, 5] != 0);
        Assert.NotEqual(normal.States[^1].Column(target), silenced.States[^1].Column(target));
    }

    [Fact]
    public void The_truth_follows_a_path_without_noise_whatever_was_done_to_the_tissue()
    {
        SpatialHillSystem system = SpatialHillSystem.Draw(5);
        var done = new Perturbation { Held = new Dictionary<int, double> { [4] = 0.9 }, Made = new Dictionary<int, double> { [6] = 0.3 }, Blocked = new HashSet<int> { SpatialHillSystem.CandidateOf(1) } };
        CellTrajectories quiet = system.Simulate(Small with { Noise = 0 }, 3, 2, done), alone = system.Simulate(Small with { Noise = 0 }, 3, 2);
        DenseMatrix[] followed = GeneRollout.Follow(system, Neighbourhood.Of(quiet, SpatialHillSystem.Reach), alone.States[0], quiet.Times, done);
        Assert.All(quiet.States.Zip(followed), pair => Assert.All(pair.First.Values.Zip(pair.Second.Values), x => Assert.Equal(x.First, x.Second, 1e-12)));
        Assert.All(quiet.States, state => Assert.All(state.Column(4), x => Assert.Equal(0.9, x)));
        Assert.All(quiet.States[^1].Column(6), x => Assert.InRange(x, 0, 0.5));
        CellTrajectories open = system.Simulate(Small with { Noise = 0 }, 3, 2, done with { Blocked = new HashSet<int>() });
        Assert.All(Enumerable.Range(0, SpatialHillSystem.Genes).Where(gene => gene != 4 && Enumerable.Range(0, 2).Any(type => system.Signals(type)[gene, 1] != 0)),
            gene => Assert.NotEqual(open.States[^1].Column(gene), quiet.States[^1].Column(gene)));
    }

    [Fact]
    public void The_candidates_that_signal_are_those_of_ligand_and_receptor_with_one_number() =>
        Assert.Equal([new SignalPair("ligand0", "receptor0"), new SignalPair("ligand1", "receptor1")], Enumerable.Range(0, SpatialHillSystem.Complexes).Select(q => SpatialHillSystem.Candidates[SpatialHillSystem.CandidateOf(q)]));

    [Fact]
    public void The_file_holds_every_cell_at_every_time_with_its_place_and_the_truth()
    {
        SimulatedData data = new SpatialHillSimulator().Simulate(Small with { MeasurementNoise = 0.05 }, 9);
        Assert.Equal((21 * 16, 12), (data.Values.Rows, data.Values.Columns));
        Assert.Equal((21 * 16, 2), (data.Positions!.Rows, data.Positions.Columns));
        Assert.Equal(["time", "cell", "cell_type"], data.Annotations.Select(column => column.Name));
        Assert.All(data.Values.Values, x => Assert.True(x >= 0));
        Assert.Equal(["network_type-1", "network_type-2", "signals_type-1", "signals_type-2"], data.TruthTables.Keys.Order());
    }
}
