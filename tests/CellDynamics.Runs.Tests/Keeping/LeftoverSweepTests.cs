using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Keeping;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Storage;
using CellDynamics.Runs.Tests.Shared;

namespace CellDynamics.Runs.Tests.Keeping;

/// <summary>What dead writers left half written goes at the next start, and nothing else.</summary>
public sealed class LeftoverSweepTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task Old_half_written_files_go_and_young_ones_and_those_of_a_living_attempt_stay()
    {
        await using Instance instance = Instance.Create(scratch["data"]);
        await instance.Get<Database>().MigrateAsync(CancellationToken.None);
        Guid dataset = await instance.AddDatasetAsync();
        RunFolder failed = instance.Options.FolderOf(await instance.AddRunAsync(dataset, RunStatus.Failed, 1)), running = instance.Options.FolderOf(await instance.AddRunAsync(dataset, RunStatus.Running, 2));
        string[] doomed = [failed.UnpublishedResult(1), failed.Request + ".tmp", running.UnpublishedResult(1), Path.Combine(instance.Options.FolderOfDataset(dataset), "summary.json.tmp")];
        string[] kept = [running.UnpublishedResult(2), failed.Log(1), Path.Combine(instance.Options.FolderOfDataset(dataset), "file", "mine.tmp")];
        foreach (string file in doomed.Concat(kept))
            Write(file, DateTime.UtcNow.AddHours(-25));
        Write(failed.Result + ".tmp", DateTime.UtcNow.AddHours(-23));
        Assert.Equal(doomed.Length, await instance.Get<LeftoverSweep>().SweepAsync(CancellationToken.None));
        Assert.All(doomed, file => Assert.False(File.Exists(file), file));
        Assert.All(kept.Append(failed.Result + ".tmp"), file => Assert.True(File.Exists(file), file));
    }

    private static void Write(string file, DateTime written)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, "half");
        File.SetLastWriteTimeUtc(file, written);
    }
}
