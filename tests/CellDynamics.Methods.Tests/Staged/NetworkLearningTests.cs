using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Metrics;
using CellDynamics.Methods.Networks;
using CellDynamics.Methods.Simulators;
using CellDynamics.Methods.Simulators.BoolOde;
using CellDynamics.Methods.Staged;
using CellDynamics.Methods.Staged.Training;
using CellDynamics.Methods.Tests.Shared;

namespace CellDynamics.Methods.Tests.Staged;

/// <summary>Networks whose truth is known are found, from paths and from cells seen once.</summary>
public class NetworkLearningTests
{
    private static readonly StagedParameters Short = new() { Members = 1, SlopeSteps = 600, PathSteps = 100 };

    [Fact]
    public void A_tissues_network_and_signals_are_found_and_an_invented_edge_is_not_believed()
    {
        SpatialHillSystem system = SpatialHillSystem.Draw(0);
        CellTrajectories cells = system.Simulate(new SpatialHillSettings { Stored = 60 }, 0);
        (int source, int target) = (from s in Enumerable.Range(0, SpatialHillSystem.Genes) from t in Enumerable.Range(0, SpatialHillSystem.Genes) where s != t && system.Network(0)[t, s] == 0 select (s, t)).First();
        PriorEdge[] invented = [new PriorEdge(cells.Genes[source], cells.Genes[target]) { Type = cells.TypeNames[0] }];
        var training = new NetworkTraining(cells, Neighbourhood.Of(cells, SpatialHillSystem.Reach), SpatialHillSystem.Candidates, 1);
        EdgeScores found = AgentFit.Run(training, invented, Short, new RunContext { Seed = 1 }).Agents.Edges;
        Assert.True(Network(system, found).Auprc > 0.8, $"Expected most of the network, found AUPRC {Network(system, found).Auprc:0.00}.");
        Assert.True(Math.Abs(found.Genes[0][target, source]) < 0.2 * found.Genes[0].Values.Max(Math.Abs));
        for (int type = 0; type < SpatialHillSystem.Types; type++)
        {
            double Heard(int pair) => Enumerable.Range(0, SpatialHillSystem.Genes).Sum(gene => Math.Abs(found.Signals[type][gene, pair]));
            int[] real = [.. Enumerable.Range(0, SpatialHillSystem.Complexes).Select(SpatialHillSystem.CandidateOf)];
            double decoy = Enumerable.Range(0, SpatialHillSystem.Candidates.Count).Except(real).Max(Heard);
            Assert.All(real, pair => Assert.True(Heard(pair) > 2 * decoy, $"Expected {SpatialHillSystem.Candidates[pair]} above the decoys, found {Heard(pair):0.00} and {decoy:0.00}."));
        }
    }

    /// <remarks>A benchmark of hours ended in "Expected false to be true … toFloat": softplus makes temporary scalars of its own.</remarks>
    [Fact]
    public void Training_survives_a_collector_that_other_threads_keep_busy()
    {
        CellTrajectories cells = SpatialHillSystem.Draw(0).Simulate(new SpatialHillSettings { Side = 3, Stored = 20 }, 0);
        var training = new NetworkTraining(cells, Neighbourhood.Of(cells, SpatialHillSystem.Reach), SpatialHillSystem.Candidates, 1);
        using var collector = new BusyCollector();
        EdgeScores? found = null;
        for (int fit = 0; fit < 20 && (fit < 2 || !collector.IsEnough); fit++)
            found = AgentFit.Run(training, [], Short with { SlopeSteps = 1500, PathSteps = 20 }, new RunContext { Seed = 1 }).Agents.Edges;
        collector.RequireEnough();
        Assert.All(found!.Genes[0].Values, weight => Assert.True(double.IsFinite(weight)));
    }

    [Fact]
    public void Names_given_to_the_wrong_genes_rank_no_better_than_chance()
    {
        SpatialHillSystem system = SpatialHillSystem.Draw(1), other = SpatialHillSystem.Draw(2);
        CellTrajectories cells = system.Simulate(new SpatialHillSettings { Side = 4, Stored = 40 }, 0);
        var training = new NetworkTraining(cells, Neighbourhood.Of(cells, SpatialHillSystem.Reach), SpatialHillSystem.Candidates, 1);
        EdgeScores found = AgentFit.Run(training, [], Short with { SlopeSteps = 300, PathSteps = 0 }, new RunContext { Seed = 1 }).Agents.Edges;
        Assert.True(Network(other, found).Auprc < 0.35, $"Expected chance, 0.18, of a network that these cells do not have, found {Network(other, found).Auprc:0.00}.");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Cells_seen_once_rank_the_edges_of_a_blood_network_well_above_chance(bool knowsTime)
    {
        var system = new BoolOdeSystem(BoolOdeModel.Of(BoolOdeNetwork.Hsc));
        (DenseMatrix cells, double[] times) = system.Cells(800, 3);
        DenseMatrix truth = system.Network(), found = knowsTime
            ? CellsSeenOnce.Score(SnapshotPaths.Link(cells, times, 20, system.Genes, 1), 1, default)
            : CellsSeenOnce.Score(cells, system.Genes, 1, default);
        EdgeRanking ranking = EdgeRanking.Of([.. from t in Enumerable.Range(0, truth.Rows) from s in Enumerable.Range(0, truth.Rows) where s != t select (found[t, s], truth[t, s] != 0)]);
        Assert.True(ranking.AuprcRatio > 1.6, $"Expected clearly better than chance, found {ranking.AuprcRatio:0.00} times.");
    }

    [Fact]
    public void A_price_on_solving_makes_equations_that_are_followed_in_fewer_steps()
    {
        CellTrajectories cells = SpatialHillSystem.Draw(0).Simulate(new SpatialHillSettings { Side = 4, Stored = 60 }, 0);
        var training = new NetworkTraining(cells, Neighbourhood.Of(cells, SpatialHillSystem.Reach), SpatialHillSystem.Candidates, 1);
        int Evaluations(double cost) => AgentFit.Run(training, [], Short with { SolverCost = cost }, new RunContext { Seed = 1 }).First.Evaluations;
        int free = Evaluations(0), dear = Evaluations(1000);
        Assert.True(dear < 0.9 * free, $"Expected clearly fewer than {free} evaluations, found {dear}.");
    }

    private static EdgeRanking Network(SpatialHillSystem system, EdgeScores found) => EdgeRanking.Of(
    [
        .. from type in Enumerable.Range(0, SpatialHillSystem.Types) from t in Enumerable.Range(0, SpatialHillSystem.Genes) from s in Enumerable.Range(0, SpatialHillSystem.Genes) where s != t
           select (found.Genes[type][t, s], system.Network(type)[t, s] != 0),
    ]);
}
