namespace CellDynamics.Methods.Transport.Exact;

/// <summary>The pairs that are worth looking at, by source: what the simplex prices between two looks at the whole matrix.</summary>
internal sealed class ArcShortlist(int sources)
{
    private int[] _starts = new int[sources + 1];
    private int[] _targets = [];
    private double[] _costs = [];
    private int _next;

    public int Count => _targets.Length;

    public ReadOnlySpan<int> Targets(int source) => _targets.AsSpan(_starts[source], _starts[source + 1] - _starts[source]);

    public ReadOnlySpan<double> Costs(int source) => _costs.AsSpan(_starts[source], _starts[source + 1] - _starts[source]);

    /// <param name="found">New pairs per source, not in the list yet.</param>
    public void Add(List<(int Target, double Cost)>[] found)
    {
        int total = Count + found.Sum(list => list.Count);
        int[] starts = new int[_starts.Length], targets = new int[total];
        double[] costs = new double[total];
        int at = 0;
        for (int i = 0; i < found.Length; i++)
        {
            starts[i] = at;
            Targets(i).CopyTo(targets.AsSpan(at));
            Costs(i).CopyTo(costs.AsSpan(at));
            at += Targets(i).Length;
            foreach ((int target, double cost) in found[i])
                (targets[at], costs[at++]) = (target, cost);
        }
        starts[^1] = at;
        (_starts, _targets, _costs) = (starts, targets, costs);
    }

    /// <summary>The most negative reduced cost of the next block of sources that holds one below −tolerance.</summary>
    /// <remarks>Block search. Ref: Kovács 2015, Optim. Methods Softw. 30, section 4.</remarks>
    public bool FindEntering(double[] potentials, double tolerance, int block, out (int Source, int Target, double ReducedCost) best)
    {
        best = (-1, -1, -tolerance);
        int scanned = 0;
        for (int row = 0; row < sources; row++)
        {
            int i = _next;
            _next = _next + 1 == sources ? 0 : _next + 1;
            double u = potentials[i];
            ReadOnlySpan<int> targets = Targets(i);
            ReadOnlySpan<double> costs = Costs(i);
            for (int k = 0; k < targets.Length; k++)
            {
                double reduced = costs[k] - u - potentials[sources + targets[k]];
                if (reduced < best.ReducedCost)
                    best = (i, targets[k], reduced);
            }
            scanned += targets.Length;
            if (scanned >= block)
            {
                if (best.Source >= 0)
                    return true;
                scanned = 0;
            }
        }
        return best.Source >= 0;
    }
}
