using System.Globalization;
using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Integration;

namespace CellDynamics.Methods.MultiMarginalBridge;

/// <summary>A path law through the snapshots that answers what the population is at any time between the first and the last.</summary>
internal sealed class SbirrModel(BridgeProblem problem, IPathSampler sampler) : ITrajectoryModel
{
    public BridgeProblem Problem => problem;

    public IPathSampler Sampler => sampler;

    /// <remarks>
    /// Null cells: one path through every measured cell of every snapshot, read off at the time: the union that the published experiments score (sbirr 2.4).
    /// A number: paths through the cells of the two snapshots around the time. The law is the same, but every cell there is gone through equally often,
    /// so that fewer cells stand for the population without the chance of resampling both ends.
    /// </remarks>
    public DenseMatrix PopulationAt(double time, int? cells, int seed)
    {
        if (!(time >= problem.Times[0] && time <= problem.Times[^1]))
        {
            throw new ArgumentOutOfRangeException(nameof(time), time, string.Create(CultureInfo.InvariantCulture,
                $"The populations were measured from {problem.Times[0]} to {problem.Times[^1]}; the method does not look beyond. Choose a time between them."));
        }
        IReadOnlyList<(int, int)> starts = cells is { } count ? Starts.Draw(CellsAround(time), count, seed) : EveryCell();
        double[] paths = sampler.DrawPaths(starts, seed, CancellationToken.None);
        int d = problem.Dimensions, width = paths.Length / starts.Count;
        (int step, double share, double noise) = Locate(problem.Units.ToBridge(time));
        var population = new DenseMatrix(starts.Count, d);
        double[] state = new double[d];
        for (int i = 0; i < starts.Count; i++)
        {
            var random = new RandomStream(seed, i, -1);
            ReadOnlySpan<double> here = paths.AsSpan(i * width + step * d, d), next = share > 0 ? paths.AsSpan(i * width + (step + 1) * d, d) : here;
            for (int k = 0; k < d; k++)
                state[k] = here[k] + share * (next[k] - here[k]) + (noise > 0 ? noise * random.NextNormal() : 0);
            problem.Units.ToData(state, population.Row(i));
        }
        return population;
    }

    /// <summary>Every cell of every snapshot once.</summary>
    public IReadOnlyList<(int Snapshot, int Row)> EveryCell() =>
        [.. problem.Snapshots.SelectMany((snapshot, s) => Enumerable.Range(0, snapshot.Rows).Select(row => (s, row)))];

    private IReadOnlyList<(int Snapshot, int Row)> CellsAround(double time)
    {
        int after = Array.FindIndex(problem.Times, 1, measured => measured >= time);
        return [.. EveryCell().Where(cell => cell.Snapshot == after - 1 || cell.Snapshot == after)];
    }

    public void Save(string directory) => BridgeFile.Write(Path.Combine(directory, BridgeFile.Name), this);

    /// <summary>Grid step before a time, the share of the step that has passed, and the noise of a Brownian bridge between its ends there.</summary>
    private (int Step, double Share, double Noise) Locate(double time)
    {
        int first = 0;
        double start = problem.Units.ToBridge(problem.Times[0]);
        foreach (BridgeGrid grid in problem.Grids)
        {
            double position = (time - start) / grid.Duration * grid.Steps;
            if (position <= grid.Steps + 1e-9)
            {
                int step = (int)Math.Min(grid.Steps, Math.Round(position));
                double share = position - step;
                if (Math.Abs(share) < 1e-9)
                    return (first + step, 0, 0);
                step = (int)Math.Floor(position);
                share = position - step;
                return (first + step, share, grid.Sigma * Math.Sqrt(share * (1 - share) * grid.Duration / grid.Steps));
            }
            first += grid.Steps;
            start += grid.Duration;
        }
        return (first, 0, 0);
    }
}
