using System.Globalization;
using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Integration;
using CellDynamics.Methods.Networks;

namespace CellDynamics.Methods.Validation.Cells;

/// <summary>Leaves cells out, fits a method and simple guesses to the others, and asks all of them how the left-out cells go on.</summary>
/// <param name="method">What is tested, with the parameters of the delivered fit.</param>
/// <param name="parameters">Of the method.</param>
/// <param name="baselines">Simple guesses.</param>
/// <param name="context">Seed, cancellation; its checkpoint keeps finished fits.</param>
public sealed class LeaveCellsOut(IInferenceMethod method, MethodParameters parameters, IReadOnlyList<INetworkBaseline> baselines, RunContext context)
{
    private const double ShareLeftOut = 0.2;
    private const int StreamOfCells = 41;

    /// <summary>Id of the method's own rows.</summary>
    public const string OwnId = "this-analysis";

    /// <param name="input">What the delivered fit learned from.</param>
    /// <param name="around">Who hears whom.</param>
    /// <param name="seeds">Each draws other cells to leave out and fits anew.</param>
    public IReadOnlyList<DynamicsScore> Run(NetworkInput input, Neighbourhood around, int seeds)
    {
        List<DynamicsScore> scores = [];
        for (int seed = 0; seed < seeds; seed++)
        {
            int[] left = LeftOut(around, context.Seed + seed), learned = [.. Enumerable.Range(0, around.CellCount).Except(left)];
            var training = new NetworkTraining(input.Cells, around, input.Pairs, context.Seed + seed) { LearnedCells = learned };
            for (int i = 0; i < baselines.Count; i++)
            {
                context.ThrowIfCancelled();
                Report(seed, seeds, 0.3 * i / baselines.Count, $"Testing on left-out cells: {baselines[i].Name}");
                if (baselines[i].Fit(training, context.Cancellation).Dynamics is { } guess)
                    scores.Add(Score(baselines[i].Id, baselines[i].Name, seed, guess, input.Cells, around, left));
            }
            IGeneDynamics own = Own(input with { LearnedCells = learned }, seed, seeds);
            scores.Insert(0, Score(OwnId, "this analysis", seed, own, input.Cells, around, left));
        }
        return scores;
    }

    /// <summary>By the one-step gain, averaged over seeds.</summary>
    public static Verdict Judge(IReadOnlyList<DynamicsScore> scores)
    {
        if (scores.Count == 0)
            return new Verdict(VerdictLevel.NotTested, "Not tested: no cells were left out.", "Edges and knock-outs are hypotheses; nothing here says how far to trust them.");
        (string Name, double Gain, double Error)[] others = [.. scores.Where(score => score.Predictor != OwnId).GroupBy(score => score.Name).Select(group => (group.Key, group.Average(s => s.Gain), group.Average(s => s.PathError))).DefaultIfEmpty(("assuming no change", 0, double.PositiveInfinity))];
        DynamicsScore[] own = [.. scores.Where(score => score.Predictor == OwnId)];
        double gain = own.Average(score => score.Gain), error = own.Average(score => score.PathError);
        (string Name, double Gain, double Error) best = others.MaxBy(other => other.Gain), nearest = others.MinBy(other => other.Error);
        string numbers = string.Create(CultureInfo.InvariantCulture, $"One step ahead: {gain:P0} of the change is foreseen, by {best.Name} {best.Gain:P0}. Over whole paths the squared error is {error:0.00} of the variance of a gene (1: as far off as its mean level), by {nearest.Name} {nearest.Error:0.00}.");
        if (gain <= 0)
            return new Verdict(VerdictLevel.NoBetterThanNoChange, "Left-out cells are foreseen no better than by assuming no change.", $"{numbers} Do not read causes from this network.");
        return (gain > best.Gain, error < nearest.Error) switch
        {
            (true, true) => new Verdict(VerdictLevel.BetterThanEveryBaseline, "Left-out cells are foreseen better than by every simple guess.", numbers),
            (true, false) => new Verdict(VerdictLevel.Mixed, $"One step ahead better than every simple guess, but over whole paths {nearest.Name} does {Compared(nearest.Error, error)}.", numbers),
            (false, true) => new Verdict(VerdictLevel.Mixed, $"Over whole paths better than every simple guess, but one step ahead {best.Name} does {Compared(1 - best.Gain, 1 - gain)}.", numbers),
            _ => new Verdict(VerdictLevel.Mixed, best.Name == nearest.Name
                ? $"Better than assuming no change, but {best.Name} does {Compared(1 - best.Gain, 1 - gain)} one step ahead and {Compared(nearest.Error, error)} over whole paths."
                : $"Better than assuming no change, but simple guesses do better: {best.Name} one step ahead, {nearest.Name} over whole paths.", numbers),
        };
    }

