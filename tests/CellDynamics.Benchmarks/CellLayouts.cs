using BenchmarkDotNet.Attributes;
using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Embedding;

namespace CellDynamics.Benchmarks;

/// <summary>The view of cells in the plane, from 50 components.</summary>
[MemoryDiagnoser]
public class CellLayouts
{
    private DenseMatrix states = null!;

    [Params(500, 2000)]
    public int Cells { get; set; }

    [GlobalSetup]
    public void Draw() => states = Clouds.Normal(Cells, 50, 0, 1);

    [Benchmark]
    public DenseMatrix UmapLayout() => Umap.Layout(states, new UmapOptions());
}
