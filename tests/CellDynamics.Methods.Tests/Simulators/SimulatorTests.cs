using CellDynamics.Data.Annotated;
using CellDynamics.Data.H5ad;
using CellDynamics.Data.Studies;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Simulators;

namespace CellDynamics.Methods.Tests.Simulators;

public class SimulatorTests
{
    public static TheoryData<string> Ids => [.. SimulatorCatalog.All.Select(simulator => simulator.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_same_seed_gives_the_same_cells_and_another_seed_others(string id)
    {
        ISimulator simulator = SimulatorCatalog.Find(id);
        ParameterSchema schema = ParameterSchema.Of(simulator.ParameterType);
        Dictionary<string, string> few = new() { ["cells"] = "20", ["side"] = "4", ["stored"] = "5" };
        MethodParameters settings = schema.Parse(few.Where(pair => schema.Fields.Any(field => field.Name == pair.Key)).ToDictionary());
        SimulatedData first = simulator.Simulate(settings, 1), second = simulator.Simulate(settings, 1), third = simulator.Simulate(settings, 2);
        Assert.Equal(first.Values.Values, second.Values.Values);
        Assert.NotEqual(first.Values.Values, third.Values.Values);
        Assert.Equal(first.Values.Columns, first.Genes.Distinct().Count());
        Assert.All(first.Annotations, column => Assert.Equal(first.Values.Rows, column.Labels.Length));
    }

    [Fact]
    public void Prey_and_predators_follow_the_noise_free_cycle_on_average()
    {
        SimulatedData data = new LotkaVolterraSimulator().Simulate(new LotkaVolterraSettings { Cells = 400, Sigma = 0.02 }, 0);
        SimulatedData exact = new LotkaVolterraSimulator().Simulate(new LotkaVolterraSettings { Cells = 400, Sigma = 0 }, 0);
        for (int snapshot = 0; snapshot < 9; snapshot++)
        {
            double Mean(SimulatedData d, int gene) => Enumerable.Range(snapshot * 400, 400).Average(row => d.Values[row, gene]);
            Assert.Equal(Mean(exact, 0), Mean(data, 0), 0.05);
            Assert.Equal(Mean(exact, 1), Mean(data, 1), 0.05);
        }
    }

    [Fact]
    public void The_published_lotka_volterra_snapshots_could_have_come_from_this_simulator()
    {
        string file = Path.Combine(SharedData.Root, "science", "sbirr", "LV_data.h5ad");
        Assert.SkipUnless(File.Exists(file), "The published snapshots are not here (../shared/data/science/sbirr).");
        using AnnotatedData published = H5adReader.Open(file);
        DenseMatrix measured = published.X!.ReadAll();
        TimeAxis time = TimeAxis.Parse(published.Obs.Columns.First(column => column.Name is "t" or "time" or "day"));
        SimulatedData data = new LotkaVolterraSimulator().Simulate(new LotkaVolterraSettings { Cells = 4000 }, 0);
        for (int snapshot = 0; snapshot < 9; snapshot++)
        {
            for (int species = 0; species < 2; species++)
            {
                double[] ours = [.. Enumerable.Range(snapshot * 4000, 4000).Select(row => data.Values[row, species])];
                double mean = ours.Average(), sd = Math.Sqrt(ours.Average(x => (x - mean) * (x - mean)));
                double theirs = time.CellsAt(snapshot).Average(row => measured[row, species]);
                Assert.True(Math.Abs(theirs - mean) < 4 * sd / Math.Sqrt(50), $"t = {snapshot}, species {species}: {theirs} against {mean} ± {sd / Math.Sqrt(50)}");
            }
        }
    }

    [Fact]
    public void Branching_cells_end_in_both_fates_and_their_genes_tell_which()
    {
        SimulatedData data = new BranchingSimulator().Simulate(new BranchingSettings(), 3);
        DataColumn fate = data.Annotations.Single(column => column.Name == "true_fate");
        int[] last = [.. Enumerable.Range(4 * 150, 150)];
        int a = last.Count(row => fate.Labels[row] == "fate A"), b = last.Count(row => fate.Labels[row] == "fate B");
        Assert.InRange(a, 40, 110);
        Assert.InRange(b, 40, 110);
        int geneA = Array.IndexOf(data.Genes, "fateA1");
        double inA = last.Where(row => fate.Labels[row] == "fate A").Average(row => data.Values[row, geneA]);
        double inB = last.Where(row => fate.Labels[row] == "fate B").Average(row => data.Values[row, geneA]);
        Assert.True(inA > 5 * inB, $"{inA} against {inB}");
        Assert.All(data.Values.Values, value => Assert.True(value >= 0 && value == Math.Floor(value)));
    }
}
