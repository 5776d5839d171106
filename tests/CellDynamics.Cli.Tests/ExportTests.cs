using System.Text.Json;
using CellDynamics.Cli.Tests.Shared;
using CellDynamics.Data.Annotated;
using CellDynamics.Data.H5ad;

namespace CellDynamics.Cli.Tests;

/// <summary>The dataset of a run with the results added.</summary>
public sealed class ExportTests(FinishedRun run) : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task A_full_export_holds_the_dataset_and_every_finding()
    {
        Said said = (await CommandLineProcess.RunAsync("export", run.Folder, "--full", "--out", scratch["full.h5ad"])).Succeeded();
        Assert.Equal($"{scratch["full.h5ad"]}: the dataset with the results added; everything was carried", said.Output.TrimEnd());
        using AnnotatedData dataset = H5adReader.Open(run.Dataset), result = H5adReader.Open(run.Result), full = H5adReader.Open(scratch["full.h5ad"]);
        Assert.Equal(dataset.X!.ReadRowBlocks().SelectMany(block => block.Values), full.X!.ReadRowBlocks().SelectMany(block => block.Values));
        Assert.Equal([.. dataset.Obs.Columns.Select(column => column.Name), "celldynamics_time"], full.Obs.Columns.Select(column => column.Name));
        foreach (string key in result.ObsmKeys)
            Assert.Equal(result.ReadObsm(key).Values, full.ReadObsm(key).Values);
        Assert.Equal(result.UnsChildren("celldynamics"), full.UnsChildren("celldynamics"));
        Assert.Equal(result.ReadUnsArray("celldynamics/trajectories/points").Values, full.ReadUnsArray("celldynamics/trajectories/points").Values);
    }

    [Fact]
    public async Task What_was_replaced_is_listed_for_programs_too()
    {
        (await CommandLineProcess.RunAsync("export", run.Folder, "--full", "--out", scratch["full.h5ad"])).Succeeded();
        string folder = scratch["again"];
        Directory.CreateDirectory(folder);
        File.Copy(run.Result, Path.Combine(folder, "result.h5ad"));
        string request = await File.ReadAllTextAsync(Path.Combine(run.Folder, "run.json"));
        string hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(await File.ReadAllBytesAsync(scratch["full.h5ad"])));
        using JsonDocument before = JsonDocument.Parse(request);
        await File.WriteAllTextAsync(Path.Combine(folder, "run.json"), request
            .Replace(before.RootElement.GetProperty("datasetSha256").GetString()!, hash, StringComparison.Ordinal)
            .Replace(before.RootElement.GetProperty("datasetPath").GetString()!, scratch["full.h5ad"], StringComparison.Ordinal));
        Said said = (await CommandLineProcess.RunAsync("export", folder, "--full", "--out", scratch["twice.h5ad"], "--json")).Succeeded();
        using JsonDocument told = JsonDocument.Parse(said.Output);
        Assert.Contains("/obs/celldynamics_time", told.RootElement.GetProperty("leftOut").EnumerateArray().Select(element => element.GetProperty("place").GetString()));
    }

    [Fact]
    public async Task Nothing_is_written_without_saying_what() =>
        (await CommandLineProcess.RunAsync("export", run.Folder, "--out", scratch["full.h5ad"])).Refused(2, "Option '--full' is required.");

    [Fact]
    public async Task A_folder_without_a_run_is_refused() =>
        (await CommandLineProcess.RunAsync("export", scratch["nothing"], "--full", "--out", scratch["full.h5ad"])).Refused(
            1, $"{scratch["nothing"]}: expected the folder of a finished run, found none of a run. Name what stood after --out of celldynamics run.");
}
