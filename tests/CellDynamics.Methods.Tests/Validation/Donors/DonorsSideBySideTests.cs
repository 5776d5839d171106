using System.Runtime.CompilerServices;
using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Baselines.Treatments;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Integration;
using CellDynamics.Methods.MetaFlowMatching;
using CellDynamics.Methods.Tests.Contract;
using CellDynamics.Methods.Treatments;
using CellDynamics.Methods.Validation.Donors;
using static CellDynamics.Methods.Tests.Baselines.Treatments.Donors;

namespace CellDynamics.Methods.Tests.Validation.Donors;

/// <summary>What must not depend on how many fits run at a time.</summary>
public class DonorsSideBySideTests
{
    private const int Donors = 3, Seeds = 2, PartsPerFold = 1 + 2 * Seeds;

    private static readonly string[] Names = ["d01", "d02", "d03"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    public void Rows_notes_and_predictions_are_the_same_in_the_same_order(int most)
    {
        ResponseValidation alone = Test(1, new Chance(_ => { })).Run(Names, [], Seeds), together = Test(most, new Chance(seed => Thread.SpinWait(seed % 2 * 100_000))).Run(Names, [], Seeds);
        Assert.Equal(Donors * (3 + Seeds * 2), alone.Rows.Count); // guesses and oracle, then analysis and chance for every seed
        Assert.Equal(alone.Rows, together.Rows);
        Assert.Equal(alone.Differences, together.Differences);
        Assert.Equal((alone.Verdict, string.Join('|', alone.Notes)), (together.Verdict, string.Join('|', together.Notes)));
        Assert.Equal(alone.Predictions.Select(p => (p.Donor, p.Treatment, p.Range)), together.Predictions.Select(p => (p.Donor, p.Treatment, p.Range)));
        Assert.Equal(alone.Predictions.SelectMany(p => p.States.Values), together.Predictions.SelectMany(p => p.States.Values));
    }

    /// <summary>Tensors of one fit are none of the other's business: all flows and CellOT, by one after the other and by three at a time.</summary>
    [Fact]
    public void What_networks_learn_beside_each_other_is_what_they_learn_alone()
    {
        PopulationSet study = Study(Donors);
        MfmParameters brief = new() { Steps = 12, BatchCells = 16, FlowWidth = 32, EncoderWidth = 16, EmbeddedCells = 16 };
        ResponseScore[][] rows = [.. new[] { 1, 3 }.Select(most =>
            new LeaveDonorsOut(new MetaFlowMatchingMethod(), brief, _ => study, new RunContext { Seed = 4 }) { MostAtOnce = most }.Run(Names, [], 1).Rows.ToArray())];
        Assert.Contains(rows[0], row => row.Predictor == "convex-transport");
        Assert.Equal(rows[0].Select(row => row with { Errors = rows[1][0].Errors }), rows[1].Select(row => row with { Errors = rows[1][0].Errors }));
        Assert.All(rows[0].Zip(rows[1]), pair => Assert.Equal(pair.First.Errors.W2, pair.Second.Errors.W2, 1e-6 * pair.First.Errors.W2));
    }

    [Fact]
    public void The_share_never_falls_and_every_word_is_of_a_part_that_runs()
    {
        var heard = new Heard();
        Test(4, new Chance(seed => Thread.SpinWait(seed % 2 * 100_000)), new RunContext { Seed = 10, Progress = heard }).Run(Names, [], Seeds);
        double[] shares = [.. heard.Reports.Select(report => report.Fraction)];
        Assert.Equal(shares.Order(), shares);
        Assert.Equal(0, shares[0]);
        Assert.InRange(shares[^1], (Donors * PartsPerFold - 1.0) / (Donors * PartsPerFold), 1);
        Assert.All(heard.Reports, report => Assert.Equal(RunStage.Testing, report.Stage));
        Assert.Equal(Donors * PartsPerFold, heard.Reports.Select(report => report.Message).Distinct().Count() + Donors * (Seeds - 1)); // a guess of chance is named alike for every seed
    }

    [Fact]
    public void Words_are_those_of_the_part_that_began_last_of_the_ones_that_run()
    {
        var heard = new Heard();
        var progress = new PartsProgress(heard, 4);
        PartsProgress.Part first = progress.Begin("first"), second = progress.Begin("second");
        second.Report(new RunProgress(RunStage.Fitting, 0.5, "inside", new HistoryPoint("loss", 1, 2)));
        first.Report(new RunProgress(RunStage.Fitting, 0.9, "inside"));
        first.Report(new RunProgress(RunStage.Fitting, 0.1, "inside, again from the start"));
        second.Dispose();
        first.Dispose();
        Assert.Equal(
            [("first", 0), ("second", 0), ("second", 0.125), ("second", 0.35), ("second", 0.35), ("first", 0.35)],
            heard.Reports.Select(report => (report.Message, Math.Round(report.Fraction, 9))));
        Assert.All(heard.Reports, report => Assert.Null(report.Point));
    }

    [Fact]
    public void A_cancel_is_heard_by_every_part_that_runs_and_no_other_begins()
    {
        using var cancel = new CancellationTokenSource();
        using var running = new CountdownEvent(2);
        int begun = 0;
        var chance = new Chance(_ => { })
        {
            Wait = token =>
            {
                Interlocked.Increment(ref begun);
                running.Signal();
                Assert.True(running.Wait(Patience, CancellationToken.None));
                cancel.Cancel();
                token.WaitHandle.WaitOne(Patience);
                token.ThrowIfCancellationRequested();
            },
        };
        Assert.ThrowsAny<OperationCanceledException>(() => Test(2, chance, new RunContext { Seed = 10, Cancellation = cancel.Token }).Run(Names, [], 8));
        Assert.Equal(2, begun);
    }

    [Fact]
    public void What_a_part_throws_arrives_as_it_was_and_ends_the_others()
    {
        using var running = new CountdownEvent(2);
        int ended = 0, number = 0;
        var chance = new Chance(_ => { })
        {
            Wait = token =>
            {
                int own = Interlocked.Increment(ref number);
                running.Signal();
                Assert.True(running.Wait(Patience, CancellationToken.None));
                if (own == 1)
                    throw new InvalidDataException("Broken on purpose.");
                if (token.WaitHandle.WaitOne(Patience))
                    Interlocked.Increment(ref ended);
                token.ThrowIfCancellationRequested();
            },
        };
        Assert.Equal("Broken on purpose.", Assert.Throws<InvalidDataException>(() => Test(2, chance).Run(Names, [], 8)).Message);
        Assert.Equal((2, 1), (number, ended));
    }

    [Fact]
    public void A_killed_test_goes_on_with_the_parts_that_are_missing()
    {
        using var whole = new MemoryCheckpoint();
        ResponseValidation unbroken = Test(3, new Chance(_ => { }), new RunContext { Seed = 10, Checkpoint = whole }).Run(Names, [], Seeds);
        Assert.Equal(Donors * PartsPerFold, whole.Writes);
        for (int kill = 1; kill < 8; kill++)
        {
            using var broken = new MemoryCheckpoint(kill);
            Assert.ThrowsAny<OperationCanceledException>(() => Test(3, new Chance(_ => { }), new RunContext { Seed = 10, Checkpoint = broken, Cancellation = broken.Killed }).Run(Names, [], Seeds));
            Assert.InRange(broken.Writes, kill, kill + 2); // parts that were about to end
            int kept = broken.Names.Count(name => name.Contains("chance", StringComparison.Ordinal)), again = 0;
            ResponseValidation resumed = Test(3, new Chance(_ => Interlocked.Increment(ref again)), new RunContext { Seed = 10, Checkpoint = broken }).Run(Names, [], Seeds);
            Assert.Equal(Donors * Seeds - kept, again);
            Assert.Equal(whole.Names.Order(), broken.Names.Order());
            Assert.Equal(unbroken.Rows, resumed.Rows);
        }
    }

    [Fact]
    public void Coordinates_are_made_one_at_a_time_once_for_all_parts_and_let_go_when_these_are_done()
    {
        List<WeakReference> made = [];
        int inside = 0, alive = 0;
        new LeaveDonorsOut(new RespondingMethod((_, query) => query.Control), new RespondingMethod.NoParameters(), leftOut =>
        {
            Assert.Equal(1, Interlocked.Increment(ref inside));
            _ = GC.GetTotalMemory(forceFullCollection: true);
            alive = Math.Max(alive, made.Count(one => one.IsAlive));
            Assert.Single(leftOut);
            PopulationSet study = Remembered(made);
            Interlocked.Decrement(ref inside);
            return study;
        }, new RunContext { Seed = 1 }, [new NoChange(), new Chance(_ => Thread.SpinWait(10_000))]) { MostAtOnce = 2 }.Run(["d01", "d02", "d03", "d04", "d05", "d06"], [], 3);
        Assert.Equal(6, made.Count);
        Assert.InRange(alive, 0, 2);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static PopulationSet Remembered(List<WeakReference> made)
    {
        PopulationSet study = Study(6);
        made.Add(new WeakReference(study.Populations[0].States));
        return study;
    }

    private static LeaveDonorsOut Test(int most, ITreatmentBaseline chance, RunContext? context = null)
    {
        PopulationSet study = Study(Donors);
        var method = new RespondingMethod((_, query) => Moved(query.Control, x => [1.1 * x[0], x[1] / 3]));
        return new LeaveDonorsOut(method, new RespondingMethod.NoParameters(), _ => study, context ?? new RunContext { Seed = 10 }, [new NoChange(), new MeanShift(), chance]) { MostAtOnce = most };
    }

    private static PopulationSet Study(int donors) =>
        new([.. Enumerable.Range(0, donors).SelectMany(i => Pair($"d{i + 1:00}", 30, 2, i, x => [x[0] + 2, x[1]]))], "", "X_pca") { Control = Control };

    /// <summary>Moves every cell by a number that only the seed decides.</summary>
    private sealed class Chance(Action<int> fitted) : ITreatmentBaseline
    {
        public string Id => "chance";

        public string Name => "chance";

        public bool IsSeeded => true;

        public Action<CancellationToken> Wait { get; init; } = _ => { };

        public ITreatmentGuess Fit(TreatmentTraining training)
        {
            Wait(training.Context.Cancellation);
            fitted(training.Context.Seed);
            return new Guess(new RandomStream(training.Context.Seed).NextNormal());
        }

        private sealed class Guess(double by) : ITreatmentGuess
        {
            public DenseMatrix Respond(TreatmentQuery query, CancellationToken cancellation) => Moved(query.Control, x => [x[0] + by, x[1]]);

            public void Dispose() { }
        }
    }
}
