using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Baselines.Treatments;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Integration;
using CellDynamics.Methods.MetaFlowMatching;
using CellDynamics.Methods.Metrics;
using CellDynamics.Methods.Treatments;

namespace CellDynamics.Methods.Validation.Donors;

/// <summary>Leaves donors out, fits anew without them, predicts their treated cells from their control cells alone, and scores that beside simpler guesses.</summary>
/// <remarks>
/// Whole donors, never some of their cells: cells of a donor are not independent (mfm 8). The fits are parts of their own that share nothing but the coordinates of their fold, so they run side by
/// side; what they find depends on neither their order nor their number at a time.
/// </remarks>
public sealed class LeaveDonorsOut
{
    private readonly IInferenceMethod method;
    private readonly MethodParameters parameters;
    private readonly Func<IReadOnlyList<string>, PopulationSet> represent;
    private readonly RunContext context;
    private readonly IReadOnlyList<ITreatmentBaseline> baselines;
    private readonly Lock representing = new();

    /// <param name="method">What is tested; its model is an <see cref="ITreatmentModel"/>.</param>
    /// <param name="parameters">As the main fit was run.</param>
    /// <param name="represent">All populations, in coordinates that the cells of the given donors had no part in where that is possible. Called from any thread, never twice at once.</param>
    /// <param name="context">Its checkpoint keeps finished fits, several at once; its progress hears of every fit.</param>
    /// <param name="baselines">What it is compared with; null: all of <see cref="TreatmentBaselineCatalog"/>. No change must be among them.</param>
    public LeaveDonorsOut(
        IInferenceMethod method, MethodParameters parameters, Func<IReadOnlyList<string>, PopulationSet> represent, RunContext context, IReadOnlyList<ITreatmentBaseline>? baselines = null)
    {
        (this.method, this.parameters, this.represent, this.context) = (method, parameters, represent, context);
        this.baselines = baselines ?? TreatmentBaselineCatalog.All;
    }

    /// <summary>Parts at a time; each keeps one core busy.</summary>
    internal int MostAtOnce { get; init; } = Environment.ProcessorCount;

    /// <param name="donors">All donors of the study.</param>
    /// <param name="heldOut">Donors that a person kept out of the analysis: these are scored, by fits without all of them. Empty: every donor is left out once.</param>
    /// <param name="seeds">Fits per left-out set.</param>
    public ResponseValidation Run(IReadOnlyList<string> donors, IReadOnlyList<string> heldOut, int seeds)
    {
        if (donors.Count < 2)
            return new ResponseValidation([], [], ResponseVerdicts.NotTested(donors.Count), ["No replicate: what one donor's cells did is described, not tested."]);
        if (!donors.Except(heldOut).Any())
            return new ResponseValidation([], [], ResponseVerdicts.EveryDonorHeldOut, []);
        IReadOnlyList<IReadOnlyList<string>> folds = DonorFolds.Of(donors, heldOut, context.Seed);
        var found = new KeptScores[folds.Count * (1 + seeds * (1 + baselines.Count(baseline => baseline.IsSeeded)))];
        var progress = new PartsProgress(context.Progress, found.Length);
        SideBySide.ForEach(Parts(folds, seeds).Index(), MostAtOnce, (item, cancellation) =>
        {
            (int place, Part part) = item;
            using PartsProgress.Part heard = progress.Begin($"Testing: {part.Words}, {part.Without}");
            found[place] = KeptScores.Of(context.Checkpoint, part.Name, () => part.Compute(context with { Cancellation = cancellation, Progress = heard, Checkpoint = null }));
        }, context.Cancellation);
        return Result([.. found.SelectMany(part => part.Rows)], found, folds);
    }

    /// <summary>In the order of the table. A fold lives as long as one of its parts: they are made one by one, and none is kept when it is done.</summary>
    private IEnumerable<Part> Parts(IReadOnlyList<IReadOnlyList<string>> folds, int seeds)
    {
        for (int f = 0; f < folds.Count; f++)
        {
            IReadOnlyList<string> leftOut = folds[f];
            var fold = new Lazy<Fold>(() => Prepare(leftOut));
            string prefix = $"donors-{f}-", without = Without(leftOut);
            yield return new Part($"{prefix}guesses", "simpler guesses", without, own => ScoreGuesses(fold.Value, own));
            for (int s = 0; s < seeds; s++)
            {
                int seed = s;
                yield return new Part($"{prefix}fit-{seed}", $"fit {f * seeds + seed + 1} of {folds.Count * seeds}", without, own => ScoreMethod(fold.Value, seed, own));
                foreach (ITreatmentBaseline baseline in baselines.Where(baseline => baseline.IsSeeded))
                    yield return new Part($"{prefix}{baseline.Id}-{seed}", baseline.Name, without, own => ScoreSeeded(baseline, fold.Value, own with { Seed = context.Seed + seed }));
            }
        }
    }

