using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Baselines.Treatments;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Tests.Contract;
using CellDynamics.Methods.Treatments;
using CellDynamics.Methods.Validation;
using CellDynamics.Methods.Validation.Donors;
using static CellDynamics.Methods.Tests.Baselines.Treatments.Donors;

namespace CellDynamics.Methods.Tests.Validation.Donors;

public class LeaveDonorsOutTests
{
    private const int Cells = 30;

    /// <summary>All but the one that takes seconds to learn.</summary>
    private static readonly ITreatmentBaseline[] Quick = [.. TreatmentBaselineCatalog.All.Where(baseline => !baseline.IsSeeded)];

    [Theory]
    [InlineData(2, 2)]
    [InlineData(5, 5)]
    [InlineData(8, 8)]
    [InlineData(11, 8)]
    [InlineData(20, 8)]
    public void Every_donor_is_left_out_exactly_once_and_the_fit_that_predicts_it_has_not_seen_it(int donors, int folds)
    {
        string[] names = Names(donors);
        var method = new RespondingMethod(Nothing);
        ResponseValidation table = Test(method, Study(names)).Run(names, [], 2);
        Assert.Equal(2 * folds, method.Fits.Count);
        Assert.Equal(names.Order(), method.Fits.Where(fit => fit.Context.Seed == 10).SelectMany(fit => names.Except(fit.Donors)).Order());
        Assert.Equal(names.Order(), Rows(table, ResponsePredictors.ThisAnalysis).Where(row => row.Seed == 11).Select(row => row.Donor).Order());
        Assert.All(method.Fits, fit => Assert.Null(fit.Context.Checkpoint));
        Assert.Equal(names.Order(), table.Predictions.Select(prediction => prediction.Donor).Order());
        Assert.All(table.Predictions, prediction => Assert.True(prediction.IsHeldOut));
    }

    [Fact]
    public void Donors_are_shared_out_evenly_and_alike_for_one_seed()
    {
        string[] names = Names(19);
        IReadOnlyList<IReadOnlyList<string>> folds = DonorFolds.Of(names, [], 3);
        Assert.Equal(names.Order(), folds.SelectMany(fold => fold).Order());
        Assert.All(folds, fold => Assert.InRange(fold.Count, 2, 3));
        Assert.Equal(folds, DonorFolds.Of(names, [], 3));
        Assert.NotEqual(folds, DonorFolds.Of(names, [], 4));
    }

    [Fact]
    public void Coordinates_are_asked_for_without_the_donors_that_are_left_out()
    {
        List<IReadOnlyList<string>> asked = [];
        PopulationSet study = Study(Names(3));
        new LeaveDonorsOut(new RespondingMethod(Nothing), new RespondingMethod.NoParameters(), leftOut =>
        {
            asked.Add(leftOut);
            return study;
        }, new RunContext { Seed = 1 }, Quick).Run(Names(3), [], 2);
        Assert.Equal([["d01"], ["d02"], ["d03"]], asked.OrderBy(leftOut => leftOut[0]));
    }

    [Fact]
    public void Held_out_donors_are_left_out_together_and_only_they_are_scored()
    {
        var method = new RespondingMethod(Nothing);
        ResponseValidation table = Test(method, Study(Names(5))).Run(Names(5), ["d02", "d04"], 1);
        Assert.Equal([["d01", "d03", "d05"]], method.Fits.Select(fit => fit.Donors));
        Assert.Equal(["d02", "d04"], table.Rows.Select(row => row.Donor).Distinct());
        Assert.Equal(Quick.Length + 2, table.Rows.Count / 2); // this analysis, the baselines, the oracle; too few cells for a ceiling
    }

