using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Metrics;
using CellDynamics.Methods.Simulators.BoolOde;

namespace CellDynamics.Methods.Tests.Simulators;

public class BoolOdeTests
{
    public static TheoryData<BoolOdeNetwork> Networks => [.. Enum.GetValues<BoolOdeNetwork>()];

    [Fact]
    public void A_rule_is_on_where_its_formula_is_true()
    {
        BooleanRule rule = BooleanRule.Parse("Gata2 & !(Pu1 | (Gata1 & Fog1))");
        Assert.Equal(["Gata2", "Pu1", "Gata1", "Fog1"], rule.Regulators);
        Assert.Equal([false, true, true, true], rule.Repressing);
        for (uint on = 0; on < 16; on++)
        {
            bool Is(int bit) => (on >> bit & 1) == 1;
            Assert.Equal(Is(0) && !(Is(1) || (Is(2) && Is(3))), rule.IsOn(on));
        }
        Assert.True(BooleanRule.Parse("!a | b & c").IsOn(0b000));
        Assert.False(BooleanRule.Parse("!a | b & c").IsOn(0b011));
    }

    [Theory]
    [InlineData("a &", "expected a gene at character 4")]
    [InlineData("(a | b", "expected ) at character 7")]
    [InlineData("a b", "expected the end at character 3, found \"b\"")]
    public void A_formula_that_is_none_is_refused_with_the_place(string text, string words) =>
        Assert.Contains(words, Assert.Throws<FormatException>(() => BooleanRule.Parse(text)).Message, StringComparison.Ordinal);

    /// <remarks>Numbers of the published models as BEELINE counts them (staged 4).</remarks>
    [Theory]
    [InlineData(BoolOdeNetwork.Mcad, 5, 14, 1)]
    [InlineData(BoolOdeNetwork.Vsc, 8, 15, 0)]
    [InlineData(BoolOdeNetwork.Hsc, 11, 30, 4)]
    [InlineData(BoolOdeNetwork.Gsd, 19, 79, 3)]
    [InlineData(BoolOdeNetwork.Linear, 7, 8, 1)]
    [InlineData(BoolOdeNetwork.LinearLong, 18, 19, 1)]
    [InlineData(BoolOdeNetwork.Cycle, 6, 6, 0)]
    [InlineData(BoolOdeNetwork.Bifurcating, 7, 12, 2)]
    [InlineData(BoolOdeNetwork.BifurcatingConverging, 10, 18, 3)]
    [InlineData(BoolOdeNetwork.Trifurcating, 8, 20, 3)]
    public void Networks_have_the_published_genes_and_edges(BoolOdeNetwork network, int genes, int edges, int self)
    {
        DenseMatrix truth = new BoolOdeSystem(BoolOdeModel.Of(network)).Network();
        Assert.Equal((genes, genes), (truth.Rows, truth.Columns));
        Assert.Equal(edges, truth.Values.Count(sign => sign != 0));
        Assert.Equal(self, Enumerable.Range(0, genes).Count(gene => truth[gene, gene] != 0));
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Far_from_half_activation_a_gene_is_as_active_as_its_rule_says(BoolOdeNetwork network)
    {
        BoolOdeModel model = BoolOdeModel.Of(network);
        var system = new BoolOdeSystem(model);
        var random = new Random(1);
        for (int trial = 0; trial < 100; trial++)
        {
            bool[] on = [.. system.Genes.Select(_ => random.Next(2) == 1)];
            double[] activity = system.Activity(Array.ConvertAll(on, isOn => isOn ? 1000.0 : 0.01));
            for (int gene = 0; gene < system.Genes.Length; gene++)
            {
                BooleanRule rule = BooleanRule.Parse(model.Rules[gene].Rule);
                uint set = 0;
                for (int r = 0; r < rule.Regulators.Length; r++)
                    set |= on[Array.IndexOf(system.Genes, rule.Regulators[r])] ? 1u << r : 0;
                Assert.Equal(rule.IsOn(set) ? 1 : 0, activity[gene], 1e-6);
            }
        }
        double[] half = system.Activity([.. Enumerable.Repeat(10.0, system.Genes.Length)]);
        for (int gene = 0; gene < system.Genes.Length; gene++)
        {
            BooleanRule rule = BooleanRule.Parse(model.Rules[gene].Rule);
            int sets = 1 << rule.Regulators.Length;
            Assert.Equal(Enumerable.Range(0, sets).Count(set => rule.IsOn((uint)set)) / (double)sets, half[gene], 1e-12);
        }
    }

    /// <remarks>AUPRC of |Pearson's r| as an independent implementation of the same equations gave it (staged 4, own_check_results.tsv), which itself agrees with what BEELINE published.</remarks>
    [Theory]
    [InlineData(BoolOdeNetwork.Mcad, 0.549)]
    [InlineData(BoolOdeNetwork.Vsc, 0.584)]
    [InlineData(BoolOdeNetwork.Hsc, 0.328)]
    [InlineData(BoolOdeNetwork.Gsd, 0.268)]
    [InlineData(BoolOdeNetwork.Linear, 0.433)]
    [InlineData(BoolOdeNetwork.Cycle, 0.280)]
    public void Genes_go_together_as_in_another_implementation(BoolOdeNetwork network, double expected)
    {
        var system = new BoolOdeSystem(BoolOdeModel.Of(network));
        (DenseMatrix cells, double[] times) = system.Cells(2000, 1);
        DenseMatrix truth = system.Network();
        int genes = system.Genes.Length;
        var pairs = new List<(double, bool)>();
        for (int target = 0; target < genes; target++)
        {
            for (int regulator = 0; regulator < genes; regulator++)
            {
                if (target != regulator)
                    pairs.Add((Pearson(cells.Column(target), cells.Column(regulator)), truth[target, regulator] != 0));
            }
        }
        Assert.Equal(expected, EdgeRanking.Of(pairs).Auprc, 0.05);
        Assert.InRange(times.Average(), 0.45 * times.Max(), 0.55 * times.Max());
    }

    private static double Pearson(double[] x, double[] y)
    {
        double mx = x.Average(), my = y.Average();
        return x.Zip(y, (a, b) => (a - mx) * (b - my)).Sum() / Math.Sqrt(x.Sum(a => (a - mx) * (a - mx)) * y.Sum(b => (b - my) * (b - my)));
    }
}
