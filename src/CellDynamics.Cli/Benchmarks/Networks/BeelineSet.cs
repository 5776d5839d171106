using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Metrics;
using CellDynamics.Methods.Networks;
using CellDynamics.Methods.Simulators.BoolOde;

namespace CellDynamics.Cli.Benchmarks.Networks;

/// <summary>Cells of one published network, each seen once in a simulation of its own.</summary>
internal sealed class BeelineSet
{
    public const int TimeBins = 20;

    public BeelineSet(BoolOdeNetwork network, int seed, int cells, CancellationToken cancellation)
    {
        var system = new BoolOdeSystem(BoolOdeModel.Of(network));
        (Network, Seed, Truth) = (network, seed, system.Network());
        (Cells, double[] times) = system.Cells(cells, seed);
        CellTrajectories paths = SnapshotPaths.Link(Cells, times, TimeBins, system.Genes, seed, cancellation);
        Paths = new NetworkTraining(paths, new Neighbourhood(paths.Types, paths.TypeNames, null), [], seed);
    }

    public BoolOdeNetwork Network { get; }

    public int Seed { get; }

    /// <summary>mRNA, <c>[cells, genes]</c>.</summary>
    public DenseMatrix Cells { get; }

    /// <summary>Row = target, column = regulator, <c>[genes, genes]</c>.</summary>
    public DenseMatrix Truth { get; }

    /// <summary>The cells in bins of their true time, linked by transport.</summary>
    public NetworkTraining Paths { get; }

    /// <summary>Every cell minus the mean of its bin of time: what goes together apart from time, <c>[cells, genes]</c>.</summary>
    public DenseMatrix WithoutTime()
    {
        DenseMatrix[] centred = [.. Paths.Cells.States.Select(bin =>
        {
            double[] means = [.. Enumerable.Range(0, bin.Columns).Select(gene => bin.Column(gene).Average())];
            return new DenseMatrix(bin.Rows, bin.Columns, [.. bin.Values.Select((value, i) => value - means[i % bin.Columns])]);
        })];
        return DenseMatrix.Stack(centred);
    }

    /// <summary>Cells with the mean time of their bin as a further column, <c>[cells, genes + 1]</c>.</summary>
    public DenseMatrix WithTime() => DenseMatrix.Stack(
        [.. Paths.Cells.States.Select((bin, b) => new DenseMatrix(bin.Rows, bin.Columns + 1, [.. Enumerable.Range(0, bin.Rows).SelectMany(row => bin.Row(row).ToArray().Append(Paths.Cells.Times[b]))]))]);

    /// <summary>How scores rank all ordered pairs of different genes. Ref: the BLEval part of BEELINE.</summary>
    /// <param name="scores">Row = target, column = regulator, at least <c>[genes, genes]</c>.</param>
    public EdgeRanking Ranking(DenseMatrix scores) => EdgeRanking.Of(
    [
        .. from target in Enumerable.Range(0, Truth.Rows) from regulator in Enumerable.Range(0, Truth.Rows) where regulator != target
           select (scores[target, regulator], Truth[target, regulator] != 0),
    ]);
}
