using CellDynamics.Cli.Tests.Shared;

[assembly: AssemblyFixture(typeof(FinishedScreen))]

namespace CellDynamics.Cli.Tests.Shared;

/// <summary>One small treatment analysis from file to result, made once for the tests that look at its outcome.</summary>
public sealed class FinishedScreen : IAsyncLifetime
{
    private readonly ScratchFolder scratch = new();

    /// <summary>Three donors, two treatments, five markers, cell types.</summary>
    public string Dataset => scratch["screen.h5ad"];

    public string Folder => scratch["run"];

    public string Result => scratch["run", "result.h5ad"];

    /// <summary>What the command printed in words, and said meanwhile.</summary>
    internal Said Said { get; private set; } = new(-1, "", "");

    public async ValueTask InitializeAsync()
    {
        (await CommandLineProcess.RunAsync("simulate", "organoid-like", "--out", Dataset, "--set", "populations=3", "--set", "cells=110", "--set", "treatments=2", "--set", "dims=5")).Succeeded();
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
        "run", "mfm", Dataset, "--condition", "condition", "--control", "control", "--donor", "donor", "--cell-type", "cell_type", "--out", folder,
        "--set", "steps=5", "--set", "flow-width=8", "--set", "flow-layers=1", "--set", "encoder-width=4", "--set", "fourier-features=4", "--set", "solver-steps=2",
    ];
}
