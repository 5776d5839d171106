using System.Runtime.InteropServices;
using CellDynamics.Methods.Integration;

namespace CellDynamics.Methods.Regression;

/// <summary>One tree of a <see cref="RegressionForest"/>. Ref: Breiman et al. 1984.</summary>
internal sealed class RegressionTree
{
    private const int NoFeature = -1, Few = 32;

    /// <summary>Of the sum of squares: a cut that removes less removes rounding.</summary>
    private const double Rounding = 1e-12;

    private readonly List<Node> nodes = [];

    private RegressionTree(int features) => (Removed, Direction) = (new double[features], new double[features]);

    /// <summary>Squared deviation of the target that cuts by each feature removed, <c>[features]</c>.</summary>
    public double[] Removed { get; }

    /// <summary>The same, each cut counted negative where the target is lower above it, <c>[features]</c>.</summary>
    public double[] Direction { get; }

    /// <param name="features">Features of all rows.</param>
    /// <param name="asked">Those of them that may be asked; reordered.</param>
    /// <param name="target"><c>[rows]</c>.</param>
    /// <param name="rows">Rows to learn from; a row may come several times. Reordered.</param>
    /// <param name="settings">How the tree grows.</param>
    /// <param name="random">Chooses the features that each node may ask.</param>
    public static RegressionTree Grow(BinnedFeatures features, int[] asked, double[] target, int[] rows, ForestSettings settings, RandomStream random)
    {
        var tree = new RegressionTree(features.Count);
        var work = new Growth(features, asked, target, settings, random);
        tree.nodes.Add(default);
        var open = new Stack<(int Node, int First, int End)>([(0, 0, rows.Length)]);
        while (open.TryPop(out (int Node, int First, int End) next))
        {
            Span<int> mine = rows.AsSpan(next.First, next.End - next.First);
            (Cut cut, double mean) = work.Best(mine);
            if (cut.Feature == NoFeature)
            {
                tree.nodes[next.Node] = new Node(NoFeature, 0, mean);
                continue;
            }
            tree.Removed[cut.Feature] += cut.Removed;
            tree.Direction[cut.Feature] += cut.IsRising ? cut.Removed : -cut.Removed;
            int middle = next.First + work.Part(mine, cut), below = tree.nodes.Count;
            tree.nodes[next.Node] = new Node(cut.Feature, below, features.UpperEdge(cut.Feature, cut.Bin));
            tree.nodes.Add(default);
            tree.nodes.Add(default);
            open.Push((below, next.First, middle));
            open.Push((below + 1, middle, next.End));
        }
        return tree;
    }

    /// <param name="features"><c>[features]</c>.</param>
    public double Predict(ReadOnlySpan<double> features)
    {
        ReadOnlySpan<Node> all = CollectionsMarshal.AsSpan(nodes);
        Node node = all[0];
        while (node.Feature != NoFeature)
            node = all[features[node.Feature] <= node.Value ? node.Below : node.Below + 1];
        return node.Value;
    }

    /// <param name="Feature">Asked here; none: a leaf.</param>
    /// <param name="Below">Index of the node for values up to the edge; that for those above stands after it.</param>
    /// <param name="Value">The edge; of a leaf the mean of the target.</param>
    private readonly record struct Node(int Feature, int Below, double Value);

    private readonly record struct Cut(int Feature, int Bin, double Removed, bool IsRising);

    /// <summary>Buffers of a growing tree.</summary>
    private sealed class Growth(BinnedFeatures features, int[] asked, double[] target, ForestSettings settings, RandomStream random)
    {
        private readonly int tried = Math.Max(1, (int)Math.Round(settings.FeatureShare * asked.Length));
        private readonly double[] sums = new double[BinnedFeatures.MostBins];
        private readonly int[] counts = new int[BinnedFeatures.MostBins];
        private readonly byte[] fewBins = new byte[Few];
        private readonly double[] fewTargets = new double[Few];

        public (Cut Cut, double Mean) Best(ReadOnlySpan<int> rows)
        {
            double sum = 0;
            foreach (int row in rows)
                sum += target[row];
            var best = new Cut(NoFeature, 0, 0, false);
            for (int i = 0; i < tried && i < asked.Length && rows.Length >= 2 * settings.LeastLeaf; i++)
            {
                int other = i + random.NextIndex(asked.Length - i);
                (asked[i], asked[other]) = (asked[other], asked[i]);
                Cut cut = Best(rows, asked[i], sum);
                if (cut.Feature != NoFeature && cut.Removed > best.Removed)
                    best = cut;
            }
            return (best, sum / rows.Length);
        }

        /// <summary>Moves the rows of the lower side to the front and counts them.</summary>
        public int Part(Span<int> rows, Cut cut)
        {
            ReadOnlySpan<byte> bins = features.Bins(cut.Feature);
            int below = 0;
            for (int i = 0; i < rows.Length; i++)
            {
                if (bins[rows[i]] > cut.Bin)
                    continue;
                (rows[i], rows[below]) = (rows[below], rows[i]);
                below++;
            }
            return below;
        }

        private Cut Best(ReadOnlySpan<int> rows, int feature, double total)
        {
            var best = new Cut(NoFeature, 0, Rounding * total * total / rows.Length, false);
            if (rows.Length <= Few)
                CutFew(rows, feature, total, ref best);
            else
                CutMany(rows, feature, total, ref best);
            return best;
        }

        /// <summary>Sums up every bin first.</summary>
        private void CutMany(ReadOnlySpan<int> rows, int feature, double total, ref Cut best)
        {
            int bins = features.BinCount(feature), count = 0;
            Array.Clear(sums, 0, bins);
            Array.Clear(counts, 0, bins);
            ReadOnlySpan<byte> bin = features.Bins(feature);
            foreach (int row in rows)
            {
                sums[bin[row]] += target[row];
                counts[bin[row]]++;
            }
            double sum = 0;
            for (int b = 0; b + 1 < bins; b++)
            {
                (sum, count) = (sum + sums[b], count + counts[b]);
                if (counts[b] > 0)
                    Consider(new Cut(feature, b, 0, false), (sum, count), (total, rows.Length), ref best);
            }
        }

        /// <summary>Sorts the rows: most nodes are small, and most of their bins empty.</summary>
        private void CutFew(ReadOnlySpan<int> rows, int feature, double total, ref Cut best)
        {
            ReadOnlySpan<byte> bin = features.Bins(feature);
            for (int i = 0; i < rows.Length; i++)
                (fewBins[i], fewTargets[i]) = (bin[rows[i]], target[rows[i]]);
            Array.Sort(fewBins, fewTargets, 0, rows.Length);
            double sum = 0;
            for (int i = 0; i + 1 < rows.Length; i++)
            {
                sum += fewTargets[i];
                if (fewBins[i] < fewBins[i + 1])
                    Consider(new Cut(feature, fewBins[i], 0, false), (sum, i + 1), (total, rows.Length), ref best);
            }
        }

        private void Consider(Cut cut, (double Sum, int Count) below, (double Sum, int Count) all, ref Cut best)
        {
            (double Sum, int Count) above = (all.Sum - below.Sum, all.Count - below.Count);
            if (below.Count < settings.LeastLeaf || above.Count < settings.LeastLeaf)
                return;
            double removed = below.Sum * below.Sum / below.Count + above.Sum * above.Sum / above.Count - all.Sum * all.Sum / all.Count;
            if (removed > best.Removed)
                best = cut with { Removed = removed, IsRising = above.Sum * below.Count > below.Sum * above.Count };
        }
    }
}
