using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Baselines;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Integration;
using CellDynamics.Methods.Tests.Contract;
using CellDynamics.Methods.Validation;

namespace CellDynamics.Methods.Tests.Validation;

public class LeaveOneTimeOutTests
{
    private static readonly double[] Times = [0, 1, 2, 4];

    /// <summary>Cells on a parabola: no straight line predicts an inner time.</summary>
    private static readonly PopulationSet Truth = Parabola(20);

    [Fact]
    public void Every_inner_time_is_left_out_in_turn_and_its_cells_are_never_seen()
    {
        var method = new GuessingMethod((set, _) => set.Populations[0].States);
        ValidationTable table = Test(method, new RunContext { Seed = 10 }).Run(Times, [], 2, "d");
        Assert.Equal([[0, 2, 4], [0, 2, 4], [0, 1, 4], [0, 1, 4]], method.Fits.Select(fit => fit.Times));
        Assert.Equal([10, 11, 10, 11], method.Fits.Select(fit => fit.Context.Seed));
        Assert.All(method.Fits, fit => Assert.Null(fit.Context.Checkpoint));
        Assert.Equal(2 * (2 + BaselineCatalog.All.Count), table.Rows.Count);
        Assert.Equal([1, 2], table.Rows.Select(row => row.Time).Distinct());
        Assert.All(table.Rows.Where(row => row.Predictor == Predictors.ThisAnalysis), row => Assert.Equal("sigma = 0.2", row.Parameters));
    }

    [Fact]
    public void A_prediction_has_as_many_cells_as_the_guesses_around_it_and_is_scored_exactly()
    {
        var method = new GuessingMethod((_, time) => At(time).States);
        ValidationTable table = Test(method, new RunContext { Seed = 1 }).Run(Times, [], 1, "d");
        Assert.All(method.Asked, cells => Assert.Equal(20, cells));
        Assert.All(table.Rows.Where(row => row.Predictor == Predictors.ThisAnalysis), row => Assert.InRange(Math.Max(row.W1, row.W2), 0, 1e-6));
        ValidationRow nothing = table.Rows.Single(row => row.Time == 2 && row.Predictor == Predictors.NoChange);
        Assert.Equal(Math.Sqrt(1 + 9), nothing.W2, 1e-9); // from (1, 1) to (2, 4)
        ValidationRow straight = table.Rows.Single(row => row.Time == 2 && row.Predictor == "linear");
        Assert.Equal(2, straight.W2, 1e-9); // a third of the way from (1, 1) to (4, 16) is (2, 6)
        Assert.Equal(VerdictLevel.BetterThanEveryBaseline, table.Verdict.Level);
    }

    [Fact]
    public void Held_out_times_are_scored_by_fits_without_all_of_them_and_those_outside_the_range_are_named()
    {
        var method = new GuessingMethod((set, _) => set.Populations[0].States);
        ValidationTable table = Test(method, new RunContext { Seed = 1 }).Run(Times, [1, 4], 1, "d");
        Assert.Equal([[0, 2]], method.Fits.Select(fit => fit.Times));
        Assert.Equal([1], table.Rows.Select(row => row.Time).Distinct());
        Assert.Contains(table.Notes, note => note.StartsWith("Held-out times before the first or after the last", StringComparison.Ordinal));
    }

    [Fact]
    public void Where_nothing_can_be_left_out_it_says_why_and_fits_nothing()
    {
        var method = new GuessingMethod((set, _) => set.Populations[0].States);
        ValidationTable two = Test(method, new RunContext { Seed = 1 }).Run([0, 1], [], 3, "d");
        Assert.Equal(VerdictLevel.NotTested, two.Verdict.Level);
        Assert.Contains("these data have 2", two.Verdict.Detail, StringComparison.Ordinal);
        ValidationTable outside = Test(method, new RunContext { Seed = 1 }).Run(Times, [4], 3, "d");
        Assert.Equal(VerdictLevel.NotTested, outside.Verdict.Level);
        Assert.Contains("beyond the measured range", outside.Verdict.Detail, StringComparison.Ordinal);
        Assert.Empty(method.Fits);
    }

