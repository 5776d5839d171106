using CellDynamics.Cli.Tests.Shared;
using CellDynamics.Data.Annotated;
using CellDynamics.Data.H5ad;
using CellDynamics.Methods.Simulators;

namespace CellDynamics.Cli.Tests;

public sealed class SimulateTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public static TheoryData<string> Systems => [.. SimulatorCatalog.All.OfType<IDynamicSimulator>().Select(simulator => simulator.Id)];

    public void Dispose() => scratch.Dispose();

    [Theory]
    [MemberData(nameof(Systems))]
    public async Task Every_system_that_moves_writes_cells_with_their_times_and_its_truth_and_the_seed_decides(string system)
    {
        foreach ((string name, string seed) in new[] { ("a", "4"), ("b", "4"), ("c", "5") })
        {
            Said said = (await CommandLineProcess.RunAsync("simulate", system, "--out", scratch[$"{name}.h5ad"], "--set", "cells=6", "--set", "snapshots=3", "--seed", seed)).Succeeded();
            Assert.Contains(": 18 cells, ", said.Output, StringComparison.Ordinal);
        }
        Assert.Equal([], ResultComparison.Differences(scratch["a.h5ad"], scratch["b.h5ad"], 0));
        Assert.NotEmpty(ResultComparison.Differences(scratch["a.h5ad"], scratch["c.h5ad"], 0));
        using AnnotatedData data = H5adReader.Open(scratch["a.h5ad"]);
        Assert.Equal(system, data.ReadUnsText("simulator"));
        Assert.Equal(4, data.ReadUnsNumber("seed"));
        Assert.True(data.ReadUnsNumber("truth/sigma") > 0);
        Said inspected = (await CommandLineProcess.RunAsync("inspect", scratch["a.h5ad"])).Succeeded();
        Assert.Contains("3 time points", inspected.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_drug_screen_is_written_with_donors_conditions_and_types_and_the_seed_decides()
    {
        foreach ((string name, string seed) in new[] { ("a", "4"), ("b", "4"), ("c", "5") })
        {
            Said said = (await CommandLineProcess.RunAsync(
                "simulate", "organoid-like", "--out", scratch[$"{name}.h5ad"], "--set", "s=0.5", "--set", "populations=3", "--set", "cells=20", "--set", "treatments=2", "--seed", seed)).Succeeded();
            // Three donors, two replicates, a control and two treatments.
            Assert.Contains($": {3 * 2 * 3 * 20} cells, 10 genes", said.Output, StringComparison.Ordinal);
        }
        Assert.Equal([], ResultComparison.Differences(scratch["a.h5ad"], scratch["b.h5ad"], 0));
        Assert.NotEmpty(ResultComparison.Differences(scratch["a.h5ad"], scratch["c.h5ad"], 0));
        using AnnotatedData data = H5adReader.Open(scratch["a.h5ad"]);
        Assert.Equal([("donor", 3), ("replicate", 2), ("condition", 3), ("cell_type", 3)], data.Obs.Columns.Select(column => (column.Name, column.Categories!.Length)));
        Assert.Equal(0.5, data.ReadUnsNumber("truth/s"));
        Assert.Equal([3, 3], data.ReadUnsArray("truth/pi").Shape);
    }

    [Theory]
    [InlineData("spatial-hill", "side=3", "stored=4", 5 * 9, "['cell', 'cell_type', 'time'] (45, 2) ['network_type-1', 'network_type-2', 'signals_type-1', 'signals_type-2'] (12, 12)")]
    [InlineData("coupled-repressilators", "side=3", "stored=4", 5 * 9, "['cell', 'cell_type', 'time'] (45, 2) ['network', 'signals'] (7, 7)")]
    [InlineData("boolode", "network=gsd", "cells=30", 30, "['time'] None ['network'] (19, 19)")]
    public async Task A_system_of_genes_is_written_with_times_types_places_and_its_network_and_anndata_reads_it(string system, string set, string other, int cells, string expected)
    {
        Said said = (await CommandLineProcess.RunAsync("simulate", system, "--out", scratch["g.h5ad"], "--set", set, "--set", other)).Succeeded();
        Assert.Contains($": {cells} cells, ", said.Output, StringComparison.Ordinal);
        string read = await ReferencePython.RunAsync("anndata", """
            import sys, anndata
            data = anndata.read_h5ad(sys.argv[1])
            truth = data.uns["truth"]
            tables = sorted(name for name in truth if name.startswith(("network", "signals")))
            print(sorted(data.obs), data.obsm["spatial"].shape if "spatial" in data.obsm else None, tables, truth[tables[0]].shape)
            """, scratch["g.h5ad"]);
        Assert.Equal(expected, read);
    }

    [Fact]
    public async Task A_setting_that_is_not_there_is_named_and_nothing_is_written()
    {
        (await CommandLineProcess.RunAsync("simulate", "repressilator", "--out", scratch["r.h5ad"], "--set", "bata=3")).Refused(2, "There is no parameter \"bata\". Did you mean 'beta'?");
        (await CommandLineProcess.RunAsync("simulate", "repressilator", "--out", scratch["r.h5ad"], "--set", "cells=1")).Refused(2, "cells: expected 2 to 100000, found 1.");
        Assert.Empty(Directory.GetFileSystemEntries(scratch.Path));
    }
}
