using System.Diagnostics;
using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Baselines.Networks;
using CellDynamics.Methods.Metrics;
using CellDynamics.Methods.Networks;

namespace CellDynamics.Cli.Benchmarks.Networks;

/// <summary>One contender on one draw. What it does not claim to know is NaN.</summary>
/// <param name="Contender">Name.</param>
/// <param name="Draw">Seed of the draw.</param>
/// <param name="Training">What it learned from.</param>
/// <param name="Gain">One step ahead on unseen starts, 1 − squared error / that of no change.</param>
/// <param name="PathErrors">Mean squared error of rollouts from unseen starts at each of the horizons.</param>
/// <param name="Auprc">Of the gene network.</param>
/// <param name="PermutedAuprc">The same with the names of the genes permuted.</param>
/// <param name="SignalAuroc">Of pair → gene.</param>
/// <param name="SignalAuprc">The same.</param>
/// <param name="KnockOut">Correlation of predicted with true change, mean over knock-outs.</param>
/// <param name="Seconds">Of the fit.</param>
internal sealed record SpatialHillTrial(
    string Contender, int Draw, TrainingKind Training, double Gain, double[] PathErrors, double Auprc, double PermutedAuprc, double SignalAuroc, double SignalAuprc, double KnockOut, double Seconds)
{
    /// <summary>Share of the invented edges of a wrong prior that are not believed; of interest where it was given.</summary>
    public double Rejected { get; init; }

    /// <summary>Share of the edges missing from it that are found.</summary>
    public double Recovered { get; init; }

    public static SpatialHillTrial Run(NetworkContender contender, SpatialHillDraw draw, TrainingKind training, CancellationToken cancellation)
    {
        long started = Stopwatch.GetTimestamp();
        INetworkGuess guess = contender.Fit(draw.Trainings[training], cancellation);
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds, gain = double.NaN, knockOut = double.NaN;
        double[] paths = [.. SpatialHillDraw.Horizons.Select(_ => double.NaN)];
        if (guess.Dynamics is { } dynamics)
        {
            gain = 1 - OneStep(dynamics, draw, cancellation) / OneStep(new NoGeneChange(), draw, cancellation);
            DenseMatrix[][] followed = [.. draw.Tests.Select(test => GeneRollout.Follow(dynamics, draw.Around, test.States[0], test.Times, Perturbation.None, cancellation: cancellation))];
            paths = [.. SpatialHillDraw.Horizons.Select(h => followed.Zip(draw.Tests, (path, test) => GeneErrors.MeanSquare(path[h], test.States[h])).Average())];
            knockOut = draw.KnockOuts.Average(done => Correlation(done.Change, Predicted(dynamics, draw, done, followed[done.Start], cancellation)));
        }
        EdgeRanking? network = guess.Edges is { } edges ? draw.Network(edges) : null, signals = guess.Edges is { } heard ? draw.Signals(heard) : null;
        return new SpatialHillTrial(
            contender.Name, draw.Seed, training, gain, paths, network?.Auprc ?? double.NaN, guess.Edges is { } named ? draw.PermutedAuprc(named) : double.NaN,
            signals?.Auroc ?? double.NaN, signals?.Auprc ?? double.NaN, knockOut, seconds)
        {
            Rejected = guess.Edges is { } judged ? draw.Prior.Rejected(judged) : double.NaN, Recovered = guess.Edges is { } checkedToo ? draw.Prior.Recovered(checkedToo) : double.NaN,
        };
    }

    private static double OneStep(IGeneDynamics dynamics, SpatialHillDraw draw, CancellationToken cancellation) => draw.Tests.Average(test => GeneErrors.OneStep(dynamics, draw.Around, test, cancellation));

    private static double[] Predicted(IGeneDynamics dynamics, SpatialHillDraw draw, KnockOut done, DenseMatrix[] alone, CancellationToken cancellation)
    {
        CellTrajectories test = draw.Tests[done.Start];
        int read = SpatialHillDraw.Horizons[1];
        DenseMatrix[] without = GeneRollout.Follow(dynamics, draw.Around, test.States[0], test.Times[..(read + 1)], Perturbation.KnockOut(done.Gene), cancellation: cancellation);
        return SpatialHillDraw.Change(without[read], alone[read], done.Gene);
    }

    /// <summary>Pearson's; 0 where nothing is predicted to change.</summary>
    private static double Correlation(double[] truth, double[] predicted)
    {
        var both = new DenseMatrix(truth.Length, 2, [.. truth.Zip(predicted).SelectMany(pair => new[] { pair.First, pair.Second })]);
        return GeneCorrelation.Of(both)[0, 1];
    }
}
