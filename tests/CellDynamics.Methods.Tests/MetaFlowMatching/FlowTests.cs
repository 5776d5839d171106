using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Tests.Shared;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Integration;
using CellDynamics.Methods.MetaFlowMatching;
using CellDynamics.Methods.MetaFlowMatching.Training;
using CellDynamics.Methods.Metrics;
using CellDynamics.Methods.Treatments;

namespace CellDynamics.Methods.Tests.MetaFlowMatching;

/// <summary>What a trained flow does where the answer is known.</summary>
public class FlowTests
{
    private static readonly MfmParameters Quick = new() { Steps = 400, FlowWidth = 64, FlowLayers = 3, FourierFeatures = 16, SolverSteps = 8, EncoderWidth = 32, Bottleneck = 4, EmbeddedCells = 128 };

    public static TheoryData<EncoderKind> Encoders => [.. Enum.GetValues<EncoderKind>()];

    [Theory]
    [MemberData(nameof(Encoders))]
    public void A_treatment_that_moves_all_cells_alike_is_learned_by_every_encoder(EncoderKind encoder)
    {
        PopulationSet set = Screen(4, 200, (_, cell) => [cell[0] + 2, cell[1] - 1], []);
        ITreatmentModel model = Fit(set.WithoutDonors(["3"]), Quick with { Encoder = encoder });
        Population control = Of(set, "3", "control"), treated = Of(set, "3", "drug");
        ResponseIs(model, control, "drug", null, treated, 0.4);
    }

    [Fact]
    public void A_response_to_the_mix_of_cells_is_predicted_for_a_new_mix_only_by_a_flow_that_sees_it()
    {
        // Every cell moves up by four times the share of cells on the right: no cell shows that share by itself.
        PopulationSet set = Screen(13, 150, (share, cell) => [cell[0], cell[1] + 4 * share], []);
        string[] asked = ["2", "6", "10"];
        ITreatmentModel seeing = Fit(set.WithoutDonors(asked), Quick with { Steps = 600 }), blind = Fit(set.WithoutDonors(asked), Quick with { Steps = 600, Encoder = EncoderKind.Off });
        double Error(ITreatmentModel model) => asked.Average(donor =>
            Math.Abs(model.Respond(new TreatmentQuery(Of(set, donor, "control").States, "drug"), default).Column(1).Average() - Of(set, donor, "drug").States.Column(1).Average()));
        Assert.InRange(Error(seeing), 0, 0.35);
        Assert.True(Error(seeing) < 0.5 * Error(blind), $"seeing {Error(seeing)}, blind {Error(blind)}");
    }

    [Fact]
    public void The_more_a_flow_doubts_what_it_sees_of_the_population_the_less_two_populations_differ_in_their_response()
    {
        PopulationSet set = Screen(10, 150, (share, cell) => [cell[0], cell[1] + 4 * share], []);
        double Apart(MfmParameters settings)
        {
            ITreatmentModel model = Fit(set, settings);
            double Shift(string donor) => model.Respond(new TreatmentQuery(Of(set, donor, "control").States, "drug"), default).Column(1).Average() - Of(set, donor, "control").States.Column(1).Average();
            return Shift("9") - Shift("0");
        }
        double none = Apart(Quick with { Shrinkage = 0 }), half = Apart(Quick with { Shrinkage = 10 }), all = Apart(Quick with { Shrinkage = 1000 }), blind = Apart(Quick with { Encoder = EncoderKind.Off });
        // A blind flow keeps what the cells themselves show: those on the right come from donors who respond more.
        Assert.True(none > half && half > all, $"{none}, {half}, {all}");
        Assert.Equal((none + blind) / 2, half, 0.2 * none);
        Assert.Equal(blind, all, 0.1 * none);
    }

    [Fact]
    public void Treatments_and_doses_are_told_apart_and_a_dose_between_lies_between()
    {
        PopulationSet set = Screen(3, 150, (_, cell) => [cell[0], cell[1] + 1], [("strong", 1.0, 1.0), ("strong", 100.0, 5.0)]);
        ITreatmentModel model = Fit(set, Quick with { Steps = 600, Encoder = EncoderKind.Off });
        Population control = Of(set, "0", "control");
        double Mean(string treatment, double? dose) => model.Respond(new TreatmentQuery(control.States, treatment) { Dose = dose }, default).Column(1).Average() - control.States.Column(1).Average();
        Assert.Equal(1, Mean("drug", null), 0.4);
        Assert.Equal(1, Mean("strong", 1), 0.5);
        Assert.Equal(5, Mean("strong", 100), 0.5);
        Assert.Equal(5, Mean("strong", null), 0.5);
        Assert.InRange(Mean("strong", 10), 1.5, 4.5);
    }