    [Fact]
    public void A_killed_test_goes_on_after_the_refits_it_finished_and_ends_the_same()
    {
        static DenseMatrix Guess(PopulationSet set, double time) => set.Populations[^1].States;
        ValidationTable unbroken = Test(new GuessingMethod(Guess), new RunContext { Seed = 1 }).Run(Times, [], 2, "d");
        using var broken = new MemoryCheckpoint(killAfter: 2);
        var killed = new GuessingMethod(Guess);
        Assert.ThrowsAny<OperationCanceledException>(() => Test(killed, new RunContext { Seed = 1, Checkpoint = broken, Cancellation = broken.Killed }).Run(Times, [], 2, "d"));
        Assert.Equal(2, broken.Writes);
        var resumed = new GuessingMethod(Guess);
        ValidationTable table = Test(resumed, new RunContext { Seed = 1, Checkpoint = broken }).Run(Times, [], 2, "d");
        Assert.Equal([[0, 1, 4], [0, 1, 4]], resumed.Fits.Select(fit => fit.Times));
        Assert.Equal(unbroken.Rows, table.Rows);
        Assert.Equal(unbroken.Verdict, table.Verdict);
    }

    [Fact]
    public void A_ceiling_is_shown_where_half_of_the_cells_still_say_something()
    {
        static GuessingMethod Method() => new((set, _) => set.Populations[0].States);
        ValidationTable few = Test(Method(), new RunContext { Seed = 1 }).Run(Times, [], 1, "d");
        Assert.Empty(few.Ceilings);
        Assert.Contains(few.Notes, note => note.Contains("no ceiling", StringComparison.Ordinal));
        PopulationSet large = Parabola(200);
        ValidationTable many = new LeaveOneTimeOut(Method(), new GuessingMethod.NoParameters(), _ => large, new RunContext { Seed = 1 }).Run(Times, [], 1, "d");
        Assert.Equal([1, 2], many.Ceilings.Select(ceiling => ceiling.Time));
        Assert.Empty(many.Notes);
        Assert.All(many.Ceilings, ceiling => Assert.InRange(ceiling.W2, ceiling.W1, 0.5));
    }

    [Fact]
    public void Coordinates_are_asked_for_without_the_cells_that_are_left_out()
    {
        List<IReadOnlyList<double>> asked = [];
        var test = new LeaveOneTimeOut(new GuessingMethod((set, _) => set.Populations[0].States), new GuessingMethod.NoParameters(), Represent, new RunContext { Seed = 1 });
        test.Run(Times, [], 3, "d");
        Assert.Equal([[1], [2]], asked);

        PopulationSet Represent(IReadOnlyList<double> leftOut)
        {
            asked.Add(leftOut);
            return Truth;
        }
    }

    [Fact]
    public void Progress_counts_the_refits_and_passes_on_how_far_each_is()
    {
        var heard = new Heard();
        Test(new GuessingMethod((set, _) => set.Populations[0].States), new RunContext { Seed = 1, Progress = heard }).Run(Times, [], 2, "d");
        Assert.All(heard.Reports, report => Assert.Equal(RunStage.Testing, report.Stage));
        Assert.Equal([0, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875], heard.Reports.Select(report => report.Fraction));
        Assert.Equal("Testing: fit 3 of 4, without 2 d", heard.Reports[4].Message);
    }

    private static LeaveOneTimeOut Test(GuessingMethod method, RunContext context) => new(method, new GuessingMethod.NoParameters(), _ => Truth, context);

    private static Population At(double time) => Truth.Populations.Single(p => p.Time == time);

    private static PopulationSet Parabola(int cells)
    {
        double[] offsets = new double[2 * cells];
        new RandomStream(6).FillNormal(offsets);
        return new PopulationSet([.. Times.Select((time, t) => new Population(time, $"day {time}", Cells(time), [.. Enumerable.Range(t * cells, cells)]))], "d", "X");

        DenseMatrix Cells(double time) => new(cells, 2, [.. offsets.Select((offset, i) => 0.1 * offset + (i % 2 == 0 ? time : time * time))]);
    }

    private sealed class Heard : IProgress<RunProgress>
    {
        public List<RunProgress> Reports { get; } = [];

        public void Report(RunProgress value) => Reports.Add(value);
    }
}
