using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Integration;
using CellDynamics.Methods.Networks;

namespace CellDynamics.Methods.Staged.Training;

/// <summary>What an agent is fitted to, in its units: levels as measured, smoothed, and their rates of change.</summary>
internal sealed class SmoothedPaths
{
    private const double LevelQuantile = 0.95, LeastShareOfLevel = 1e-3, IntervalsPerTime = 10;

    private readonly double[] passed;

    /// <param name="cells">In the unit of the input.</param>
    /// <param name="delay">From a message to its effect, in the unit of the times.</param>
    public SmoothedPaths(CellTrajectories cells, double delay = 0)
    {
        Units = UnitsOf(cells);
        Delay = delay / Units.Time;
        Times = Array.ConvertAll(cells.Times, time => (time - cells.Times[0]) / Units.Time);
        Observed = [.. cells.States.Select(Units.Scale)];
        (Values, Slopes) = LocalQuadratic.Fit(Times, Observed, LocalQuadratic.Choose(Times, Observed));
        foreach (DenseMatrix value in Values)
        {
            for (int i = 0; i < value.Values.Length; i++)
                value.Values[i] = Math.Max(0, value.Values[i]);
        }
        Acting = GeneMemory.Along(Times, Values, Delay);
        double total = 0;
        passed = Array.ConvertAll(Slopes, slope => total += Math.Sqrt(slope.Values.Sum(value => value * value)));
    }

    public AgentUnits Units { get; }

    /// <summary>From a message to its effect; 0: none.</summary>
    public double Delay { get; }

    /// <summary>From 0 on, <c>[times]</c>.</summary>
    public double[] Times { get; }

    /// <summary>One matrix per time, <c>[cells, genes]</c>.</summary>
    public DenseMatrix[] Observed { get; }

    public DenseMatrix[] Values { get; }

    public DenseMatrix[] Slopes { get; }

    /// <summary>What acts at each time: where there is no delay, <see cref="Values"/>.</summary>
    public DenseMatrix[] Acting { get; }

    /// <summary>Index of a time, drawn with this share by how much moves there.</summary>
    /// <param name="random">Is drawn from.</param>
    /// <param name="below">Times to draw from are those before this one.</param>
    /// <param name="focus">Between 0 and 1.</param>
    public int DrawTime(RandomStream random, int below, double focus)
    {
        bool isFocused = random.NextUniform() < focus;
        return isFocused ? TimeOf(random.NextUniform() * passed[below - 1], below) : random.NextIndex(below);
    }

    /// <summary>Times at equal shares of all that moves, <c>[at most count]</c>: where strengths are read from a fit.</summary>
    public int[] MovingTimes(int count) => [.. Enumerable.Range(0, count).Select(i => TimeOf((i + 0.5) / count * passed[^1], Times.Length)).Distinct()];

    /// <summary>Where a fit begins: a gene acts by half at its mean level, as much as its highest level can be made, and all decay at a rate of one.</summary>
    public AgentStart Start()
    {
        int genes = Units.Level.Length;
        double[] half = new double[genes], most = new double[genes], ones = new double[genes];
        foreach (DenseMatrix state in Observed)
        {
            for (int i = 0; i < state.Values.Length; i++)
            {
                half[i % genes] += state.Values[i] / state.Rows / Observed.Length;
                most[i % genes] = Math.Max(most[i % genes], state.Values[i]);
            }
        }
        Array.Fill(ones, 1);
        return new AgentStart(Array.ConvertAll(half, value => Math.Max(value, 0.01)), most, ones);
    }

    private int TimeOf(double place, int below)
    {
        int at = Array.BinarySearch(passed, 0, below, place);
        return Math.Min(below - 1, at < 0 ? ~at : at);
    }

    private static AgentUnits UnitsOf(CellTrajectories cells)
    {
        double[] level = new double[cells.GeneCount];
        for (int gene = 0; gene < level.Length; gene++)
        {
            double[] sorted = [.. cells.States.SelectMany(state => state.Column(gene)).Order()];
            level[gene] = sorted[(int)(LevelQuantile * (sorted.Length - 1))];
            if (level[gene] <= LeastShareOfLevel * sorted[^1])
                level[gene] = Math.Max(sorted[^1], double.Epsilon);
        }
        double largest = level.Max();
        double[] intervals = [.. cells.Times.Skip(1).Zip(cells.Times, (next, time) => next - time).Order()];
        return new AgentUnits(Array.ConvertAll(level, value => Math.Max(value, LeastShareOfLevel * largest)), IntervalsPerTime * intervals[intervals.Length / 2]);
    }
}