    /// <param name="Name">What it is kept under.</param>
    /// <param name="Words">What it does.</param>
    /// <param name="Without">Whom.</param>
    /// <param name="Compute">Does it, given its own progress and cancellation.</param>
    private sealed record Part(string Name, string Words, string Without, Func<RunContext, KeptScores> Compute);

    private ResponseValidation Result(ResponseScore[] rows, KeptScores[] parts, IReadOnlyList<IReadOnlyList<string>> folds)
    {
        List<string> notes = [.. parts.SelectMany(part => part.Notes).Distinct()];
        if (rows.Length == 0)
            return new ResponseValidation([], [], ResponseVerdicts.NothingToScore, notes);
        int scored = rows.Select(row => row.Donor).Distinct().Count();
        notes.Insert(0, $"The donor is the unit: {scored} {(scored == 1 ? "donor was" : "donors were")} predicted from control cells alone, by fits that had not seen them"
            + (folds.Any(fold => fold.Count > 1) ? $" ({folds.Count} {(folds.Count == 1 ? "fit left all of them" : "groups left")} out together)." : "."));
        ILookup<bool, ITreatmentBaseline> isComputed = baselines.ToLookup(baseline => rows.Any(row => row.Predictor == baseline.Id));
        ResponseDifference[] differences = [.. isComputed[true].Select(baseline => Difference(rows, baseline.Id))];
        Verdict verdict = ResponseVerdicts.Of(rows, differences, id => baselines.First(baseline => baseline.Id == id).Name);
        // "Any simpler guess" must not be read as one that nobody made.
        verdict = verdict with { Detail = string.Join(' ', [verdict.Detail, .. isComputed[false].Select(baseline => $"{NotComputed(baseline)}.")]) };
        return new ResponseValidation(rows, differences, verdict, notes)
        {
            Predictions = [.. parts.SelectMany(part => part.Predictions).Select(prediction => prediction.Restored())],
        };
    }

    /// <summary>Seeds are averaged first, then treatments within a donor, then donors: no donor counts more for having more cells or treatments.</summary>
    private ResponseDifference Difference(ResponseScore[] rows, string baseline)
    {
        double[] differences =
        [
            .. rows.GroupBy(row => row.Donor).Select(donor => donor.GroupBy(row => (row.Treatment, row.Dose)).Average(response =>
                MeanOf(response, ResponsePredictors.ThisAnalysis) - MeanOf(response, baseline))),
        ];
        var interval = DonorBootstrap.Of(differences, context.Seed);
        return new ResponseDifference(baseline, interval.Mean, interval.Low, interval.High);

        static double MeanOf(IEnumerable<ResponseScore> rows, string predictor) => rows.Where(row => row.Predictor == predictor).Average(row => row.Errors.W2);
    }

    /// <param name="Train">Populations of the other donors.</param>
    /// <param name="Pairs">Of the other donors.</param>
    /// <param name="All">Pairs of all donors.</param>
    /// <param name="Cases">To predict: left-out donors, with treatments that the others were given too.</param>
    private sealed record Fold(PopulationSet Train, IReadOnlyList<TreatmentPair> Pairs, IReadOnlyList<TreatmentPair> All, IReadOnlyList<ResponseCase> Cases, IReadOnlyList<string> Notes);

