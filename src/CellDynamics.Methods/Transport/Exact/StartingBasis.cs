using CellDynamics.Data.Annotated;

namespace CellDynamics.Methods.Transport.Exact;

/// <summary>A feasible tree close to the optimum: mass is given out greedily along the pairs that rough potentials make cheap.</summary>
internal sealed class StartingBasis
{
    private readonly DenseMatrix _cost;
    private readonly double[] _u;
    private readonly double[] _v;
    private readonly long[] _supply;
    private readonly long[] _demand;
    private readonly List<(int Source, int Target, long Flow)> _arcs = [];

    /// <param name="cost">Costs <c>[sources, targets]</c>.</param>
    /// <param name="u">Rough source potentials.</param>
    /// <param name="v">Rough target potentials.</param>
    /// <param name="supply">Units per source; used up.</param>
    /// <param name="demand">Units per target; used up.</param>
    private StartingBasis(DenseMatrix cost, double[] u, double[] v, long[] supply, long[] demand)
    {
        (_cost, _u, _v, _supply, _demand) = (cost, u, v, (long[])supply.Clone(), (long[])demand.Clone());
    }

    public static SpanningTree Build(DenseMatrix cost, (double[] U, double[] V) rough, (long[] Supply, long[] Demand) units, ArcShortlist shortlist)
    {
        var basis = new StartingBasis(cost, rough.U, rough.V, units.Supply, units.Demand);
        basis.GiveAlong(shortlist);
        basis.GiveTheRest();
        return basis.Tree();
    }

    private void GiveAlong(ArcShortlist shortlist)
    {
        double[] reduced = new double[shortlist.Count];
        (int Source, int Target)[] pairs = new (int, int)[shortlist.Count];
        int at = 0;
        for (int i = 0; i < _supply.Length; i++)
        {
            for (int k = 0; k < shortlist.Targets(i).Length; k++, at++)
            {
                int j = shortlist.Targets(i)[k];
                (reduced[at], pairs[at]) = (shortlist.Costs(i)[k] - _u[i] - _v[j], (i, j));
            }
        }
        Array.Sort(reduced, pairs);
        foreach ((int i, int j) in pairs)
            Give(i, j);
    }

    private void GiveTheRest()
    {
        List<int> open = [.. Enumerable.Range(0, _demand.Length).Where(j => _demand[j] > 0)];
        for (int i = 0; i < _supply.Length; i++)
        {
            while (_supply[i] > 0)
            {
                int best = 0;
                double least = double.PositiveInfinity;
                for (int k = 0; k < open.Count; k++)
                {
                    double reduced = _cost[i, open[k]] - _v[open[k]];
                    if (reduced < least)
                        (best, least) = (k, reduced);
                }
                Give(i, open[best]);
                if (_demand[open[best]] == 0)
                {
                    open[best] = open[^1];
                    open.RemoveAt(open.Count - 1);
                }
            }
        }
    }

    private void Give(int i, int j)
    {
        long flow = Math.Min(_supply[i], _demand[j]);
        if (flow == 0)
            return;
        _supply[i] -= flow;
        _demand[j] -= flow;
        _arcs.Add((i, j, flow));
    }

    /// <summary>Hangs every component of the greedy forest, whose arcs all carry flow, under the root by an empty arc.</summary>
    private SpanningTree Tree()
    {
        int n = _supply.Length, nodes = n + _demand.Length;
        var tree = new SpanningTree(n, _demand.Length);
        List<(int Other, long Flow)>[] arcs = [.. Enumerable.Range(0, nodes).Select(_ => new List<(int, long)>(2))];
        foreach ((int i, int j, long flow) in _arcs)
        {
            arcs[i].Add((n + j, flow));
            arcs[n + j].Add((i, flow));
        }
        var open = new Stack<int>();
        for (int top = 0; top < nodes; top++)
        {
            if (tree.Parent(top) >= 0)
                continue;
            tree.Attach(top, tree.Root, 0);
            tree.Potentials[top] = top < n ? _u[top] : _v[top - n];
            open.Push(top);
            while (open.TryPop(out int node))
                Grow(tree, node, arcs[node], open);
        }
        return tree;
    }

    private void Grow(SpanningTree tree, int node, List<(int Other, long Flow)> arcs, Stack<int> open)
    {
        int n = _supply.Length;
        foreach ((int other, long flow) in arcs)
        {
            if (tree.Parent(other) >= 0)
                continue;
            tree.Attach(other, node, flow);
            double cost = node < n ? _cost[node, other - n] : _cost[other, node - n];
            tree.Potentials[other] = cost - tree.Potentials[node];
            open.Push(other);
        }
    }
}
