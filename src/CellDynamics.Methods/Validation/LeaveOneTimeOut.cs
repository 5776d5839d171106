using System.Text.Json;
using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Baselines;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Metrics;

namespace CellDynamics.Methods.Validation;

/// <summary>Leaves inner time points out, fits anew without them, and scores what is predicted there beside simple guesses.</summary>
/// <remarks>All choices a fit makes, such as its noise, are made again without the left-out cells. Ref: Tong et al. 2020, arXiv 2002.04461 (leave one time point out).</remarks>
public sealed class LeaveOneTimeOut
{
    /// <summary>Distances are computed on at most so many cells a side: exact transport grows faster than their square.</summary>
    private const int MostCells = 2000;

    /// <summary>Below it, half of the cells says little about the other half.</summary>
    private const int LeastCellsPerHalf = 100;

    private readonly IInferenceMethod method;
    private readonly MethodParameters parameters;
    private readonly Func<IReadOnlyList<double>, PopulationSet> represent;
    private readonly RunContext context;

    /// <param name="method">What is tested.</param>
    /// <param name="parameters">As the main fit was run.</param>
    /// <param name="represent">All populations, in coordinates that the cells of the given times had no part in where that is possible.</param>
    /// <param name="context">Its checkpoint keeps finished refits; its progress hears of every refit.</param>
    public LeaveOneTimeOut(IInferenceMethod method, MethodParameters parameters, Func<IReadOnlyList<double>, PopulationSet> represent, RunContext context)
    {
        (this.method, this.parameters, this.represent, this.context) = (method, parameters, represent, context);
    }

    /// <param name="times">Measured times, ascending.</param>
    /// <param name="heldOut">Times that a person kept out of the analysis: these are scored, by fits without all of them. Empty: every inner time is left out in turn.</param>
    /// <param name="seeds">Refits per left-out set.</param>
    /// <param name="unit">Of the times, for the sentence.</param>
    public ValidationTable Run(IReadOnlyList<double> times, IReadOnlyList<double> heldOut, int seeds, string unit)
    {
        List<string> notes = [];
        Fold[] folds = [.. Folds(times, heldOut, notes)];
        if (folds.Length == 0)
            return new ValidationTable([], [], heldOut.Count > 0 ? Verdicts.HeldOutOutside : Verdicts.NotTested(times.Count), notes);
        List<ValidationRow> rows = [];
        List<ValidationCeiling> ceilings = [];
        int done = 0, all = folds.Length * seeds;
        foreach (Fold fold in folds)
        {
            PopulationSet set = represent(fold.LeftOut), train = fold.LeftOut.Aggregate(set, (rest, time) => rest.Without(time));
            Dictionary<double, DenseMatrix> truths = fold.Scored.ToDictionary(time => time, time => Most(set.StatesAt(time)));
            for (int seed = 0; seed < seeds; seed++, done++)
            {
                Report(done, all, fold, unit);
                rows.AddRange(Kept($"{string.Join('_', fold.LeftOut)}-{seed}", () => ScoreMethod(train, truths, context.Seed + seed, done, all, fold, unit)));
            }
            rows.AddRange(Kept($"{string.Join('_', fold.LeftOut)}-baselines", () => ScoreBaselines(train, truths)));
            ceilings.AddRange(truths.Select(pair => Ceiling(pair.Key, pair.Value)).OfType<ValidationCeiling>());
        }
        if (ceilings.Count < folds.Sum(fold => fold.Scored.Count))
            notes.Add($"Some left-out time points have fewer than {2 * LeastCellsPerHalf} cells: no ceiling is shown there.");
        return new ValidationTable(rows, ceilings, Verdicts.Of(rows, unit), notes);
    }

    private sealed record Fold(IReadOnlyList<double> LeftOut, IReadOnlyList<double> Scored);

    private static IEnumerable<Fold> Folds(IReadOnlyList<double> times, IReadOnlyList<double> heldOut, List<string> notes)
    {
        double[] kept = [.. times.Except(heldOut)];
        if (heldOut.Count > 0)
        {
            double[] inner = [.. heldOut.Where(time => kept.Length > 1 && time > kept[0] && time < kept[^1])];
            if (inner.Length < heldOut.Count)
                notes.Add("Held-out times before the first or after the last fitted time are not scored: the method does not look beyond what was measured.");
            return inner.Length == 0 ? [] : [new Fold(heldOut, inner)];
        }
        return times.Skip(1).SkipLast(1).Select(time => new Fold([time], [time]));
    }

