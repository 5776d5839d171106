using System.Collections.Concurrent;
using System.Globalization;
using CellDynamics.Methods.Integration;
using CellDynamics.Methods.MetaFlowMatching;

namespace CellDynamics.Cli.Benchmarks.Treatments;

/// <summary>Runs trainings side by side, as many as there are cores.</summary>
internal static class TrialRunner
{
    /// <param name="contenders">What is trained; those without chance once per fold.</param>
    /// <param name="folds">On what.</param>
    /// <param name="settings">Of the analysis.</param>
    /// <param name="seeds">How many trainings of those with chance.</param>
    /// <param name="request">Hears of every training; ends it.</param>
    public static IReadOnlyList<ResponseTrial> Run(
        IReadOnlyList<Contender> contenders, IReadOnlyList<TrialFold> folds, MfmParameters settings, int seeds, BenchmarkRequest request)
    {
        (Contender Contender, TrialFold Fold, int Seed)[] work =
            [.. from seed in Enumerable.Range(0, seeds) from fold in folds from contender in contenders where contender.IsSeeded || seed == 0 select (contender, fold, seed)];
        var trials = new ConcurrentBag<ResponseTrial>();
        int done = 0;
        SideBySide.ForEach(work, Environment.ProcessorCount, (item, cancellation) =>
        {
            ResponseTrial trial = ResponseTrial.Run(item.Contender, item.Fold, settings, item.Seed, cancellation);
            trials.Add(trial);
            request.Say(string.Create(CultureInfo.InvariantCulture,
                $"{Interlocked.Increment(ref done)} of {work.Length}: {trial.Contender}, {trial.Fold}, seed {trial.Seed}: W2 {trial.Errors.Average(e => e.Errors.W2):0.0000}, trained {trial.Seconds:0.0} s"));
        }, request.Cancellation);
        return [.. trials, .. folds.AsParallel().SelectMany(fold => ResponseTrial.References(fold, request.Cancellation))];
    }
}