    private Fold Prepare(IReadOnlyList<string> leftOut)
    {
        PopulationSet set;
        lock (representing)
            set = represent(leftOut);
        IReadOnlyList<TreatmentPair> all = TreatmentPairs.Of(set, set.Control ?? throw new ArgumentException("Expected a control condition, found none. Say which condition means untreated."));
        if (parameters is MfmParameters { HighestDoseOnly: true })
            all = [.. all.GroupBy(pair => pair.Treatment).SelectMany(same => same.Where(pair => pair.Dose == same.Max(other => other.Dose)))];
        ILookup<bool, TreatmentPair> isLeftOut = all.ToLookup(pair => leftOut.Contains(pair.Donor));
        TreatmentPair[] train = [.. isLeftOut[false]], known = [.. isLeftOut[true].Where(pair => train.Any(other => other.Treatment == pair.Treatment))];
        string[] silent = [.. leftOut.Except(known.Select(pair => pair.Donor))];
        string[] notes =
        [
            $"Distances are taken in {set.Representation}, {set.Dimensions} dimensions, between at most {ResponseCase.MostCells:N0} cells a side; every predictor is scored by as many cells as the donor has control cells.",
            .. isLeftOut[true].Except(known).Select(pair => $"{pair.Treatment} is not scored for donor {pair.Donor}: no other donor was given it.").Distinct(),
            .. silent.Length == 0 ? [] : new[] { $"Without a score: {string.Join(", ", silent)}. A donor needs control cells, and cells of a treatment that other donors were given too." },
        ];
        return new Fold(set.WithoutDonors([.. leftOut]), train, all, ResponseCase.Of(known, context.Seed), notes);
    }

    private KeptScores ScoreMethod(Fold fold, int seed, RunContext own)
    {
        if (fold.Cases.Count == 0)
            return new KeptScores([], [], []);
        int fitSeed = context.Seed + seed;
        IFittedModel fitted = method.Run(fold.Train, parameters, own with { Seed = fitSeed }).Model;
        using var disposed = fitted as IDisposable;
        var model = (ITreatmentModel)fitted;
        List<ResponseScore> rows = [];
        List<KeptPrediction> predictions = [];
        foreach (ResponseCase asked in fold.Cases)
        {
            own.ThrowIfCancelled();
            // Only the first fit is shown; the others need no more cells than are scored.
            DenseMatrix states = model.Respond(seed == 0 ? asked.WholeQuery : asked.Query, own.Cancellation);
            rows.Add(asked.Score(ResponsePredictors.ThisAnalysis, fitSeed, seed == 0 ? asked.Asked(states) : states, own.Cancellation));
            if (seed == 0)
                predictions.Add(KeptPrediction.Of(asked, states, model.CheckRange(asked.Control.States, asked.Control.CellTypes)));
        }
        return new KeptScores([.. rows], [.. predictions], []);
    }

    private KeptScores ScoreGuesses(Fold fold, RunContext own)
    {
        List<string> notes = [.. fold.Notes];
        ResponseScore?[] ceilings = [.. fold.Cases.Select(asked => asked.Ceiling(own.Cancellation))];
        if (ceilings.Contains(null))
            notes.Add($"Some treated populations have fewer than {ResponseCase.LeastCellsForCeiling} cells: no split-half ceiling is shown there.");
        if (ceilings.Any(ceiling => ceiling is not null))
            notes.Add("The split-half ceiling compares half of the treated cells with the other half: with half as many cells, chance alone sets them farther apart, so it is a rough mark.");
        return new KeptScores(
            [
                .. baselines.Where(baseline => !baseline.IsSeeded).SelectMany(baseline => ScoreBaseline(baseline, fold, 0, own)),
                .. fold.Cases.Select(asked => asked.Oracle(own.Cancellation)), .. ceilings.OfType<ResponseScore>(),
            ], [], [.. notes]);
    }

    private KeptScores ScoreSeeded(ITreatmentBaseline baseline, Fold fold, RunContext own) => baseline.ReasonToOmit(fold.All) is { } reason
        ? new KeptScores([], [], [$"{NotComputed(baseline)}: {reason}"])
        : new KeptScores(ScoreBaseline(baseline, fold, own.Seed, own), [], []);

    private ResponseScore[] ScoreBaseline(ITreatmentBaseline baseline, Fold fold, int shownSeed, RunContext own)
    {
        if (fold.Cases.Count == 0)
            return [];
        using ITreatmentGuess guess = baseline.Fit(new TreatmentTraining(fold.Pairs, parameters as MfmParameters ?? new MfmParameters(), own));
        return [.. fold.Cases.Select(asked => asked.Score(baseline.Id, shownSeed, guess.Respond(asked.Query, own.Cancellation), own.Cancellation))];
    }

    private static string NotComputed(ITreatmentBaseline baseline) => $"{char.ToUpperInvariant(baseline.Name[0])}{baseline.Name[1..]} was not computed";

    private static string Without(IReadOnlyList<string> donors) =>
        donors.Count <= 3 ? $"without {string.Join(", ", donors)}" : $"without {donors[0]} and {donors.Count - 1} other donors";
}
