using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Integration;
using CellDynamics.Methods.Transport;
using CellDynamics.Methods.Transport.Exact;

namespace CellDynamics.Methods.MetaFlowMatching.Training;

/// <summary>Which cells a step of training sees: names of pairs and rows, before any tensor is made. A step draws the same whenever it is drawn, so a resumed run needs no generator state.</summary>
/// <param name="Pairs"><c>[populations]</c>.</param>
/// <param name="Source">Rows among the control cells, <c>[populations][cells]</c>.</param>
/// <param name="Target">Rows among the treated cells, matched one by one.</param>
/// <param name="Embedded">Rows that the control population is embedded by.</param>
/// <param name="Times">0 to 1, <c>[populations * cells]</c>.</param>
internal sealed record BatchDraw(int[] Pairs, int[][] Source, int[][] Target, int[][] Embedded, float[] Times)
{
    private const int StreamOfPairs = 11, StreamOfCells = 12;

    /// <param name="populations">All of the training.</param>
    /// <param name="settings">Sizes and coupling.</param>
    /// <param name="seed">Of the run.</param>
    /// <param name="step">Of the training, from 0.</param>
    /// <param name="matched">Cells matched per population; the flow is asked about the first <see cref="MfmParameters.BatchCells"/> of them.</param>
    /// <param name="isTimeShared">One time per population: its matched cells stand for the population at that time.</param>
    public static BatchDraw Of(TrainingPopulations populations, MfmParameters settings, int seed, int step, int matched, bool isTimeShared)
    {
        int[] pairs = PairsOf(populations.Count, Math.Min(settings.BatchPopulations, populations.Count), seed, step);
        int embedded = Math.Min(settings.EmbeddedCells, pairs.Min(populations.SourceCount));
        int[][] source = new int[pairs.Length][], target = new int[pairs.Length][], seen = new int[pairs.Length][];
        float[] times = new float[pairs.Length * matched];
        Parallel.For(0, pairs.Length, p =>
        {
            var random = new RandomStream(seed, StreamOfCells, step, p);
            (source[p], target[p]) = Match(populations, pairs[p], matched, settings, random);
            seen[p] = Choose(populations.SourceCount(pairs[p]), embedded, random);
            float shared = (float)random.NextUniform();
            for (int i = 0; i < matched; i++)
                times[p * matched + i] = isTimeShared ? shared : (float)random.NextUniform();
        });
        return new BatchDraw(pairs, source, target, seen, times);
    }

    /// <summary>Every pair once before any comes again: consecutive stretches of one shuffled order after another.</summary>
    private static int[] PairsOf(int count, int batch, int seed, int step)
    {
        int[] chosen = new int[batch];
        int epoch = -1;
        int[] order = [];
        for (int i = 0; i < batch; i++)
        {
            long place = (long)step * batch + i;
            if ((int)(place / count) != epoch)
            {
                epoch = (int)(place / count);
                order = Choose(count, count, new RandomStream(seed, StreamOfPairs, epoch));
            }
            chosen[i] = order[place % count];
        }
        return chosen;
    }

    private static (int[] Source, int[] Target) Match(TrainingPopulations populations, int pair, int cells, MfmParameters settings, RandomStream random)
    {
        int[] source = Choose(populations.SourceCount(pair), cells, random);
        if (settings.Coupling == CouplingKind.Paired)
            return (source, source);
        int[] target = Choose(populations.TargetCount(pair), cells, random);
        return settings.Coupling == CouplingKind.Independent
            ? (source, target)
            : Transported(populations, pair, source, target, settings.ResampledTransport ? random : null);
    }

    /// <summary>The exact plan between two equally large batches is a matching; with replacement, pairs are drawn from it. Ref: Tong et al. 2024, arXiv 2302.00482.</summary>
    private static (int[] Source, int[] Target) Transported(TrainingPopulations populations, int pair, int[] source, int[] target, RandomStream? draws)
    {
        int n = source.Length;
        DenseMatrix cost = CostMatrix.SquaredEuclidean(Rows(populations.Sources[pair], source, populations.Dimensions), Rows(populations.Targets[pair], target, populations.Dimensions));
        int[] partner = Array.ConvertAll(Assignment.Solve(cost), column => target[column]);
        if (draws is null)
            return (source, partner);
        int[] drawn = [.. Enumerable.Range(0, n).Select(_ => draws.NextIndex(n))];
        return ([.. drawn.Select(i => source[i])], [.. drawn.Select(i => partner[i])]);
    }

    private static DenseMatrix Rows(float[] cells, int[] rows, int dims)
    {
        var chosen = new DenseMatrix(rows.Length, dims);
        for (int i = 0; i < rows.Length; i++)
        {
            for (int k = 0; k < dims; k++)
                chosen[i, k] = cells[rows[i] * dims + k];
        }
        return chosen;
    }

    /// <summary>Without replacement where there are enough; otherwise all of them, again and again.</summary>
    private static int[] Choose(int count, int wanted, RandomStream random)
    {
        int[] all = [.. Enumerable.Range(0, count)], chosen = new int[wanted];
        for (int i = 0; i < wanted; i++)
        {
            int left = i % count, other = left + random.NextIndex(count - left);
            (all[left], all[other]) = (all[other], all[left]);
            chosen[i] = all[left];
        }
        return chosen;
    }
}