    /// <summary>Of a guess that is not behind, by its error and that of the method: a tenth less is more than the draw of cells makes.</summary>
    private static string Compared(double guess, double own) => guess > 0.9 * own ? "as well" : guess > 0.6 * own ? "better" : "far better";

    private IGeneDynamics Own(NetworkInput input, int seed, int seeds)
    {
        var populations = new PopulationSet([], "", "") { Network = input };
        var part = new Part(this, seed, seeds);
        return method.Run(populations, parameters, context with { Seed = context.Seed + seed, Progress = part, Checkpoint = context.Checkpoint is { } kept ? new Named(kept, $"left-out-{seed}") : null }).Network!.Dynamics!;
    }

    /// <summary>A fifth of every type.</summary>
    private static int[] LeftOut(Neighbourhood around, int seed)
    {
        var random = new RandomStream(seed, StreamOfCells);
        return
        [
            .. Enumerable.Range(0, around.TypeNames.Length).SelectMany(type =>
            {
                int[] cells = [.. Enumerable.Range(0, around.CellCount).Where(cell => around.Types[cell] == type)];
                return random.Choose((int)Math.Round(ShareLeftOut * cells.Length), cells.Length).Select(i => cells[i]);
            }).Order(),
        ];
    }

    private static DynamicsScore Score(string id, string name, int seed, IGeneDynamics guess, CellTrajectories cells, Neighbourhood around, int[] left)
    {
        double[] weight = Array.ConvertAll(VarianceOf(cells), variance => variance > 0 ? 1 / variance : 0);
        double ahead = 0, still = 0, path = 0;
        DenseMatrix[] followed = GeneRollout.Follow(guess, around, cells.States[0], cells.Times, Perturbation.None);
        for (int t = 1; t < cells.Times.Length; t++)
        {
            // What draws lines through two states is given those before too: without, it could only say "no change".
            DenseMatrix next = guess.StepAfter(around, [.. cells.States.Take(t)], cells.Times[..t], cells.Times[t] - cells.Times[t - 1], Perturbation.None);
            foreach (int cell in left)
            {
                for (int g = 0; g < weight.Length; g++)
                {
                    double truth = cells.States[t][cell, g];
                    ahead += weight[g] * Math.Pow(next[cell, g] - truth, 2);
                    still += weight[g] * Math.Pow(cells.States[t - 1][cell, g] - truth, 2);
                    path += weight[g] * Math.Pow(followed[t][cell, g] - truth, 2);
                }
            }
        }
        return new DynamicsScore(id, name, seed, still == 0 ? 0 : 1 - ahead / still, path / ((cells.Times.Length - 1.0) * left.Length * weight.Length));
    }

    private static double[] VarianceOf(CellTrajectories cells)
    {
        double[] sum = new double[cells.GeneCount], square = new double[cells.GeneCount];
        foreach (DenseMatrix state in cells.States)
        {
            for (int i = 0; i < state.Values.Length; i++)
            {
                sum[i % sum.Length] += state.Values[i];
                square[i % sum.Length] += state.Values[i] * state.Values[i];
            }
        }
        double count = (double)cells.CellCount * cells.Times.Length;
        return [.. sum.Zip(square, (s, q) => Math.Max(0, q / count - s * s / (count * count)))];
    }

    private void Report(int seed, int seeds, double share, string message, HistoryPoint? point = null) =>
        context.Progress?.Report(new RunProgress(RunStage.Testing, (seed + share) / seeds, message, point));

    private sealed class Part(LeaveCellsOut test, int seed, int seeds) : IProgress<RunProgress>
    {
        public void Report(RunProgress value) => test.Report(seed, seeds, 0.3 + 0.7 * value.Fraction, "Testing on left-out cells: the network");
    }

    private sealed class Named(ICheckpointStore store, string name) : ICheckpointStore
    {
        public byte[]? Read(string part) => store.Read($"{name}-{part}");

        public void Write(string part, ReadOnlySpan<byte> state) => store.Write($"{name}-{part}", state);
    }
}