    private void Report(int done, int all, Fold fold, string unit) => context.Progress?.Report(new RunProgress(
        RunStage.Testing, (double)done / all, $"Testing: fit {done + 1} of {all}, without {string.Join(", ", fold.LeftOut.Select(time => Verdicts.At(time, unit)))}"));

    private ValidationRow[] ScoreMethod(PopulationSet train, Dictionary<double, DenseMatrix> truths, int seed, int done, int all, Fold fold, string unit)
    {
        // Only the share moves while a refit runs; its loss curve would be mistaken for that of the analysis.
        var progress = context.Progress is null ? null : new Passing(report => context.Progress.Report(
            new RunProgress(RunStage.Testing, (done + report.Fraction) / all, $"Testing: fit {done + 1} of {all}, without {string.Join(", ", fold.LeftOut.Select(time => Verdicts.At(time, unit)))}")));
        MethodResult result = method.Run(train, parameters, context with { Seed = seed, Progress = progress, Checkpoint = null });
        string settled = string.Join(", ", result.Metrics.Where(metric => metric.Key == "sigma").Select(metric => FormattableString.Invariant($"{metric.Key} = {metric.Value}")));
        return [.. truths.Select(pair => Row(pair.Key, Predictors.ThisAnalysis, seed, Predicted((ITrajectoryModel)result.Model, train, pair.Key, seed), pair.Value, settled))];
    }

    /// <summary>As many cells as the guesses have: a larger sample alone would come closer.</summary>
    private static DenseMatrix Predicted(ITrajectoryModel model, PopulationSet train, double time, int seed)
    {
        (double before, double after) = Around(train, time);
        return Most(model.PopulationAt(time, Math.Min(MostCells, Math.Max(train.StatesAt(before).Rows, train.StatesAt(after).Rows)), seed));
    }

    private static (double Before, double After) Around(PopulationSet train, double time) =>
        (train.Times.Where(t => t < time).Max(), train.Times.Where(t => t > time).Min());

    private ValidationRow[] ScoreBaselines(PopulationSet train, Dictionary<double, DenseMatrix> truths) =>
    [
        .. from pair in truths
           let around = Around(train, pair.Key)
           from baseline in BaselineCatalog.All
           let predicted = baseline.Predict(
               Most(train.StatesAt(around.Before)), Most(train.StatesAt(around.After)), (pair.Key - around.Before) / (around.After - around.Before), context.Cancellation)
           select Row(pair.Key, baseline.Id, 0, predicted, pair.Value, ""),
    ];

    private ValidationRow Row(double time, string predictor, int seed, DenseMatrix predicted, DenseMatrix truth, string settled)
    {
        PopulationDistance distance = PopulationDistance.Between(predicted, truth, context.Cancellation);
        return new ValidationRow(time, predictor, seed, distance.W1, distance.W2, distance.Mmd, distance.Energy, settled);
    }

    private ValidationCeiling? Ceiling(double time, DenseMatrix truth)
    {
        if (truth.Rows < 2 * LeastCellsPerHalf)
            return null;
        DenseMatrix even = truth.SelectRows([.. Enumerable.Range(0, truth.Rows).Where(i => i % 2 == 0)]), odd = truth.SelectRows([.. Enumerable.Range(0, truth.Rows).Where(i => i % 2 == 1)]);
        return new ValidationCeiling(time, PopulationDistance.Wasserstein1(even, odd, context.Cancellation), PopulationDistance.Wasserstein2(even, odd, context.Cancellation));
    }

    private static DenseMatrix Most(DenseMatrix cells) => cells.Rows <= MostCells ? cells
        : cells.SelectRows([.. Enumerable.Range(0, MostCells).Select(i => (int)((long)i * cells.Rows / MostCells))]);

    private ValidationRow[] Kept(string name, Func<ValidationRow[]> compute)
    {
        string key = $"validation-{name}";
        if (context.Checkpoint?.Read(key) is { } state && JsonSerializer.Deserialize<ValidationRow[]>(state) is { } kept)
            return kept;
        ValidationRow[] rows = compute();
        context.Checkpoint?.Write(key, JsonSerializer.SerializeToUtf8Bytes(rows));
        return rows;
    }

    private sealed class Passing(Action<RunProgress> report) : IProgress<RunProgress>
    {
        public void Report(RunProgress value) => report(value);
    }
}