    /// <remarks>Temporary scalars of TorchSharp could be freed while the library read them: "Expected false to be true … toFloat".</remarks>
    [Theory]
    [MemberData(nameof(Encoders))]
    public void Training_survives_a_collector_that_other_threads_keep_busy(EncoderKind encoder)
    {
        using var collector = new BusyCollector();
        ITreatmentModel? model = null;
        for (int training = 0; training < 20 && !collector.IsEnough; training++)
            model = Fit(Screen(3, 60, (_, cell) => [cell[0] + 1, cell[1]], []), Quick with { Steps = 250, FlowWidth = 16, BatchCells = 8, Encoder = encoder, EmbeddedCells = 24 });
        collector.RequireEnough();
        Assert.Equal(["drug"], model!.Treatments);
    }

    [Fact]
    public void Both_solvers_arrive_at_the_same_place()
    {
        PopulationSet set = Screen(3, 100, (_, cell) => [2 * cell[0], cell[1] + 1], []);
        ITreatmentModel runge = Fit(set, Quick with { Steps = 150, SolverSteps = 40 }), dormand = Fit(set, Quick with { Steps = 150, Solver = SolverKind.Dopri5, Tolerance = 1e-6 });
        Population control = Of(set, "0", "control");
        double[] one = runge.Respond(new TreatmentQuery(control.States, "drug"), default).Values, other = dormand.Respond(new TreatmentQuery(control.States, "drug"), default).Values;
        Assert.All(one.Zip(other), pair => Assert.Equal(pair.First, pair.Second, 2e-3));
    }