    [Fact]
    public void A_method_that_knows_the_response_beats_every_guess_and_one_that_does_nothing_beats_none()
    {
        PopulationSet study = Study(Names(5), apart: 3);
        ResponseValidation knowing = Test(new RespondingMethod((_, query) => Moved(query.Control, Response)), study).Run(Names(5), [], 1);
        Assert.Equal(VerdictLevel.BetterThanEveryBaseline, knowing.Verdict.Level);
        Assert.Equal(Quick.Select(baseline => baseline.Id), knowing.Differences.Select(difference => difference.Baseline));
        Assert.All(knowing.Differences, difference => Assert.True(difference.Low <= difference.Mean && difference.Mean <= difference.High && difference.High < 0));
        ResponseValidation idle = Test(new RespondingMethod(Nothing), study).Run(Names(5), [], 1);
        Assert.Equal(VerdictLevel.NoBetterThanNoChange, idle.Verdict.Level);
        ResponseDifference toNothing = idle.Differences.Single(difference => difference.Baseline == ResponsePredictors.NoChange);
        Assert.Equal((0, 0, 0), (toNothing.Mean, toNothing.Low, toNothing.High));
    }

    [Fact]
    public void A_method_that_only_shifts_is_level_with_the_average_shift_and_that_is_said()
    {
        PopulationSet study = Study(Names(5));
        var shift = new RespondingMethod((train, query) =>
        {
            using ITreatmentGuess guess = new MeanShift().Fit(new TreatmentTraining(TreatmentPairs.Of(train, Control), new(), new RunContext { Seed = 1 }));
            return guess.Respond(query, default);
        });
        ResponseValidation table = Test(shift, study, [new NoChange(), new MeanShift()]).Run(Names(5), [], 1);
        Assert.Equal(VerdictLevel.Mixed, table.Verdict.Level);
        Assert.Contains("not clearly better than the average shift", table.Verdict.Headline, StringComparison.Ordinal);
    }

    [Fact]
    public void Differences_average_seeds_and_treatments_within_a_donor_before_donors()
    {
        // Donor d01 takes two treatments, d02 one: by rows d01 would count twice.
        PopulationSet study = new([.. Line("d01", 0, ("a", 2), ("b", 4)), .. Line("d02", 0, ("a", 2)), .. Line("d03", 0, ("a", 2), ("b", 4))], "", "X") { Control = Control };
        var method = new RespondingMethod((_, query) => Moved(query.Control, x => [x[0] + (query.Treatment == "a" ? 2 : 3)]));
        ResponseValidation table = Test(method, study, [new NoChange()]).Run(Names(3), [], 2);
        // d01 and d03: a is 0 off instead of 2, b is 1 off instead of 4, on average −2.5; d02: −2.
        Assert.Equal((-2.5 - 2 - 2.5) / 3, table.Differences.Single().Mean, 1e-9);
        Assert.Equal((-2.5, -2), (Math.Round(table.Differences.Single().Low, 9), Math.Round(table.Differences.Single().High, 9)));
    }

    [Fact]
    public void A_treatment_that_no_other_donor_had_and_a_donor_without_control_are_named_and_not_scored()
    {
        PopulationSet study = new([.. Line("d01", 0, ("a", 2), ("rare", 4)), .. Line("d02", 0, ("a", 2)), .. Line("d03", 0, ("a", 2)).Skip(1)], "", "X") { Control = Control };
        ResponseValidation table = Test(new RespondingMethod(Nothing), study).Run(Names(3), [], 1);
        Assert.Equal([("d01", "a"), ("d02", "a")], table.Rows.Select(row => (row.Donor, row.Treatment)).Distinct().Order());
        Assert.Contains("rare is not scored for donor d01: no other donor was given it.", table.Notes);
        Assert.Contains(table.Notes, note => note.StartsWith("Without a score: d03", StringComparison.Ordinal));
    }

    [Fact]
    public void With_one_donor_or_none_to_learn_from_nothing_is_fitted_and_it_says_why()
    {
        var method = new RespondingMethod(Nothing);
        ResponseValidation one = Test(method, Study(Names(1))).Run(Names(1), [], 3);
        Assert.Equal(VerdictLevel.NotTested, one.Verdict.Level);
        Assert.Contains("these data have 1", one.Verdict.Detail, StringComparison.Ordinal);
        Assert.Contains("No replicate", Assert.Single(one.Notes), StringComparison.Ordinal);
        Assert.Equal(VerdictLevel.NotTested, Test(method, Study(Names(2))).Run(Names(2), Names(2), 3).Verdict.Level);
        PopulationSet unlike = new([.. Line("d01", 0, ("a", 2)), .. Line("d02", 0, ("b", 2))], "", "X") { Control = Control };
        Assert.Equal(VerdictLevel.NotTested, Test(method, unlike).Run(Names(2), [], 3).Verdict.Level);
        Assert.Empty(method.Fits);
    }

