using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Integration;
using CellDynamics.Methods.Networks;
using CellDynamics.Methods.Simulators;
using CellDynamics.Methods.Staged;
using CellDynamics.Methods.Staged.Training;
using TorchSharp;

namespace CellDynamics.Methods.Tests.Staged;

/// <summary>What an agent computes, and that learning sees cells and genes, not their order.</summary>
public class AgentTests
{
    private static readonly SpatialHillSettings Small = new() { Side = 4, Stored = 12 };

    private static readonly StagedParameters Quick = new() { Members = 2, SlopeSteps = 60, PathSteps = 20, Horizon = 3, Modulation = 1 };

    [Theory]
    [InlineData(true, 2)]
    [InlineData(false, 2)]
    [InlineData(true, 0)]
    public void Plain_numbers_and_tensors_say_the_same_rates(bool isSpatial, int rank)
    {
        CellTrajectories cells = Cells(isSpatial);
        Neighbourhood around = Neighbourhood.Of(cells, SpatialHillSystem.Reach);
        (AgentDynamics agent, double[] tensors) = Fresh(cells, around, rank);
        double[] plain = agent.Rates(around, cells.States[5]).Values;
        Assert.True(plain.Zip(tensors, (a, b) => Math.Abs(a - b)).Max() < 1e-5, "Expected equal rates.");
        Assert.True(plain.Max(Math.Abs) > 0.05, "Expected rates that are not 0.");
    }

    [Fact]
    public void Slopes_are_the_differences_of_rates()
    {
        CellTrajectories cells = Cells(true);
        Neighbourhood around = Neighbourhood.Of(cells, SpatialHillSystem.Reach);
        AgentDynamics agent = Fresh(cells, around, 2).Agent;
        AgentUnits units = new SmoothedPaths(cells).Units;
        DenseMatrix state = cells.States[3], heard = agent.Heard(around, units.Scale(state));
        string[] receptors = [.. SpatialHillSystem.Candidates.Select(pair => pair.Receptor)];
        agent.Differentiate(around, state, (cell, genes, signals) =>
        {
            for (int s = 0; s < genes.Columns; s++)
            {
                double step = 1e-5 * units.Level[s];
                double[] Rates(double by)
                {
                    var moved = new DenseMatrix(state.Rows, state.Columns, [.. state.Values]);
                    moved[cell, s] += by;
                    return agent.Rates(around, moved).Row(cell).ToArray();
                }
                double[] above = Rates(step), below = Rates(-step);
                for (int g = 0; g < genes.Rows; g++)
                {
                    // A receptor acts as a gene and as part of what it hears.
                    double slope = genes[g, s] + Enumerable.Range(0, receptors.Length).Where(p => receptors[p] == cells.Genes[s]).Sum(p => signals[g, p] * heard[cell, p] * units.Level[s] / state[cell, s]);
                    if (g != s)
                        Assert.Equal((above[g] - below[g]) / (2e-5 * units.Level[g]) * units.Time, slope, 1e-5);
                }
            }
        });
    }

    [Fact]
    public void A_neighbours_ligand_changes_its_receivers_rates_and_nobody_elses()
    {
        CellTrajectories cells = Cells(true);
        Neighbourhood around = Neighbourhood.Of(cells, SpatialHillSystem.Reach);
        AgentDynamics agent = Fresh(cells, around, 0).Agent;
        DenseMatrix louder = new(16, SpatialHillSystem.Genes, [.. cells.States[5].Values]);
        const int sender = 5;
        louder[sender, 0] += 0.4;
        DenseMatrix before = agent.Rates(around, cells.States[5]), after = agent.Rates(around, louder);
        for (int cell = 0; cell < 16; cell++)
        {
            double change = before.Row(cell).ToArray().Zip(after.Row(cell).ToArray(), (a, b) => Math.Abs(a - b)).Max();
            Assert.Equal(cell == sender || around.Heard![cell].Contains(sender), change > 1e-7);
        }
    }

    [Fact]
    public void A_blocked_pair_is_as_good_as_no_neighbours_for_a_tissue_with_one_pair()
    {
        CellTrajectories cells = Cells(true);
        Neighbourhood around = Neighbourhood.Of(cells, SpatialHillSystem.Reach), alone = around with { Heard = [.. around.Heard!.Select(_ => Array.Empty<int>())] };
        AgentDynamics agent = Fresh(cells, around, 0).Agent;
        double[] blocked = agent.Step(around, cells.States[5], 0.1, new Perturbation { Blocked = new HashSet<int> { 0, 1, 2, 3 } }).Values;
        double[] unheard = agent.Step(alone, cells.States[5], 0.1, Perturbation.None).Values, heard = agent.Step(around, cells.States[5], 0.1, Perturbation.None).Values;
        Assert.True(blocked.Zip(unheard, (a, b) => Math.Abs(a - b)).Max() < 1e-9);
        Assert.True(blocked.Zip(heard, (a, b) => Math.Abs(a - b)).Max() > 1e-6);
    }