    [Fact]
    public void Paired_rows_that_do_not_pair_are_refused()
    {
        PopulationSet set = Screen(2, 50, (_, cell) => cell, []);
        PopulationSet uneven = set with { Populations = [.. set.Populations.Select(p => p.Condition == "drug" ? p.Select([0, 1, 2]) : p)] };
        var failure = Assert.Throws<ArgumentException>(() => Fit(uneven, Quick with { Coupling = CouplingKind.Paired }));
        Assert.Contains("coupling: paired expected", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_donor_like_those_of_the_training_is_inside_their_range_and_a_shifted_one_is_not()
    {
        PopulationSet set = Screen(8, 200, (_, cell) => [cell[0] + 1, cell[1]], []);
        ITreatmentModel model = Fit(set.WithoutDonors(["4"]), Quick with { Steps = 100 });
        DenseMatrix control = Of(set, "4", "control").States;
        Assert.True(model.CheckRange(control, null).IsInside);
        RangeCheck far = model.CheckRange(new DenseMatrix(control.Rows, 2, Array.ConvertAll(control.Values, value => value + 5)), null);
        Assert.False(far.IsInside);
        Assert.Contains("hypothesis", far.Words, StringComparison.Ordinal);
        Assert.True(far.Distance > 2);
    }

    [Theory]
    [InlineData(CouplingKind.Independent, false)]
    [InlineData(CouplingKind.MinibatchTransport, false)]
    [InlineData(CouplingKind.MinibatchTransport, true)]
    [InlineData(CouplingKind.Paired, false)]
    public void A_batch_is_the_same_whenever_it_is_drawn_and_matches_as_asked(CouplingKind coupling, bool isResampled)
    {
        TreatmentPair[] pairs = [.. TreatmentPairs.Of(Screen(3, 60, (_, cell) => [cell[0] + 3, cell[1]], []), "control")];
        MfmParameters settings = Quick with { Coupling = coupling, ResampledTransport = isResampled, BatchPopulations = 2, BatchCells = 32 };
        using var flow = new MetaFlow(settings, FlowUnits.Of(pairs), FlowConditions.Of(pairs), 0, 3, 1);
        using var populations = new TrainingPopulations(pairs, flow);
        BatchDraw one = BatchDraw.Of(populations, settings, 1, 5, 32, false), same = BatchDraw.Of(populations, settings, 1, 5, 32, false);
        Assert.Equal(one.Source.SelectMany(rows => rows), same.Source.SelectMany(rows => rows));
        Assert.Equal(one.Target.SelectMany(rows => rows), same.Target.SelectMany(rows => rows));
        Assert.Equal(one.Times, same.Times);
        Assert.Equal(2, one.Pairs.Distinct().Count());
        if (coupling == CouplingKind.Paired)
            Assert.Equal(one.Source.SelectMany(rows => rows), one.Target.SelectMany(rows => rows));
        Assert.Equal(isResampled, one.Source[0].Distinct().Count() < 32);
        if (coupling == CouplingKind.MinibatchTransport)
        {
            BatchDraw blind = BatchDraw.Of(populations, settings with { Coupling = CouplingKind.Independent }, 1, 5, 32, false);
            Assert.True(Length(one) < Length(blind));
        }

        double Length(BatchDraw draw) => Enumerable.Range(0, 32).Sum(i => Enumerable.Range(0, 2).Sum(k =>
            Math.Pow(populations.Sources[draw.Pairs[0]][draw.Source[0][i] * 2 + k] - populations.Targets[draw.Pairs[0]][draw.Target[0][i] * 2 + k], 2)));
    }

    [Fact]
    public void Units_have_mean_zero_and_a_mean_deviation_of_one_and_lead_back()
    {
        TreatmentPair[] pairs = [.. TreatmentPairs.Of(Screen(2, 80, (_, cell) => [3 * cell[0], cell[1] + 4], []), "control")];
        var units = FlowUnits.Of(pairs);
        DenseMatrix all = DenseMatrix.Stack([.. pairs.SelectMany(pair => new[] { units.ToData(units.ToFlow(pair.Control.States)), pair.Treated.States })]);
        float[] flow = units.ToFlow(all);
        double[] deviations = [.. Enumerable.Range(0, 2).Select(k => Math.Sqrt(Enumerable.Range(0, all.Rows).Average(i => (double)flow[2 * i + k] * flow[2 * i + k])))];
        Assert.Equal(0, flow.Where((_, i) => i % 2 == 0).Average(), 1e-5);
        Assert.Equal(1, deviations.Average(), 1e-4);
    }

    private static ITreatmentModel Fit(PopulationSet set, MfmParameters settings) => (ITreatmentModel)new MetaFlowMatchingMethod().Run(set, settings, new RunContext { Seed = 3 }).Model;

    private static void ResponseIs(ITreatmentModel model, Population control, string treatment, double? dose, Population treated, double tolerance)
    {
        DenseMatrix predicted = model.Respond(new TreatmentQuery(control.States, treatment) { Dose = dose }, default);
        double found = PopulationDistance.Wasserstein2(predicted, treated.States), noChange = PopulationDistance.Wasserstein2(control.States, treated.States);
        Assert.InRange(found, 0, tolerance * noChange);
    }

    private static Population Of(PopulationSet set, string donor, string condition) => set.Populations.First(population => population.Donor == donor && population.Condition == condition);

    /// <summary>Two clouds, at −2 and at 2, in shares that differ between donors; a drug, and doses of others that move cells up by an amount.</summary>
    private static PopulationSet Screen(int donors, int cells, Func<double, double[], double[]> respond, (string Name, double Dose, double Shift)[] doses)
    {
        List<Population> populations = [];
        for (int donor = 0; donor < donors; donor++)
        {
            double share = donors == 1 ? 0.5 : 0.1 + 0.8 * donor / (donors - 1);
            populations.Add(Draw(donor, 0, share, cell => cell) with { Condition = "control" });
            populations.Add(Draw(donor, 1, share, cell => respond(share, cell)) with { Condition = "drug" });
            populations.AddRange(doses.Select((dose, i) => Draw(donor, 2 + i, share, cell => [cell[0], cell[1] + dose.Shift]) with { Condition = dose.Name, Dose = dose.Dose }));
        }
        return new PopulationSet(populations, "", "X") { Control = "control" };

        Population Draw(int donor, int which, double share, Func<double[], double[]> move)
        {
            var random = new RandomStream(11, donor, which);
            var states = new DenseMatrix(cells, 2);
            for (int i = 0; i < cells; i++)
                move([(i < share * cells ? 2 : -2) + 0.4 * random.NextNormal(), 0.4 * random.NextNormal()]).CopyTo(states.Row(i));
            return new Population(0, "", states, [.. Enumerable.Range(0, cells)]) { Donor = $"{donor}" };
        }
    }
}
