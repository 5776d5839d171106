using CellDynamics.Cli.Tests.Shared;

[assembly: AssemblyFixture(typeof(FinishedRun))]

namespace CellDynamics.Cli.Tests.Shared;

/// <summary>One small analysis from file to result, made once for the tests that look at its outcome.</summary>
public sealed class FinishedRun : IAsyncLifetime
{
    private readonly ScratchFolder scratch = new();

    /// <summary>Simulated counts of 12 genes in 60 cells on four days.</summary>
    public string Dataset => scratch["cells.h5ad"];

    public string Folder => scratch["run"];

    public string Result => scratch["run", "result.h5ad"];

    /// <summary>What the command printed with <c>--json</c>, and said meanwhile.</summary>
    internal Said Said { get; private set; } = new(-1, "", "");

    public async ValueTask InitializeAsync()
    {
        (await CommandLineProcess.RunAsync("simulate", "branching", "--out", Dataset, "--set", "cells=15", "--set", "genes=12", "--set", "snapshots=4", "--seed", "5")).Succeeded();
        Said = (await CommandLineProcess.RunAsync(Command(Folder))).Succeeded();
    }

    public ValueTask DisposeAsync()
    {
        scratch.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>The command that made it, for another folder.</summary>
    internal string[] Command(string folder) =>
    [
        "run", "sbirr", Dataset, "--time", "day", "--out", folder, "--json", "--seed", "2", "--set", "rounds=3", "--set", "steps=5", "--set", "validation.seeds=2",
    ];
}
