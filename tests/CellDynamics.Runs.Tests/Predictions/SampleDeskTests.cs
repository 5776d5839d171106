using CellDynamics.Data.Annotated;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Executor;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Predictions;
using CellDynamics.Runs.Results.Treatments;
using CellDynamics.Runs.Tests.Shared;

namespace CellDynamics.Runs.Tests.Predictions;

/// <summary>A finished analysis is asked about a dataset that it has not seen.</summary>
public sealed class SampleDeskTests : IDisposable
{
    private readonly ScratchFolder scratch = new();
    private readonly Guid run = Guid.CreateVersion7();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task A_new_sample_is_predicted_in_a_child_process_and_read_back_beside_its_control_cells()
    {
        await using Instance instance = await StartAsync();
        SampleRecord record = await AskAsync(instance, ["LPS", "BCR"]);
        Assert.Equal((SampleStatus.Done, 2, ""), (record.Status, record.Finished, record.Failure));
        SampleStore store = Store(instance);
        PredictedSample sample = await store.ReadAsync(run, record, "BCR", CancellationToken.None);
        Assert.Equal(["N1", "N2"], sample.Donors.Select(donor => donor.Name));
        Assert.All(sample.Donors, donor => Assert.Equal(Screen.CellsEach, donor.Cells));
        Assert.Equal(2 * Screen.CellsEach, sample.Control.Rows);
        Assert.Equal(Enumerable.Repeat(0f, Screen.CellsEach).Concat(Enumerable.Repeat(1f, Screen.CellsEach)), sample.DonorOfCell);
        double[] shift = [.. sample.Predicted.Row(0).ToArray().Zip(sample.Control.Row(0).ToArray(), (after, before) => after - before)];
        for (int cell = 1; cell < sample.Control.Rows; cell++) // the model moves every cell alike: each stands beside its own counterpart
            for (int dim = 0; dim < shift.Length; dim++)
                Assert.Equal(shift[dim], sample.Predicted[cell, dim] - sample.Control[cell, dim], 4);
    }

    [Fact]
    public async Task Its_cells_are_placed_where_those_of_the_study_are_and_carry_the_same_markers()
    {
        await using Instance instance = await StartAsync();
        SampleRecord record = await AskAsync(instance, ["BCR"]);
        SampleStore store = Store(instance);
        PredictedSample sample = await store.ReadAsync(run, record, "BCR", CancellationToken.None);
        float[] places = await store.ReadPlacesAsync(run, record, "BCR", "pca", isPredicted: true, CancellationToken.None);
        Assert.Equal(Enumerable.Range(0, sample.Predicted.Rows).SelectMany(cell => new[] { (float)sample.Predicted[cell, 0], (float)sample.Predicted[cell, 1] }), places);
        float[] layout = await store.ReadPlacesAsync(run, record, "BCR", "umap", isPredicted: false, CancellationToken.None);
        TreatmentResult study = TreatmentReader.Read(instance.Options.FolderOf(run).Result);
        float[] all = study.Views.Single(view => view.Key == "umap").Cells;
        Assert.All(layout, place => Assert.InRange(place, all.Min(), all.Max())); // means of measured cells lie among them
        float[] control = (await store.ReadGeneAsync(run, record, "BCR", "pM0", isPredicted: false, CancellationToken.None))!;
        float[] predicted = (await store.ReadGeneAsync(run, record, "BCR", "pM0", isPredicted: true, CancellationToken.None))!;
        Assert.Equal(2 * Screen.Shift, predicted.Average() - control.Average(), 0.4); // BCR moves the first marker twice
        Assert.Null(await store.ReadGeneAsync(run, record, "BCR", "no such marker", isPredicted: false, CancellationToken.None));
    }

    [Fact]
    public async Task Treatments_are_ranked_by_the_size_of_what_is_predicted()
    {
        await using Instance instance = await StartAsync();
        SampleRecord record = await AskAsync(instance, ["LPS", "BCR"]);
        IReadOnlyList<SampleRank> ranks = await Store(instance).RankAsync(run, record, CancellationToken.None);
        Assert.Equal(["BCR", "LPS"], ranks.Select(rank => rank.Treatment));
        Assert.All(ranks, rank => Assert.InRange(rank.Size, rank.Low, rank.High));
        Assert.True(ranks[0].Low > ranks[1].Size, "A shift of 3 is told apart from one of 1.5.");
    }

