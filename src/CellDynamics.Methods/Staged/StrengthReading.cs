using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Networks;

namespace CellDynamics.Methods.Staged;

/// <summary>What drives what in an agent, read from how its rates depend on its genes and signals (score S1 of staged 5.2).</summary>
/// <remarks>An entry is the mean over cells of |∂(dx_g/dt)/∂x_s| · sd(x_s) / sd(x_g), per time of the agent; spreads are those of the cells and times that are read.</remarks>
internal sealed class StrengthReading
{
    public const double LeastSpread = 1e-3;

    private readonly DenseMatrix[] geneSum, geneSize, signalSum, signalSize;
    private readonly int[] cellsOfType;

    private StrengthReading(int types, int genes, int pairs)
    {
        DenseMatrix[] Empty(int columns) => [.. Enumerable.Range(0, types).Select(_ => new DenseMatrix(genes, columns))];
        (geneSum, geneSize, signalSum, signalSize, cellsOfType) = (Empty(genes), Empty(genes), Empty(pairs), Empty(pairs), new int[types]);
    }

    /// <param name="agent">Is read.</param>
    /// <param name="units">Of the agent.</param>
    /// <param name="around">Types and who hears whom.</param>
    /// <param name="states">At some times, <c>[times][cells, genes]</c>, in the unit of the input.</param>
    /// <param name="pairs">How many ligand–receptor pairs there are.</param>
    /// <param name="spread">Where strengths at different times are to be compared, the spread of all of them; null: of these states.</param>
    public static StrengthReading Of(AgentDynamics agent, AgentUnits units, Neighbourhood around, IReadOnlyList<DenseMatrix> states, int pairs, SpreadOfTypes? spread = null)
    {
        var reading = new StrengthReading(around.TypeNames.Length, units.Level.Length, pairs);
        SpreadOfTypes sd = spread ?? SpreadOfTypes.Of(agent, units, around, states);
        foreach (DenseMatrix state in states)
        {
            agent.Differentiate(around, state, (cell, genes, signals) =>
            {
                int type = around.Types[cell];
                reading.cellsOfType[type]++;
                Add(genes, reading.geneSum[type], reading.geneSize[type], sd.Genes.Row(type), sd.Genes.Row(type));
                Add(signals, reading.signalSum[type], reading.signalSize[type], sd.Genes.Row(type), sd.Signals.Row(type));
            });
        }
        return reading;
    }

    /// <summary>Sizes with the sign of the mean.</summary>
    public EdgeScores Scores() => new(Signed(geneSum, geneSize), Signed(signalSum, signalSize));

    /// <summary>Means, in which opposite signs cancel.</summary>
    public EdgeScores Means() => new(Divided(geneSum), Divided(signalSum));

    private static void Add(DenseMatrix slopes, DenseMatrix sum, DenseMatrix size, ReadOnlySpan<double> target, ReadOnlySpan<double> source)
    {
        for (int g = 0; g < slopes.Rows; g++)
        {
            for (int s = 0; s < slopes.Columns; s++)
            {
                double strength = slopes[g, s] * source[s] / Math.Max(target[g], LeastSpread);
                sum[g, s] += strength;
                size[g, s] += Math.Abs(strength);
            }
        }
    }

    private DenseMatrix[] Signed(DenseMatrix[] sums, DenseMatrix[] sizes) => [.. sums.Select((sum, type) =>
        new DenseMatrix(sum.Rows, sum.Columns, [.. sum.Values.Select((value, i) => Math.CopySign(sizes[type].Values[i], value) / Math.Max(1, cellsOfType[type]))]))];

    private DenseMatrix[] Divided(DenseMatrix[] sums) => [.. sums.Select((sum, type) => new DenseMatrix(sum.Rows, sum.Columns, Array.ConvertAll(sum.Values, value => value / Math.Max(1, cellsOfType[type]))))];
}

/// <summary>Standard deviation of each gene and of each signal among cells of a type, in units of the agent.</summary>
/// <param name="Genes"><c>[types, genes]</c>.</param>
/// <param name="Signals"><c>[types, pairs]</c>.</param>
internal sealed record SpreadOfTypes(DenseMatrix Genes, DenseMatrix Signals)
{
    public static SpreadOfTypes Of(AgentDynamics agent, AgentUnits units, Neighbourhood around, IReadOnlyList<DenseMatrix> states)
    {
        DenseMatrix[] scaled = [.. states.Select(units.Scale)];
        return new SpreadOfTypes(Spread(around, scaled), Spread(around, [.. scaled.Select(state => agent.Heard(around, state))]));
    }

    private static DenseMatrix Spread(Neighbourhood around, DenseMatrix[] states)
    {
        int types = around.TypeNames.Length, columns = states[0].Columns;
        double[] count = new double[types];
        DenseMatrix sum = new(types, columns), square = new(types, columns);
        foreach (DenseMatrix state in states)
        {
            for (int cell = 0; cell < state.Rows; cell++)
            {
                int type = around.Types[cell];
                count[type]++;
                for (int c = 0; c < columns; c++)
                {
                    sum[type, c] += state[cell, c];
                    square[type, c] += state[cell, c] * state[cell, c];
                }
            }
        }
        for (int i = 0; i < sum.Values.Length; i++)
        {
            double n = Math.Max(1, count[i / Math.Max(1, columns)]), mean = sum.Values[i] / n;
            sum.Values[i] = Math.Sqrt(Math.Max(0, square.Values[i] / n - mean * mean));
        }
        return sum;
    }
}
