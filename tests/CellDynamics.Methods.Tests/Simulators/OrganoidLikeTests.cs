using System.Numerics.Tensors;
using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Simulators;
using CellDynamics.Methods.Treatments;

namespace CellDynamics.Methods.Tests.Simulators;

public class OrganoidLikeTests
{
    private static readonly OrganoidLikeSettings Small = new() { Populations = 3, Cells = 400, Treatments = 2 };

    [Fact]
    public void Without_weight_of_the_population_every_type_moves_by_its_own_shift()
    {
        OrganoidLikeSettings settings = Small with { Strength = 0, Cells = 3000 };
        OrganoidSystem truth = OrganoidSystem.Draw(settings, 5);
        foreach (TreatmentPair pair in OrganoidLikeSimulator.Pairs(settings, 5))
        {
            for (int k = 0; k < OrganoidSystem.Types; k++)
            {
                (double[] control, int controls) = Mean(pair.Control, k);
                (double[] treated, int cells) = Mean(pair.Treated, k);
                // Six standard errors: both populations are drawn on their own.
                double error = 6 * Math.Sqrt(0.25 / controls + (0.25 + 0.04) / cells);
                int treatment = pair.Treatment[^1] - '1';
                for (int d = 0; d < settings.Dims && controls > 30; d++)
                    Assert.Equal(truth.Shifts[treatment * OrganoidSystem.Types + k, d], treated[d] - control[d], error);
            }
        }
    }

    [Fact]
    public void The_response_is_linear_in_the_weight_and_in_the_mix_of_types_and_bends_with_density_only()
    {
        OrganoidSystem truth = OrganoidSystem.Draw(Small, 3);
        IReadOnlyList<TreatmentPair> none = OrganoidLikeSimulator.Pairs(Small with { Strength = 0 }, 3);
        foreach (double s in new[] { 0.5, 2 })
        {
            IReadOnlyList<TreatmentPair> some = OrganoidLikeSimulator.Pairs(Small with { Strength = s }, 3);
            for (int i = 0; i < some.Count; i++)
            {
                Assert.Equal(none[i].Control.States.Values, some[i].Control.States.Values);
                (int donor, int treatment) = (some[i].Donor[^1] - '1', some[i].Treatment[^1] - '1');
                double[] u = truth.Density.Row(treatment).ToArray();
                double largest = 0;
                for (int cell = 0; cell < Small.Cells; cell++)
                {
                    double[] rest = [.. Enumerable.Range(0, Small.Dims).Select(d => some[i].Treated.States[cell, d] - none[i].Treated.States[cell, d] - s * Mixed(truth, treatment, d, donor))];
                    double along = TensorPrimitives.Dot<double>(rest, u);
                    largest = Math.Max(largest, Math.Abs(along));
                    Assert.All(rest.Select((value, d) => value - along * u[d]), value => Assert.Equal(0, value, 1e-9));
                }
                Assert.InRange(largest, 0.25 * s, 0.5 * s);
            }
        }
    }

    [Fact]
    public void Local_density_is_z_scored_and_high_where_cells_crowd()
    {
        var cells = new DenseMatrix(60, 2);
        for (int i = 0; i < 60; i++)
            (cells[i, 0], cells[i, 1]) = i < 30 ? (0.01 * i, 0) : (i, 100);
        double[] z = OrganoidSystem.LocalDensity(cells);
        Assert.Equal(0, z.Average(), 1e-12);
        Assert.Equal(1, z.Average(x => x * x), 1e-12);
        Assert.True(z[..30].Min() > z[30..].Max());
        // The tenth neighbour of the first cell on the line lies ten steps away, that of an inner one five: half the density.
        double mean = z.Average();
        Assert.True(z[15] > z[0] && z[0] > mean);
    }

