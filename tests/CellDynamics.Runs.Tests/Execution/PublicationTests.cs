using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Storage;
using CellDynamics.Runs.Tests.Shared;

namespace CellDynamics.Runs.Tests.Execution;

/// <summary>A result is published once, whoever believes to own the run.</summary>
public sealed class PublicationTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void The_first_attempt_to_be_published_stays_the_result()
    {
        RunFolder folder = Finished(1, 2);
        Assert.True(folder.Publish(2));
        Assert.False(folder.Publish(1)); // a supervisor that stood still and wakes up
        Assert.Equal(("2", "2"), Read(folder));
        Assert.True(File.Exists(folder.UnpublishedResult(1)));
        Assert.True(folder.Publish(2));
        Assert.Equal(2, folder.CompletePublication());
    }

    [Fact]
    public async Task Of_many_at_once_one_is_published_with_its_own_model()
    {
        for (int round = 0; round < 50; round++)
        {
            int[] attempts = [1, 2, 3, 4];
            RunFolder folder = Finished(attempts);
            using var start = new Barrier(attempts.Length);
            bool[] published = await Task.WhenAll(attempts.Select(attempt => Task.Factory.StartNew(
                () =>
                {
                    start.SignalAndWait();
                    return folder.Publish(attempt);
                }, TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
            int winner = Assert.Single(attempts, attempt => published[attempt - 1]);
            Assert.Equal(($"{winner}", $"{winner}"), Read(folder));
        }
    }

    [Fact]
    public void A_publication_that_was_cut_off_is_brought_to_its_end_by_whoever_looks_next()
    {
        RunFolder folder = Finished(1, 2);
        Assert.Null(folder.CompletePublication());
        File.WriteAllText(folder.Published, "1");
        Directory.Move(folder.UnpublishedModel(1), folder.Model); // and here the power was cut
        Assert.Equal(1, folder.CompletePublication());
        Assert.Equal(("1", "1"), Read(folder));
        Assert.False(folder.Publish(2));
    }

    [Fact]
    public void What_cannot_be_brought_to_the_disk_is_said_and_a_folder_is_brought_there_with_all_below_it()
    {
        string folder = scratch["flushed"], below = Path.Combine(folder, "genes", "decoder");
        Directory.CreateDirectory(below);
        File.WriteAllText(Path.Combine(below, "weights"), "1");
        DiskFlush.Tree(folder);
        Assert.Throws<FileNotFoundException>(() => DiskFlush.File(scratch["none"]));
        Assert.Throws<DirectoryNotFoundException>(() => DiskFlush.Tree(scratch["none"]));
    }

    private RunFolder Finished(params int[] attempts)
    {
        var folder = new RunFolder(scratch[Guid.CreateVersion7().ToString("N")]);
        foreach (int attempt in attempts)
        {
            Directory.CreateDirectory(folder.UnpublishedModel(attempt));
            File.WriteAllText(Path.Combine(folder.UnpublishedModel(attempt), "state"), $"{attempt}");
            File.WriteAllText(folder.UnpublishedResult(attempt), $"{attempt}");
        }
        return folder;
    }

    private static (string Model, string Result) Read(RunFolder folder) => (File.ReadAllText(Path.Combine(folder.Model, "state")), File.ReadAllText(folder.Result));
}