    [Fact]
    public async Task What_the_child_says_is_told_without_the_paths_of_the_server()
    {
        await using Instance instance = await StartAsync();
        SampleRecord record = await AskAsync(instance, ["aspirin"]);
        Assert.Equal(SampleStatus.Failed, record.Status);
        Assert.Contains("'aspirin'", record.Failure, StringComparison.Ordinal);
        Assert.Contains("LPS", record.Failure, StringComparison.Ordinal);
        Assert.DoesNotContain(scratch.Path, record.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_predicted_before_a_failure_stays()
    {
        await using Instance instance = await StartAsync();
        SampleRecord record = await AskAsync(instance, ["LPS", "aspirin"]);
        Assert.Equal((SampleStatus.Failed, 1), (record.Status, record.Finished));
        Assert.Equal(2 * Screen.CellsEach, (await Store(instance).ReadAsync(run, record, "LPS", CancellationToken.None)).Predicted.Rows);
        await Assert.ThrowsAsync<KeyNotFoundException>(() => Store(instance).ReadAsync(run, record, "aspirin", CancellationToken.None));
    }

    [Fact]
    public async Task A_prediction_can_be_cancelled_and_deleted()
    {
        await using Instance instance = await StartAsync();
        SampleDesk desk = instance.Get<SampleDesk>();
        Guid id = await desk.StartAsync(run, new SampleQuestion(await DatasetAsync(instance), ["LPS"], null) { DonorColumn = PredictChild.Waits }, CancellationToken.None);
        await Eventually.SeesAsync(async () => (await desk.FindAsync(run, id, CancellationToken.None))!, one => one.Status == SampleStatus.Running, "the turn of the prediction");
        Guid next = await desk.StartAsync(run, new SampleQuestion(await DatasetAsync(instance), ["LPS"], null), CancellationToken.None);
        Assert.Equal(SampleStatus.Waiting, (await desk.FindAsync(run, next, CancellationToken.None))!.Status);
        await desk.CancelAsync(run, next, CancellationToken.None);
        Assert.Equal(SampleStatus.Cancelled, (await EndOf(desk, next)).Status);
        await desk.DeleteAsync(run, next, CancellationToken.None);
        await desk.CancelAsync(run, id, CancellationToken.None);
        SampleRecord record = await EndOf(desk, id);
        Assert.Equal((SampleStatus.Cancelled, 0), (record.Status, record.Finished));
        await desk.DeleteAsync(run, id, CancellationToken.None);
        Assert.Empty(await desk.ListAsync(run, CancellationToken.None));
        Assert.Null(await desk.FindAsync(run, id, CancellationToken.None));
    }

    [Fact]
    public async Task Only_so_many_are_kept_and_the_next_asks_for_room()
    {
        await using Instance instance = await StartAsync();
        SampleDesk desk = instance.Get<SampleDesk>();
        for (int i = 0; i < SampleDesk.MostKept; i++)
            Keep(instance, SampleStatus.Done);
        RunException refused = await Assert.ThrowsAsync<RunException>(async () => await desk.StartAsync(run, new SampleQuestion(await DatasetAsync(instance), ["LPS"], null), CancellationToken.None));
        Assert.Contains("Delete one", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_a_server_died_over_is_not_shown_as_running()
    {
        await using Instance instance = await StartAsync();
        SampleDesk desk = instance.Get<SampleDesk>();
        SampleRecord record = (await desk.FindAsync(run, Keep(instance, SampleStatus.Running), CancellationToken.None))!;
        Assert.Equal(SampleStatus.Failed, record.Status);
        Assert.Contains("restarted", record.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_under_way_when_the_server_stops_is_told_to_be_asked_again()
    {
        SampleFolder folder;
        await using (Instance instance = await StartAsync())
        {
            SampleDesk desk = instance.Get<SampleDesk>();
            folder = new(instance.Options.FolderOf(run), await desk.StartAsync(run, new SampleQuestion(await DatasetAsync(instance), ["LPS", "BCR"], null), CancellationToken.None));
        }
        SampleRecord record = await Eventually.SeesAsync(() => Task.FromResult(folder.Read()!), kept => !kept.IsUnderWay, "an end of the prediction");
        Assert.Equal((SampleStatus.Failed, "The server was restarted while this was predicted. Ask again."), (record.Status, record.Failure));
    }

    private Guid Keep(Instance instance, SampleStatus status)
    {
        var record = new SampleRecord { Id = Guid.CreateVersion7(), DatasetId = Guid.Empty, DatasetName = "kept", Treatments = ["LPS"], CreatedUtc = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc), Status = status };
        SampleFolder folder = new(instance.Options.FolderOf(run), record.Id);
        Directory.CreateDirectory(folder.Root);
        folder.Write(record);
        return record.Id;
    }

    private async Task<SampleRecord> AskAsync(Instance instance, string[] treatments)
    {
        SampleDesk desk = instance.Get<SampleDesk>();
        return await EndOf(desk, await desk.StartAsync(run, new SampleQuestion(await DatasetAsync(instance), treatments, null), CancellationToken.None));
    }

    private Task<SampleRecord> EndOf(SampleDesk desk, Guid id) =>
        Eventually.SeesAsync(async () => (await desk.FindAsync(run, id, CancellationToken.None))!, record => !record.IsUnderWay, "an end of the prediction");

    private async Task<Guid> DatasetAsync(Instance instance) =>
        await instance.Catalog.AddAsync(Screen.Write(scratch[$"{Guid.CreateVersion7():N}.h5ad"], ["N1", "N2"], [], "N1", "N2"), "new patients.h5ad", ProjectRecord.DefaultId, CancellationToken.None);

    private static SampleStore Store(Instance instance) => instance.Get<SampleStore>();

    /// <summary>An instance with a finished analysis of three donors in the folder of the run.</summary>
    private async Task<Instance> StartAsync()
    {
        Instance instance = await Instance.StartAsync(scratch["data"]);
        RunFolder folder = instance.Options.FolderOf(run);
        Directory.CreateDirectory(folder.Attempt(1));
        var request = new RunRequest
        {
            Method = "shift", Name = "Shift", DatasetPath = Screen.Write(scratch["study.h5ad"], ["P1", "P2", "P3"], ["LPS", "BCR"]), DatasetSha256 = "", Validation = false,
            Roles = new StudyRoles { Condition = "stim", Control = "Ref", Donor = "patient" }, Parameters = new Dictionary<string, string>(), Version = "test", CreatedUtc = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc),
        };
        File.WriteAllText(folder.Request, request.ToJson());
        using (var journal = new RunJournal(folder.Progress(1), request, TimeProvider.System))
            new RunExecutor(folder, 1, journal, CancellationToken.None) { Find = _ => new ShiftMethod() }.Run();
        folder.Publish(1);
        return instance;
    }
}
