using System.Collections.Concurrent;
using System.Globalization;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.MetaFlowMatching;

namespace CellDynamics.Cli.Benchmarks.Treatments;

/// <summary>Runs trainings side by side, one thread each, as many as there are cores: these networks are too small to share one training among cores.</summary>
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
        TorchRuntime.UseOneThread();
        (Contender Contender, TrialFold Fold, int Seed)[] work =
            [.. from seed in Enumerable.Range(0, seeds) from fold in folds from contender in contenders where contender.IsSeeded || seed == 0 select (contender, fold, seed)];
        var trials = new ConcurrentBag<ResponseTrial>();
        int done = 0;
        Parallel.ForEach(
            Partitioner.Create(work, EnumerablePartitionerOptions.NoBuffering), new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = request.Cancellation }, item =>
            {
                ResponseTrial trial = ResponseTrial.Run(item.Contender, item.Fold, settings, item.Seed, request.Cancellation);
                trials.Add(trial);
                request.Say(string.Create(CultureInfo.InvariantCulture,
                    $"{Interlocked.Increment(ref done)} of {work.Length}: {trial.Contender}, {trial.Fold}, seed {trial.Seed}: W2 {trial.Errors.Average(e => e.Errors.W2):0.0000}, trained {trial.Seconds:0.0} s"));
            });
        return [.. trials, .. folds.AsParallel().SelectMany(fold => ResponseTrial.References(fold, request.Cancellation))];
    }
}