    [Fact]
    public void Held_genes_stay_and_genes_of_which_less_is_made_fall()
    {
        CellTrajectories cells = Cells(true);
        Neighbourhood around = Neighbourhood.Of(cells, SpatialHillSystem.Reach);
        AgentDynamics agent = Fresh(cells, around, 0).Agent;
        var perturbation = new Perturbation { Held = new Dictionary<int, double> { [4] = 0 }, Made = new Dictionary<int, double> { [5] = 0.3 } };
        DenseMatrix[] moved = GeneRollout.Follow(agent, around, cells.States[0], [0, 0.1, 0.2, 0.3], perturbation), left = GeneRollout.Follow(agent, around, cells.States[0], [0, 0.1, 0.2, 0.3], Perturbation.None);
        Assert.All(moved, state => Assert.All(state.Column(4), level => Assert.Equal(0, level)));
        Assert.All(moved.Zip(left), pair => Assert.All(pair.First.Column(5).Zip(pair.Second.Column(5)), levels => Assert.True(levels.First < levels.Second)));
    }

    [Fact]
    public void Permuting_cells_and_genes_permutes_what_is_learned()
    {
        CellTrajectories cells = Cells(true);
        int[] cellOrder = new RandomStream(1).Choose(16, 16), geneOrder = new RandomStream(2).Choose(SpatialHillSystem.Genes, SpatialHillSystem.Genes);
        CellTrajectories other = cells with
        {
            Genes = [.. geneOrder.Select(gene => cells.Genes[gene])],
            Types = [.. cellOrder.Select(cell => cells.Types[cell])],
            Positions = cells.Positions!.SelectRows(cellOrder),
            States = [.. cells.States.Select(state => new DenseMatrix(16, geneOrder.Length, [.. from cell in cellOrder from gene in geneOrder select state[cell, gene]]))],
        };
        EdgeScores one = Learn(cells).Edges, two = Learn(other).Edges;
        double largest = one.Genes.Max(type => type.Values.Max(Math.Abs));
        for (int type = 0; type < one.Genes.Length; type++)
        {
            for (int target = 0; target < geneOrder.Length; target++)
            {
                for (int regulator = 0; regulator < geneOrder.Length; regulator++)
                    Assert.Equal(one.Genes[type][geneOrder[target], geneOrder[regulator]], two.Genes[type][target, regulator], 0.01 * largest);
                for (int pair = 0; pair < SpatialHillSystem.Candidates.Count; pair++)
                    Assert.Equal(one.Signals[type][geneOrder[target], pair], two.Signals[type][target, pair], 0.01 * largest);
            }
        }
    }

    [Fact]
    public void A_model_that_was_saved_answers_as_before()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            CellTrajectories cells = Cells(true);
            var populations = new PopulationSet([], "", "X") { Network = new NetworkInput(cells, SpatialHillSystem.Candidates) };
            var method = new StagedMethod();
            var model = (INetworkModel)method.Run(populations, Quick, new RunContext { Seed = 3 }).Model;
            model.Save(folder);
            var told = new Shares();
            PerturbationEffect before = model.Perturb(Perturbation.KnockOut(4), told, default), after = ((INetworkModel)method.Load(folder)).Perturb(Perturbation.KnockOut(4), null, default);
            Assert.Equal(before.Change.SelectMany(type => type.Values), after.Change.SelectMany(type => type.Values));
            Assert.Contains(before.Change, type => type.Values.Any(change => change != 0));
            Assert.Equal(1, told.Heard.Max());
            Assert.Equal(2 * Quick.Members * (model.Times.Length - 1), told.Heard.Distinct().Count()); // with and without, every fit, every time
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private sealed class Shares : IProgress<double>
    {
        public System.Collections.Concurrent.ConcurrentBag<double> Heard { get; } = [];

        public void Report(double value) => Heard.Add(value);
    }

    private static CellTrajectories Cells(bool isSpatial)
    {
        CellTrajectories cells = SpatialHillSystem.Draw(0).Simulate(Small, 7);
        return isSpatial ? cells : cells with { Positions = null };
    }

    private static AgentEnsemble Learn(CellTrajectories cells) =>
        AgentFit.Run(new NetworkTraining(cells, Neighbourhood.Of(cells, SpatialHillSystem.Reach), SpatialHillSystem.Candidates, 3), [], Quick, new RunContext { Seed = 3 }).Agents;

    /// <summary>An agent with its first weights, and its rates as tensors say them, in the unit of the input.</summary>
    private static (AgentDynamics Agent, double[] Rates) Fresh(CellTrajectories cells, Neighbourhood around, int rank)
    {
        TorchRuntime.Load();
        var paths = new SmoothedPaths(cells);
        using DisposeScope scope = torch.NewDisposeScope();
        using var tissue = new Tissue(around);
        using var network = new AgentNetwork(tissue, cells.TypeNames, cells.Genes, SpatialHillSystem.Candidates, paths.Start(), rank, 5);
        using IDisposable still = torch.no_grad();
        DenseMatrix rates = tissue.Matrices(network.At(tissue.Arrange([paths.Observed[5]]), tissue.Arrange([paths.Observed[5]])))[0];
        return (new AgentDynamics(network.Read(), paths.Units), [.. rates.Values.Select((rate, i) => rate * paths.Units.Level[i % cells.GeneCount] / paths.Units.Time)]);
    }
}
