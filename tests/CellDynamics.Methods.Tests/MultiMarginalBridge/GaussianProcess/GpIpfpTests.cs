using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Integration;
using CellDynamics.Methods.MultiMarginalBridge;
using CellDynamics.Methods.MultiMarginalBridge.GaussianProcess;
using CellDynamics.Methods.MultiMarginalBridge.References;

namespace CellDynamics.Methods.Tests.MultiMarginalBridge.GaussianProcess;

/// <summary>The solver as a person meets it: through the method and its parameters. The rules every method obeys are tested by the contract.</summary>
public class GpIpfpTests
{
    private static readonly MultiMarginalBridgeMethod Method = new();

    [Theory]
    [InlineData(ReferenceFamily.LotkaVolterra)]
    [InlineData(ReferenceFamily.GradientField)]
    [InlineData(ReferenceFamily.Linear)]
    public void The_first_round_has_no_drift_whatever_the_shared_dynamics(ReferenceFamily family)
    {
        BridgeProblem problem = BridgeProblem.Of(Moving(), Settings with { Reference = family }, 0.2);
        // What the paper calls vanilla, in the same units.
        double[] vanilla = Drawn(problem with { Family = ReferenceFamily.Brownian }, 1);
        Assert.Equal(vanilla, Drawn(problem, 1));
        Assert.NotEqual(vanilla, Drawn(problem, 2));

        static double[] Drawn(BridgeProblem problem, int rounds) =>
            DriftFit.Run(problem, null, rounds, new RunContext { Seed = 3 }, _ => { }).Chain.DrawPaths([(0, 1), (2, 3)], 5, TestContext.Current.CancellationToken);
    }

    [Fact]
    public void It_finds_the_movement_that_all_intervals_share()
    {
        MethodResult result = Run(Moving(), Settings with { Reference = ReferenceFamily.Linear, Rounds = 3 });
        Assert.Equal(3, result.Metrics["rounds"]);
        Assert.Equal(3, result.History.Count);
        // The populations move to the right by one a time unit.
        Assert.InRange(result.Velocity!.Column(0).Average(), 0.7, 1.3);
        Assert.InRange(result.Velocity!.Column(1).Average(), -0.3, 0.3);
    }

    [Fact]
    public void Couplings_are_shares_of_the_paths_of_each_cell_and_send_cells_to_where_they_go()
    {
        PopulationSet set = Moving();
        MethodResult result = Run(set, Settings with { Sigma = 0.05, Reference = ReferenceFamily.Brownian });
        Assert.Equal(2, result.Couplings.Count);
        Coupling coupling = result.Couplings[0];
        Assert.Equal((set.Populations[0].Count, set.Populations[1].Count), coupling.Shape);
        double offset = 0;
        for (int i = 0; i < coupling.Shape.Rows; i++)
        {
            Range row = coupling.Pointers[i]..coupling.Pointers[i + 1];
            Assert.Equal(1.0, coupling.Values[row].Sum(v => (double)v), 1e-6);
            double target = coupling.Indices[row].Zip(coupling.Values[row], (j, v) => v * set.Populations[1].States[j, 1]).Sum();
            offset += Math.Abs(target - set.Populations[0].States[i, 1]) / coupling.Shape.Rows;
        }
        // Across the movement cells keep their side: spread 0.5, a mean offset well below it.
        Assert.InRange(offset, 0, 0.25);
    }

    [Fact]
    public void A_saved_model_predicts_the_same_cells()
    {
        var model = (ITrajectoryModel)Run(Moving(), Settings).Model;
        string folder = Directory.CreateTempSubdirectory().FullName;
        model.Save(folder);
        DenseMatrix before = model.PopulationAt(0.7, 15, 4), after = ((ITrajectoryModel)Method.Load(folder)).PopulationAt(0.7, 15, 4);
        Directory.Delete(folder, recursive: true);
        Assert.Equal(before.Values, after.Values);
    }

    [Fact]
    public void A_problem_too_large_for_its_matrix_is_refused_with_what_to_change()
    {
        PopulationSet set = new([.. Enumerable.Range(0, 2).Select(t => new Population(t, $"{t}", new DenseMatrix(2000, 2, [.. Enumerable.Range(0, 4000).Select(i => i * 0.01)]), new int[2000]))], "d", "X");
        var failure = Assert.Throws<ParameterException>(() => Run(set, new SbirrParameters { Solver = BridgeSolver.GpIpfp }));
        Assert.Contains("found 2000 cells × 20 steps", failure.Message, StringComparison.Ordinal);
        Assert.Contains("steps=11", failure.Message, StringComparison.Ordinal);
        Assert.Contains("1158 cells", failure.Message, StringComparison.Ordinal);
    }

    private static SbirrParameters Settings => new() { Solver = BridgeSolver.GpIpfp, Sigma = 0.2, Steps = 4, Rounds = 2 };

    private static MethodResult Run(PopulationSet set, SbirrParameters settings) =>
        Method.Run(set, settings, new RunContext { Seed = 3, Cancellation = TestContext.Current.CancellationToken });

    /// <summary>Three populations that move to the right by one a time unit.</summary>
    private static PopulationSet Moving()
    {
        var random = new RandomStream(8);
        return new PopulationSet([.. Enumerable.Range(0, 3).Select(Population)], "d", "X");

        Population Population(int time)
        {
            var states = new DenseMatrix(12, 2);
            for (int i = 0; i < states.Rows; i++)
                (states[i, 0], states[i, 1]) = (time + 0.2 * random.NextNormal(), 0.5 * random.NextNormal());
            return new Population(time, $"day {time}", states, [.. Enumerable.Range(12 * time, 12)]);
        }
    }
}
