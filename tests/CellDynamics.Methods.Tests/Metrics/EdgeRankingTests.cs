using CellDynamics.Methods.Metrics;

namespace CellDynamics.Methods.Tests.Metrics;

public class EdgeRankingTests
{
    [Fact]
    public void A_perfect_ranking_scores_one_and_its_reverse_as_the_closed_forms_say()
    {
        (double, bool)[] right = [(4, true), (-3, true), (2, false), (1, false)];
        Assert.Equal(new EdgeRanking(1, 1, 1, 0.5), EdgeRanking.Of(right));
        EdgeRanking wrong = EdgeRanking.Of([(1, true), (2, true), (3, false), (4, false)]);
        // Points (recall, precision): (0, 1), (0, 0), (½, ⅓), (1, ½).
        Assert.Equal(0.5 * 0.5 * (0 + 1.0 / 3) + 0.5 * 0.5 * (1.0 / 3 + 0.5), wrong.Auprc, 1e-12);
        Assert.Equal((0.0, 0.0), (wrong.Auroc, wrong.EarlyPrecision));
    }

    [Fact]
    public void Ties_count_half_and_are_all_taken_early()
    {
        EdgeRanking tied = EdgeRanking.Of([(1, true), (1, false), (1, true), (1, false)]);
        Assert.Equal((0.5, 0.5), (tied.Auroc, tied.EarlyPrecision));
        Assert.Equal(0.75, tied.Auprc, 1e-12);
        Assert.Equal(1.0, EdgeRanking.Of([(2, true), (0, true), (0, false), (0, false)]).EarlyPrecision);
    }

    /// <remarks>scikit-learn 1.2.1 on the same numbers: auc(recall, precision) of precision_recall_curve, and roc_auc_score.</remarks>
    [Fact]
    public void Areas_are_those_of_scikit_learn()
    {
        EdgeRanking found = EdgeRanking.Of([.. Enumerable.Range(0, 200).Select(i => ((double)(i * 7919 % 101 / 5 + (i % 4 == 0 ? 4 : 0)), i % 4 == 0))]);
        Assert.Equal(0.5411012286276289, found.Auprc, 1e-12);
        Assert.Equal(0.707, found.Auroc, 1e-12);
    }

    [Fact]
    public void A_network_without_edges_cannot_be_ranked() =>
        Assert.Contains("found 0 edges", Assert.Throws<ArgumentException>(() => EdgeRanking.Of([(1, false)])).Message, StringComparison.Ordinal);
}