    [Fact]
    public void Types_lie_apart_shifts_have_their_lengths_and_shares_add_up()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            OrganoidSystem truth = OrganoidSystem.Draw(new OrganoidLikeSettings(), seed);
            for (int k = 0; k < 3; k++)
                Assert.True(TensorPrimitives.Distance<double>(truth.Means.Row(k), truth.Means.Row((k + 1) % 3)) >= 3);
            for (int row = 0; row < truth.Shifts.Rows; row++)
                Assert.InRange(TensorPrimitives.Norm<double>(truth.Shifts.Row(row)), 0.5, 2);
            for (int row = 0; row < truth.Density.Rows; row++)
                Assert.Equal(1, TensorPrimitives.Norm<double>(truth.Density.Row(row)), 1e-12);
            for (int row = 0; row < truth.Proportions.Rows; row++)
                Assert.Equal(1, TensorPrimitives.Sum<double>(truth.Proportions.Row(row)), 1e-12);
        }
    }

    [Fact]
    public void Shares_of_types_are_uniform_on_the_simplex()
    {
        OrganoidSystem truth = OrganoidSystem.Draw(new OrganoidLikeSettings { Populations = 1000 }, 1);
        for (int k = 0; k < 3; k++)
        {
            double[] shares = truth.Proportions.Column(k);
            // Beta(1, 2): mean 1/3, variance 1/18.
            Assert.Equal(1.0 / 3, shares.Average(), 5 * Math.Sqrt(1.0 / 18 / 1000));
            Assert.Equal(1.0 / 18, shares.Average(x => (x - 1.0 / 3) * (x - 1.0 / 3)), 0.01);
        }
    }

    [Fact]
    public void Replicates_share_the_mix_but_no_cell_and_pairs_are_the_rows_of_the_file()
    {
        IReadOnlyList<TreatmentPair> pairs = OrganoidLikeSimulator.Pairs(Small, 7);
        SimulatedData file = new OrganoidLikeSimulator().Simulate(Small, 7);
        Assert.Equal(3 * 2 * 2, pairs.Count);
        Assert.Equal(3 * 2 * 3 * 400, file.Values.Rows);
        foreach (TreatmentPair pair in pairs)
        {
            Assert.Equal(pair.Control.Batch, pair.Treated.Batch);
            foreach (Population population in new[] { pair.Control, pair.Treated })
            {
                Assert.Equal(population.States.Values, file.Values.SelectRows(population.Cells).Values);
                string?[] Labels(string name) => [.. population.Cells.Select(cell => file.Annotations.Single(column => column.Name == name).Labels[cell])];
                Assert.All(Labels("donor"), label => Assert.Equal(population.Donor, label));
                Assert.All(Labels("replicate"), label => Assert.Equal(population.Batch, label));
                Assert.All(Labels("condition"), label => Assert.Equal(population.Condition, label));
                Assert.Equal(population.CellTypes, Labels("cell_type"));
            }
        }
        double[] Shares(TreatmentPair pair) => [.. Enumerable.Range(0, 3).Select(k => Mean(pair.Control, k).Cells / 400.0)];
        (TreatmentPair first, TreatmentPair second) = (pairs[0], pairs[2]);
        Assert.Equal((first.Donor, "replicate-1", "replicate-2"), (second.Donor, first.Control.Batch, second.Control.Batch));
        Assert.NotEqual(first.Control.States.Values, second.Control.States.Values);
        for (int k = 0; k < 3; k++)
            Assert.Equal(Shares(first)[k], Shares(second)[k], 0.15);
        Assert.Equal(file.TruthTables["pi"].Rows, Small.Populations);
    }

    /// <summary>(B_c (π − ⅓))_d.</summary>
    private static double Mixed(OrganoidSystem truth, int treatment, int d, int donor) =>
        Enumerable.Range(0, 3).Sum(k => truth.Mixing[treatment * Small.Dims + d, k] * (truth.Proportions[donor, k] - 1.0 / 3));

    private static (double[] Mean, int Cells) Mean(Population population, int type)
    {
        int[] rows = [.. Enumerable.Range(0, population.Count).Where(row => population.CellTypes![row] == $"type-{type + 1}")];
        return ([.. Enumerable.Range(0, population.States.Columns).Select(d => rows.Sum(row => population.States[row, d]) / Math.Max(1, rows.Length))], rows.Length);
    }
}
