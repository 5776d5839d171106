using CellDynamics.Methods.Baselines.Treatments;
using CellDynamics.Methods.Validation;
using CellDynamics.Methods.Validation.Donors;

namespace CellDynamics.Methods.Tests.Validation.Donors;

public class ResponseVerdictTests
{
    private const int MostWords = 14;

    [Fact]
    public void Better_means_that_the_whole_interval_lies_below_zero_for_every_guess()
    {
        Assert.Equal(VerdictLevel.BetterThanEveryBaseline, Of(5, (-1, -1.5, -0.5), (-0.1, -0.2, -0.01)).Level);
        Assert.Equal(VerdictLevel.Mixed, Of(5, (-1, -1.5, -0.5), (-0.1, -0.2, 0.01)).Level);
        Assert.Equal(VerdictLevel.Mixed, Of(5, (-1, -1.5, -0.5), (0.1, 0.05, 0.2)).Level);
        Assert.Equal(VerdictLevel.NoBetterThanNoChange, Of(5, (-1, -1.5, 0.1), (-0.1, -0.2, -0.01)).Level);
        Assert.Equal(VerdictLevel.NoBetterThanNoChange, Of(5, (0, 0, 0), (0.1, 0, 0.2)).Level);
    }

    [Fact]
    public void A_guess_that_wins_is_never_said_to_do_as_well()
    {
        Verdict verdict = Of(5, (-1, -1.5, -0.5), (0.05, -0.02, 0.2)); // no change 2, the average shift 1
        Assert.Equal("Better than no change, but the average shift is 5 % better.", verdict.Headline);
        Assert.Contains("Against the average shift the error is 5 % higher, within the spread over donors (W2 +0.050, 95 % interval -0.020 to +0.200).", verdict.Detail, StringComparison.Ordinal);
        Assert.Equal("Better than no change, but the average shift is slightly better.", Of(5, (-1, -1.5, -0.5), (0.005, -0.02, 0.2)).Headline);
        Assert.Contains("not clearly better than the average shift", Of(5, (-1, -1.5, -0.5), (-0.05, -0.2, 0.02)).Headline, StringComparison.Ordinal);
    }

    [Fact]
    public void The_closest_call_is_named_where_all_are_beaten() =>
        Assert.Equal("Closest call: against the average shift the error is 10 % lower, beyond the spread over donors (W2 -0.100, 95 % interval -0.200 to -0.010).",
            Of(5, (-1, -1.5, -0.5), (-0.1, -0.2, -0.01)).Detail);

    [Theory]
    [InlineData(2, true)]
    [InlineData(3, true)]
    [InlineData(4, false)]
    public void Few_donors_are_said_to_leave_wide_intervals(int donors, bool said) =>
        Assert.Equal(said, Of(donors, (-1, -1.5, -0.5), (-0.1, -0.2, -0.01)).Detail.Contains("intervals are wide", StringComparison.Ordinal));

    [Fact]
    public void One_left_out_donor_is_never_enough_for_green()
    {
        const double none = double.NaN;
        Assert.Equal((VerdictLevel.Mixed, "Better than every simpler guess, but in one donor only."), Short(Of(1, (-1, none, none), (-0.1, none, none))));
        Assert.Equal((VerdictLevel.Mixed, "Better than no change, but a simpler guess is not beaten."), Short(Of(1, (-1, none, none), (0.1, none, none))));
        Assert.Equal(VerdictLevel.NoBetterThanNoChange, Of(1, (0.1, none, none), (-0.1, none, none)).Level);

        static (VerdictLevel, string) Short(Verdict verdict) => (verdict.Level, verdict.Headline);
    }

    [Fact]
    public void A_headline_has_at_most_fourteen_words_whichever_guess_it_names()
    {
        Assert.All([ResponseVerdicts.NotTested(1), ResponseVerdicts.EveryDonorHeldOut, ResponseVerdicts.NothingToScore, Of(5, (0, 0, 0), (0, 0, 0)), Of(5, (-1, -1.5, -0.5), (-0.1, -0.2, -0.1))], Short);
        foreach (string name in TreatmentBaselineCatalog.All.Select(baseline => baseline.Name))
        {
            Assert.All([0.001, 0.3, -0.1], mean => Short(Of(5, (-1, -1.5, -0.5), (mean, -0.5, 0.5), name)));
        }

        static void Short(Verdict verdict)
        {
            Assert.InRange(verdict.Headline.Split(' ').Length, 3, MostWords);
            Assert.EndsWith(".", verdict.Detail, StringComparison.Ordinal);
        }
    }

    /// <summary>No change is off by 2, one other guess by 1; this analysis differs from them by as much as is said.</summary>
    private static Verdict Of(int donors, (double Mean, double Low, double High) noChange, (double Mean, double Low, double High) other, string name = "the average shift") => ResponseVerdicts.Of(
        [.. Enumerable.Range(0, donors).SelectMany(donor => new[] { Row(donor, ResponsePredictors.NoChange, 2), Row(donor, "other", 1), Row(donor, ResponsePredictors.ThisAnalysis, 2 + noChange.Mean) })],
        [new(ResponsePredictors.NoChange, noChange.Mean, noChange.Low, noChange.High), new("other", other.Mean, other.Low, other.High)],
        id => id == "other" ? name : "assuming no change");

    private static ResponseScore Row(int donor, string predictor, double w2) => new($"{donor}", "drug", null, predictor, 0, new ResponseErrors(w2, w2, 0, 0, 0, 0, 0));
}
