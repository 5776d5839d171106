namespace CellDynamics.Cli.Benchmarks;

/// <summary>A protocol that is run beside its baselines or its peer. Adding one is a class and a line in <see cref="BenchmarkCatalog"/>.</summary>
internal interface IBenchmark
{
    /// <summary>Kebab-case, never changes.</summary>
    string Name { get; }

    /// <summary>One sentence: what is measured, beside what.</summary>
    string Summary { get; }

    BenchmarkReport Run(BenchmarkRequest request);
}

/// <param name="Data">A file to run on instead of simulated data; null where none was given.</param>
/// <param name="IsQuick">Smaller sizes and fewer repeats, to see that it runs; no goal is judged.</param>
/// <param name="Say">Hears one line per step.</param>
/// <param name="Cancellation">Asked at every step.</param>
internal sealed record BenchmarkRequest(string? Data, bool IsQuick, Action<string> Say, CancellationToken Cancellation);
