using System.Security.Cryptography;
using CellDynamics.Data.Annotated;
using CellDynamics.Data.H5ad;
using CellDynamics.Data.Unstructured;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Exports;
using CellDynamics.Runs.Tests.Shared;

namespace CellDynamics.Runs.Tests.Exports;

/// <summary>The dataset with the results added, made for whoever asks.</summary>
public sealed class ExportDeskTests : IDisposable
{
    private readonly ScratchFolder scratch = new();
    private readonly Guid run = Guid.CreateVersion7();

    private string Dataset => scratch["cells.h5ad"];

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task Two_who_ask_at_once_get_one_file_that_is_made_once_and_kept()
    {
        await using Instance instance = Create();
        ExportDesk desk = instance.Get<ExportDesk>();
        FinishedExport[] files = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => desk.FindAsync(run, CancellationToken.None))));
        RunFolder folder = instance.Options.FolderOf(run);
        Assert.All(files, file => Assert.Equal((folder.FullExport, 0), (file.File.FullName, file.LeftOut.Count)));
        await desk.FindAsync(run, CancellationToken.None);
        Assert.Single(Starts(folder));
        using AnnotatedData export = H5adReader.Open(folder.FullExport);
        Assert.Equal(["day", "celldynamics_time"], export.Obs.Columns.Select(column => column.Name));
        Assert.Equal("done", export.ReadUnsText("celldynamics/message"));
        Assert.Equal(3, export.X!.Columns);
    }

    [Fact]
    public async Task Who_stops_waiting_does_not_stop_the_making()
    {
        await using Instance instance = Create();
        ExportDesk desk = instance.Get<ExportDesk>();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => desk.FindAsync(run, new CancellationToken(canceled: true)));
        Assert.True((await desk.FindAsync(run, CancellationToken.None)).File.Exists);
        Assert.Single(Starts(instance.Options.FolderOf(run)));
    }

    [Fact]
    public async Task While_it_is_made_its_progress_is_told_and_it_can_be_cancelled_and_asked_again()
    {
        await using Instance instance = Create();
        ExportDesk desk = instance.Get<ExportDesk>();
        RunFolder folder = instance.Options.FolderOf(run);
        Assert.Null(desk.Progress(run));
        await File.WriteAllTextAsync(Path.Combine(folder.Root, ExportChild.Hold), "");
        Task<FinishedExport> first = desk.FindAsync(run, CancellationToken.None), second = desk.FindAsync(run, CancellationToken.None);
        await Eventually.SeesAsync(() => Task.FromResult(desk.Progress(run)), progress => progress is { Written: ExportChild.HeldBytes }, "what the child wrote");
        Assert.Equal(new FileInfo(Dataset).Length + new FileInfo(folder.Result).Length, desk.Progress(run)!.Expected);
        Assert.Null(desk.Find(run));
        desk.Cancel(run);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Assert.Null(desk.Progress(run));
        Assert.Empty(Directory.GetFiles(folder.Root, "export-full*"));
        File.Delete(Path.Combine(folder.Root, ExportChild.Hold));
        Assert.True((await desk.FindAsync(run, CancellationToken.None)).File.Exists);
    }

    [Fact]
    public async Task What_could_not_be_carried_is_kept_with_the_file()
    {
        await using Instance instance = Create(("celldynamics", new UnsText("of an earlier run")));
        FinishedExport made = await instance.Get<ExportDesk>().FindAsync(run, CancellationToken.None);
        Assert.Equal(("/uns/celldynamics", "replaced by this result"), (Assert.Single(made.LeftOut).Place, made.LeftOut[0].Reason));
        Assert.Equal(made.LeftOut, instance.Get<ExportDesk>().Find(run)!.LeftOut);
    }

    [Fact]
    public async Task A_dataset_that_changed_or_is_gone_is_told_without_the_paths_of_the_server_and_can_be_asked_again()
    {
        await using Instance instance = Create();
        ExportDesk desk = instance.Get<ExportDesk>();
        byte[] content = await File.ReadAllBytesAsync(Dataset);
        await File.WriteAllTextAsync(Dataset, "another");
        RunException changed = await Assert.ThrowsAsync<RunException>(() => desk.FindAsync(run, CancellationToken.None));
        Assert.Equal("cells.h5ad: expected the file that this analysis was made from, found another one in its place. Put it back, or run the analysis again.", changed.Message);
        File.Delete(Dataset);
        RunException gone = await Assert.ThrowsAsync<RunException>(() => desk.FindAsync(run, CancellationToken.None));
        Assert.Equal("cells.h5ad: expected the file that this analysis was made from, found none. Put it back.", gone.Message);
        await File.WriteAllBytesAsync(Dataset, content);
        Assert.True((await desk.FindAsync(run, CancellationToken.None)).File.Exists);
    }

    [Fact]
    public async Task A_run_without_a_result_has_no_export()
    {
        await using Instance instance = Create();
        await Assert.ThrowsAsync<FileNotFoundException>(() => instance.Get<ExportDesk>().FindAsync(Guid.CreateVersion7(), CancellationToken.None));
    }

    private static string[] Starts(RunFolder folder) => Directory.GetFiles(folder.Root, ExportChild.Mark + "*");

    /// <summary>An instance with one finished run of a small dataset.</summary>
    private Instance Create(params (string Key, UnsNode Value)[] uns)
    {
        Instance instance = Instance.Create(scratch["root"]);
        RunFolder folder = instance.Options.FolderOf(run);
        double[] days = [0, 0, 1, 1];
        DataFrame cells = DataFrame.Numbered("cell", days.Length);
        H5adWriter.Write(Dataset, new H5adContent { Obs = cells with { Columns = [DataColumn.OfNumbers("day", days)] }, Var = DataFrame.Numbered("gene", 3), X = new MemoryMatrix(new DenseMatrix(4, 3)), Uns = new UnsGroup(uns.ToDictionary(entry => entry.Key, entry => entry.Value)) });
        folder.WriteRequest(new RunRequest
        {
            Method = "counting", Name = "Counting", DatasetPath = Dataset, DatasetSha256 = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Dataset))),
            Roles = new StudyRoles(), Parameters = new Dictionary<string, string>(), Version = "test", CreatedUtc = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc),
        });
        H5adWriter.Write(folder.Result, new H5adContent
        {
            Obs = cells with { Columns = [DataColumn.OfNumbers("celldynamics_time", days)] },
            Var = DataFrame.Numbered("gene", 3),
            Uns = new UnsGroup(new Dictionary<string, UnsNode> { ["celldynamics"] = new UnsGroup(new Dictionary<string, UnsNode> { ["message"] = new UnsText("done") }) }),
        });
        return instance;
    }
}
