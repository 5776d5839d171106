namespace CellDynamics.Methods.Transport.Exact;

/// <summary>The basis of the network simplex: a strongly feasible spanning tree over sources, targets and one root.</summary>
/// <remarks>Flows are whole units. An arc to the root never carries flow, because nothing leaves the root; it only keeps the tree connected and so
/// needs no large cost. Every empty tree arc points to the root, which rules out cycling. Ref: Cunningham 1976, Math. Programming 11.</remarks>
internal sealed class SpanningTree
{
    private readonly int _sources;
    private readonly int _root;
    private readonly Node[] _nodes;

    public SpanningTree(int sources, int targets)
    {
        _sources = sources;
        _root = sources + targets;
        _nodes = new Node[_root + 1];
        Potentials = new double[_root];
        foreach (ref Node node in _nodes.AsSpan())
            (node.Parent, node.FirstChild, node.Next, node.Previous) = (-1, -1, -1, -1);
    }

    /// <summary>u of the sources, then v of the targets, cost units.</summary>
    public double[] Potentials { get; }

    public int Root => _root;

    public int Parent(int node) => _nodes[node].Parent;

    public long Flow(int node) => _nodes[node].Flow;

    /// <summary>Hangs a node that is not in the tree yet under one that is.</summary>
    public void Attach(int node, int parent, long flow)
    {
        Link(node, parent);
        (_nodes[node].Flow, _nodes[node].Depth) = (flow, _nodes[parent].Depth + 1);
    }

    /// <summary>Takes the arc source → target, of negative reduced cost, into the basis and drops the one that blocks it.</summary>
    public void Pivot(int source, int target, double reducedCost)
    {
        (int leaving, long flow, int join) = FindLeaving(source, target);
        bool sourceSide = leaving < 0;
        if (sourceSide)
            leaving = ~leaving;
        if (flow != 0)
            Push(source, target, join, flow);
        int start = sourceSide ? source : target, end = sourceSide ? target : source;
        Reroot(start, leaving, end, flow);
        double shift = start < _sources ? reducedCost : -reducedCost;
        ShiftSubtree(start, shift);
    }

    /// <summary>The last blocking arc of the cycle, seen from the join along the entering arc; complemented when it lies on the source's side.</summary>
    private (int Leaving, long Flow, int Join) FindLeaving(int source, int target)
    {
        long onSource = long.MaxValue, onTarget = long.MaxValue;
        int leavingSource = -1, leavingTarget = -1, a = source, b = target;
        while (a != b)
        {
            if (_nodes[a].Depth >= _nodes[b].Depth)
            {
                ref Node node = ref _nodes[a];
                if ((a < _sources || node.Parent == _root) && node.Flow < onSource)
                    (onSource, leavingSource) = (node.Flow, a);
                a = node.Parent;
            }
            else
            {
                ref Node node = ref _nodes[b];
                if (b >= _sources && node.Parent != _root && node.Flow <= onTarget)
                    (onTarget, leavingTarget) = (node.Flow, b);
                b = node.Parent;
            }
        }
        return onTarget <= onSource ? (leavingTarget, onTarget, a) : (~leavingSource, onSource, a);
    }

    private void Push(int source, int target, int join, long flow)
    {
        for (int a = source; a != join; a = _nodes[a].Parent)
            _nodes[a].Flow += a < _sources ? -flow : flow;
        for (int b = target; b != join; b = _nodes[b].Parent)
            _nodes[b].Flow += b < _sources ? flow : -flow;
    }

    /// <summary>Turns the path from <paramref name="start"/> up to <paramref name="leaving"/> over and hangs it under <paramref name="newParent"/>.</summary>
    private void Reroot(int start, int leaving, int newParent, long enteringFlow)
    {
        int node = start, parent = newParent;
        long flow = enteringFlow;
        while (true)
        {
            int oldParent = _nodes[node].Parent;
            long oldFlow = _nodes[node].Flow;
            Unlink(node);
            Link(node, parent);
            _nodes[node].Flow = flow;
            if (node == leaving)
                return;
            (parent, node, flow) = (node, oldParent, oldFlow);
        }
    }

    /// <summary>Adds to u and subtracts from v below <paramref name="top"/>, and sets the depths there.</summary>
    private void ShiftSubtree(int top, double shift)
    {
        int node = top;
        while (true)
        {
            ref Node current = ref _nodes[node];
            Potentials[node] += node < _sources ? shift : -shift;
            current.Depth = _nodes[current.Parent].Depth + 1;
            if (current.FirstChild >= 0)
            {
                node = current.FirstChild;
                continue;
            }
            while (node != top && _nodes[node].Next < 0)
                node = _nodes[node].Parent;
            if (node == top)
                return;
            node = _nodes[node].Next;
        }
    }

    /// <summary>Computes all potentials anew from the costs of the tree arcs, which removes the rounding of the exchanges.</summary>
    public void Settle(CellDynamics.Data.Annotated.DenseMatrix cost)
    {
        var open = new Stack<int>();
        open.Push(_root);
        while (open.TryPop(out int node))
        {
            for (int child = _nodes[node].FirstChild; child >= 0; child = _nodes[child].Next)
            {
                if (node != _root)
                    Potentials[child] = (node < _sources ? cost[node, child - _sources] : cost[child, node - _sources]) - Potentials[node];
                open.Push(child);
            }
        }
    }

    private void Link(int node, int parent)
    {
        ref Node child = ref _nodes[node];
        int sibling = _nodes[parent].FirstChild;
        (child.Parent, child.Previous, child.Next) = (parent, -1, sibling);
        if (sibling >= 0)
            _nodes[sibling].Previous = node;
        _nodes[parent].FirstChild = node;
    }

    private void Unlink(int node)
    {
        ref Node child = ref _nodes[node];
        if (child.Next >= 0)
            _nodes[child.Next].Previous = child.Previous;
        if (child.Previous >= 0)
            _nodes[child.Previous].Next = child.Next;
        else
            _nodes[child.Parent].FirstChild = child.Next;
    }

    private struct Node
    {
        public int Parent, FirstChild, Next, Previous, Depth;

        /// <summary>Flow on the arc between this node and its parent.</summary>
        public long Flow;
    }
}
