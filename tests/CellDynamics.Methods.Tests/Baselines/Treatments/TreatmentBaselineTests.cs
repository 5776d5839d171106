using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Baselines.Treatments;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Treatments;
using CellDynamics.Methods.Validation.Donors;
using static CellDynamics.Methods.Tests.Baselines.Treatments.Donors;

namespace CellDynamics.Methods.Tests.Baselines.Treatments;

public class TreatmentBaselineTests
{
    private static readonly DenseMatrix Asked = new(2, 2, [10, 20, 30, 40]);

    [Fact]
    public void Every_baseline_has_a_name_of_its_own_and_no_change_is_one_of_them()
    {
        Assert.Distinct(TreatmentBaselineCatalog.All.Select(baseline => baseline.Id));
        Assert.Distinct(TreatmentBaselineCatalog.All.Select(baseline => baseline.Name));
        Assert.Contains(ResponsePredictors.NoChange, TreatmentBaselineCatalog.All.Select(baseline => baseline.Id));
        Assert.DoesNotContain(TreatmentBaselineCatalog.All, baseline => ResponsePredictors.KnowsTheAnswer(baseline.Id) || baseline.Id == ResponsePredictors.ThisAnalysis);
        Assert.All(TreatmentBaselineCatalog.All, baseline => Assert.InRange(baseline.Name.Split(' ').Length, 1, 5)); // a headline has 14 words
    }

    [Fact]
    public void No_change_leaves_every_cell_where_it_is() => Assert.Equal(Asked.Values, Respond(new NoChange(), [At("A", 0, 1)], null).Values);

    [Fact]
    public void The_average_shift_counts_donors_alike_however_many_cells_or_batches_they_have()
    {
        TreatmentPair[] pairs =
        [
            At("A", shift: 1, cells: 90), At("A", shift: 3, cells: 2, batch: "2"), // 2 on average
            At("B", shift: 8, cells: 5),
        ];
        Assert.Equal([15, 25, 35, 45], Respond(new MeanShift(), pairs, null).Values);
    }

    [Theory]
    [InlineData(1.0, 1)]
    [InlineData(2.9, 1)] // by ratio nearer to 1 than to 10
    [InlineData(3.3, 5)]
    [InlineData(1000.0, 5)]
    [InlineData(null, 5)]
    public void Of_several_doses_the_nearest_is_used_and_the_highest_where_none_is_asked(double? dose, double shift)
    {
        TreatmentPair[] pairs = [At("A", shift: 1, dose: 1), At("A", shift: 5, dose: 10), At("B", shift: 1, dose: 1), At("B", shift: 5, dose: 10)];
        Assert.Equal(10 + shift, Respond(new MeanShift(), pairs, dose)[0, 0]);
    }

    [Fact]
    public void The_pool_holds_as_many_treated_cells_of_every_donor_and_nothing_else()
    {
        TreatmentPair[] pairs = [At("A", shift: 1, cells: 90), At("B", shift: 2, cells: 30), At("C", shift: 3, cells: 90)];
        DenseMatrix pool = Respond(new PooledTreated(), pairs, null);
        Assert.Equal([90, 90, 90], pool.Column(0).CountBy(value => value).OrderBy(count => count.Key).Select(count => count.Value));
        Assert.Equal([1, 2, 3], pool.Column(0).Distinct().Order());
        DenseMatrix bounded = Respond(new PooledTreated(), [At("A", shift: 1, cells: 9000), At("B", shift: 2, cells: 9000)], null);
        Assert.Equal([2000, 2000], bounded.Column(0).CountBy(value => value).Select(count => count.Value));
    }

    [Fact]
    public void A_treatment_that_was_not_seen_is_refused_and_those_that_were_are_named()
    {
        foreach (ITreatmentBaseline baseline in new ITreatmentBaseline[] { new MeanShift(), new PooledTreated(), new ConvexTransport() })
        {
            using ITreatmentGuess guess = baseline.Fit(Training([At("A", 1), At("B", 1)]));
            Assert.Contains("(drug), found \"other\"", Assert.Throws<ArgumentException>(() => guess.Respond(new TreatmentQuery(Asked, "other"), default)).Message, StringComparison.Ordinal);
        }
    }

    private static DenseMatrix Respond(ITreatmentBaseline baseline, TreatmentPair[] pairs, double? dose)
    {
        using ITreatmentGuess guess = baseline.Fit(Training(pairs));
        return guess.Respond(new TreatmentQuery(Asked, Drug) { Dose = dose }, default);
    }

    private static TreatmentTraining Training(TreatmentPair[] pairs) => new(pairs, new(), new RunContext { Seed = 1 });

    /// <summary>All control cells at the origin, all treated ones at one place.</summary>
    private static TreatmentPair At(string donor, double shift, int cells = 4, double? dose = null, string? batch = null) => new(
        Of(donor, Control, new DenseMatrix(cells, 2), batch: batch), Of(donor, Drug, new DenseMatrix(cells, 2, [.. Enumerable.Repeat(shift, 2 * cells)]), dose, batch));
}