    [Fact]
    public void A_killed_test_goes_on_after_the_pieces_it_finished_and_ends_the_same()
    {
        PopulationSet study = Study(Names(3));
        static DenseMatrix Respond(PopulationSet _, TreatmentQuery query) => Moved(query.Control, x => [1.1 * x[0], x[1] / 3]);
        using var whole = new MemoryCheckpoint();
        ResponseValidation unbroken = Test(new RespondingMethod(Respond), study, checkpoint: whole).Run(Names(3), [], 2);
        for (int kill = 1; kill < whole.Writes; kill++)
        {
            using var broken = new MemoryCheckpoint(kill);
            Assert.ThrowsAny<OperationCanceledException>(() => Test(new RespondingMethod(Respond), study, checkpoint: broken, most: 1).Run(Names(3), [], 2));
            Assert.Equal(kill, broken.Writes);
            ResponseValidation resumed = Test(new RespondingMethod(Respond), study, checkpoint: broken, resume: true).Run(Names(3), [], 2);
            Assert.Equal(whole.Writes, broken.Writes);
            Assert.Equal(unbroken.Rows, resumed.Rows);
            Assert.Equal(unbroken.Differences, resumed.Differences);
            Assert.Equal((unbroken.Verdict, string.Join('|', unbroken.Notes)), (resumed.Verdict, string.Join('|', resumed.Notes)));
            Assert.Equal(unbroken.Predictions.SelectMany(p => p.States.Values), resumed.Predictions.SelectMany(p => p.States.Values));
            Assert.Equal(unbroken.Predictions.Select(p => (p.Donor, p.Treatment, p.Range, p.Cells.Length)), resumed.Predictions.Select(p => (p.Donor, p.Treatment, p.Range, p.Cells.Length)));
        }
    }

    [Fact]
    public void Large_populations_are_scored_by_some_cells_and_the_first_fit_predicts_all_of_them()
    {
        PopulationSet study = new([.. Names(2).SelectMany((donor, i) => Pair(donor, 2300, 1, i, x => [x[0] + 1]))], "", "X") { Control = Control };
        var method = new RespondingMethod(Nothing);
        ResponseValidation table = Test(method, study, [new NoChange()], most: 1).Run(Names(2), [], 2);
        Assert.Equal([2300, 2000, 2300, 2000], method.Asked.Select(query => query.Control.Rows));
        Assert.All(table.Predictions, prediction => Assert.Equal(prediction.Cells.Length, prediction.States.Rows));
        Assert.Equal(2, Rows(table, ResponsePredictors.Ceiling).Count());
        // What does nothing is scored by the very cells that no change is scored by.
        Assert.Equal(Rows(table, ResponsePredictors.NoChange).Select(row => row.Errors.W2), Rows(table, ResponsePredictors.ThisAnalysis).Where(row => row.Seed == 10).Select(row => row.Errors.W2));
    }

    [Fact]
    public void The_oracle_knows_the_mean_and_the_ceiling_lies_below_no_change()
    {
        PopulationSet study = new([.. Names(2).SelectMany((donor, i) => Pair(donor, 240, 2, i, Response))], "", "X") { Control = Control };
        ResponseValidation table = Test(new RespondingMethod(Nothing), study).Run(Names(2), [], 1);
        Assert.All(Rows(table, ResponsePredictors.OracleShift), row => Assert.Equal(0, row.Errors.MeanError, 1e-9));
        foreach (ResponseScore ceiling in Rows(table, ResponsePredictors.Ceiling))
            Assert.True(ceiling.Errors.W2 < Rows(table, ResponsePredictors.NoChange).Single(row => row.Donor == ceiling.Donor).Errors.W2);
        Assert.DoesNotContain(table.Differences, difference => ResponsePredictors.KnowsTheAnswer(difference.Baseline));
    }

