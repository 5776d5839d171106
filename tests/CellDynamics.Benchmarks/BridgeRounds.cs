using BenchmarkDotNet.Attributes;
using CellDynamics.Data.Annotated;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.MultiMarginalBridge;
using CellDynamics.Methods.MultiMarginalBridge.References;

namespace CellDynamics.Benchmarks;

/// <summary>SBIRR cut short after one round: bridges through four snapshots, paths, one fit of the reference, and what is reported of it.</summary>
[MemoryDiagnoser]
public class BridgeRounds
{
    private const int Snapshots = 4, Dims = 5;

    private readonly MultiMarginalBridgeMethod method = new();
    private PopulationSet populations = null!;

    [Params(100, 400)]
    public int Cells { get; set; }

    [Params(ReferenceFamily.Brownian, ReferenceFamily.Linear, ReferenceFamily.GradientField)]
    public ReferenceFamily Reference { get; set; }

    [GlobalSetup]
    public void Draw() => populations = new PopulationSet(
        [.. Enumerable.Range(0, Snapshots).Select(s => new Population(s, $"{s}", Clouds.Normal(Cells, Dims, 0.5 * s, s), [.. Enumerable.Range(s * Cells, Cells)]))], "", StudyRoles.UseMatrix);

    [Benchmark]
    public MethodResult OneRound() => method.Run(populations, new SbirrParameters { Reference = Reference, Sigma = 0.2, Rounds = 1 }, new RunContext { Seed = 0 });
}
