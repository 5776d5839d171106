using CellDynamics.Data.Annotated;
using CellDynamics.Data.Preprocessing;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Integration;
using CellDynamics.Methods.Networks.Priors;

namespace CellDynamics.Runs.Executor.Networks;

/// <summary>Genes of the same cells through time, before any gene is chosen.</summary>
/// <param name="Times">Ascending, <c>[times]</c>.</param>
/// <param name="Symbols">Names of the genes, <c>[genes]</c>.</param>
/// <param name="States">One matrix per time, <c>[cells, genes]</c>, on the scale genes are shown on.</param>
/// <param name="Rows">Row in the file of each cell, or of the measured cell behind its path, <c>[cells]</c>.</param>
/// <param name="Scale">Of the file.</param>
/// <param name="Origin">How the paths came to be, in a sentence.</param>
/// <param name="Explanation">Which scale and representation were used, in words.</param>
internal sealed record FollowedCells(double[] Times, string[] Symbols, IReadOnlyList<DenseMatrix> States, int[] Rows, MatrixScale Scale, string Origin, string Explanation)
{
    /// <summary>Levels below this on average count as not expressed.</summary>
    private const double LeastLevel = 0.02;

    private const int StreamOfPaths = 51;

    /// <summary>Along inferred paths: genes are read back from the coordinates.</summary>
    public static FollowedCells Along(TrajectorySet paths, RepresentationModel decoder, IReadOnlyList<string> symbols, (int Cells, int Times) most, int seed, string origin, string explanation)
    {
        int[] chosen = [.. new RandomStream(seed, StreamOfPaths).Choose(most.Cells, paths.PathCount).Order()], times = Spread(paths.Times.Length, most.Times);
        int dims = decoder.Dimensions;
        DenseMatrix At(int time)
        {
            var states = new DenseMatrix(chosen.Length, dims);
            for (int i = 0; i < chosen.Length; i++)
            {
                for (int d = 0; d < dims; d++)
                    states[i, d] = paths.Points[(chosen[i] * paths.Times.Length + time) * dims + d];
            }
            return NotNegative(decoder.Decode(states));
        }
        return new FollowedCells([.. times.Select(time => paths.Times[time])], [.. symbols], [.. times.Select(At)], [.. chosen.Select(path => paths.SourceCell[path])], decoder.Scale,
            chosen.Length == paths.PathCount ? origin : $"{origin} Learned from {chosen.Length:N0} of these paths, drawn at random.", explanation);
    }

    /// <summary>What the choice of genes is made from.</summary>
    public IReadOnlyList<GeneCandidate> Candidates()
    {
        double[] mean = new double[Symbols.Length], square = new double[Symbols.Length];
        double count = (double)States.Count * Rows.Length;
        foreach (DenseMatrix state in States)
        {
            for (int i = 0; i < state.Values.Length; i++)
                mean[i % mean.Length] += state.Values[i] / count;
        }
        foreach (DenseMatrix state in States)
        {
            for (int i = 0; i < state.Values.Length; i++)
                square[i % mean.Length] += Math.Pow(state.Values[i] - mean[i % mean.Length], 2) / count;
        }
        double least = LeastLevel * Math.Min(1, mean.Max());
        return [.. Symbols.Select((name, gene) => new GeneCandidate(name, square[gene], mean[gene] > least))];
    }

    /// <summary>The chosen genes of the same cells.</summary>
    /// <param name="genes">Their columns.</param>
    public IReadOnlyList<DenseMatrix> Of(IReadOnlyList<int> genes) => [.. States.Select(state =>
    {
        var part = new DenseMatrix(state.Rows, genes.Count);
        for (int cell = 0; cell < state.Rows; cell++)
        {
            for (int g = 0; g < genes.Count; g++)
                part[cell, g] = state[cell, genes[g]];
        }
        return part;
    })];

    /// <summary>Evenly spread indices, the first and the last among them.</summary>
    public static int[] Spread(int count, int most) => count <= most ? [.. Enumerable.Range(0, count)]
        : [.. Enumerable.Range(0, most).Select(i => (int)Math.Round(i * (count - 1.0) / (most - 1))).Distinct()];

    private static DenseMatrix NotNegative(DenseMatrix levels) => new(levels.Rows, levels.Columns, Array.ConvertAll(levels.Values, value => Math.Max(0, value)));
}