    [Fact]
    public void A_guess_that_a_study_is_too_large_for_is_named_with_the_reason_and_has_no_rows()
    {
        PopulationSet study = Study(Names(4), apart: 3);
        var knowing = new RespondingMethod((_, query) => Moved(query.Control, Response));
        ResponseValidation table = Test(knowing, study, [new NoChange(), new TooLarge()]).Run(Names(4), [], 2);
        Assert.Equal("Too much was not computed: these are 8 populations.", Assert.Single(table.Notes, note => note.Contains("not computed", StringComparison.Ordinal)));
        Assert.EndsWith(" Too much was not computed.", table.Verdict.Detail, StringComparison.Ordinal);
        Assert.Equal([ResponsePredictors.NoChange], table.Differences.Select(difference => difference.Baseline));
        Assert.Empty(Rows(table, "too-large"));
        Assert.Equal(VerdictLevel.BetterThanEveryBaseline, table.Verdict.Level);
    }

    [Fact]
    public void Progress_goes_up_and_says_which_donor_is_left_out()
    {
        var heard = new Heard();
        PopulationSet study = Study(Names(2));
        new LeaveDonorsOut(new RespondingMethod(Nothing), new RespondingMethod.NoParameters(), _ => study, new RunContext { Seed = 1, Progress = heard }, Quick).Run(Names(2), [], 2);
        Assert.All(heard.Reports, report => Assert.Equal(RunStage.Testing, report.Stage));
        Assert.Equal(heard.Reports.Select(report => report.Fraction).Order(), heard.Reports.Select(report => report.Fraction));
        Assert.Contains("Testing: fit 4 of 4, without d02", heard.Reports.Select(report => report.Message));
        Assert.All(heard.Reports, report => Assert.InRange(report.Fraction, 0, 1));
    }

    private sealed class TooLarge : ITreatmentBaseline
    {
        public string Id => "too-large";

        public string Name => "too much";

        public bool IsSeeded => true;

        public string ReasonToOmit(IReadOnlyList<TreatmentPair> pairs) => $"these are {2 * pairs.Count} populations.";

        public ITreatmentGuess Fit(TreatmentTraining training) => throw new NotSupportedException("It is not to be fitted.");
    }

    private static double[] Response(double[] x) => [x[0] + (x[0] > 0 ? 4 : 0), 0.3 * x[1]];

    private static DenseMatrix Nothing(PopulationSet train, TreatmentQuery query) => query.Control;

    private static string[] Names(int donors) => [.. Enumerable.Range(1, donors).Select(i => $"d{i:00}")];

    private static PopulationSet Study(string[] donors, double apart = 0.3) =>
        new([.. donors.SelectMany((donor, i) => Pair(donor, Cells, 2, i, Response, apart))], "", "X_pca") { Control = Control };

    /// <summary>Three cells on a line at a place, and treated ones farther on.</summary>
    private static IEnumerable<Population> Line(string donor, double at, params (string Treatment, double By)[] treated) =>
    [
        Of(donor, Control, new DenseMatrix(3, 1, [at, at + 10, at + 20])),
        .. treated.Select(t => Of(donor, t.Treatment, new DenseMatrix(3, 1, [at + t.By, at + 10 + t.By, at + 20 + t.By]))),
    ];

    private static IEnumerable<ResponseScore> Rows(ResponseValidation table, string predictor) => table.Rows.Where(row => row.Predictor == predictor);

    private static LeaveDonorsOut Test(
        RespondingMethod method, PopulationSet study, IReadOnlyList<ITreatmentBaseline>? baselines = null, MemoryCheckpoint? checkpoint = null, bool resume = false, int most = 3) =>
        new(method, new RespondingMethod.NoParameters(), _ => study, new RunContext { Seed = 10, Checkpoint = checkpoint, Cancellation = resume ? default : checkpoint?.Killed ?? default }, baselines ?? Quick)
        {
            MostAtOnce = most,
        };
}
