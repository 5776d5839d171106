using CellDynamics.Cli.Benchmarks.KnownSystems;
using CellDynamics.Cli.Benchmarks.Letters;
using CellDynamics.Cli.Benchmarks.Networks;
using CellDynamics.Cli.Benchmarks.Opening;
using CellDynamics.Cli.Benchmarks.Reliability;
using CellDynamics.Cli.Benchmarks.Treatments;
using CellDynamics.Data.Annotated;

namespace CellDynamics.Cli.Benchmarks;

/// <summary>Every benchmark. Adding one is adding a line here.</summary>
internal static class BenchmarkCatalog
{
    public static readonly IReadOnlyList<IBenchmark> All = 
    [
        new TransportBenchmark(), new LotkaVolterraBenchmark(), new RepressilatorBenchmark(), new BodenmillerBenchmark(), new OrganoidLikeBenchmark(), new LettersBenchmark(), new TrellisBenchmark(),
        new SpatialHillBenchmark(), new BeelineBenchmark(isCurated: true), new BeelineBenchmark(isCurated: false), new OpenBenchmark(), new ReliabilityBenchmark(),
    ];

    /// <exception cref="KeyNotFoundException">No benchmark has this name; the message lists those there are.</exception>
    public static IBenchmark Find(string name) =>
        All.FirstOrDefault(benchmark => benchmark.Name == name)
        ?? throw new KeyNotFoundException($"There is no benchmark \"{name}\". {NearestName.Advice(name, [.. All.Select(b => b.Name)])}");
}
