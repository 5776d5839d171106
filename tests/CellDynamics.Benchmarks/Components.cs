using BenchmarkDotNet.Attributes;
using CellDynamics.Data.Annotated;
using CellDynamics.Data.Preprocessing;

namespace CellDynamics.Benchmarks;

/// <summary>Fifty principal components of a dense matrix, with more cells than genes and with fewer: the two ways there are.</summary>
[MemoryDiagnoser]
public class Components
{
    private GeneSubset genes = null!;

    [Params(500, 3000)]
    public int Cells { get; set; }

    [Params(2000)]
    public int Genes { get; set; }

    [GlobalSetup]
    public void Draw() => genes = new GeneSubset(new MemoryMatrix(Clouds.Normal(Cells, Genes, 0, 1)), MatrixScale.Scaled, [.. Enumerable.Range(0, Genes)]);

    [Benchmark]
    public PrincipalComponents Fit() => PrincipalComponents.Fit(genes, Genes, 50, null, Cells);
}
