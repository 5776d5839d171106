using System.Security.Cryptography;
using System.Text;
using CellDynamics.Data.Annotated;
using CellDynamics.Data.Formats;
using CellDynamics.Runs.Datasets;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Queue;
using CellDynamics.Runs.Tests.Shared;

namespace CellDynamics.Runs.Tests.Datasets;

public sealed class CatalogTests : IDisposable
{
    private static readonly byte[] Hdf5 = [0x89, .. "HDF and more"u8];

    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task A_file_is_checked_in_a_process_of_its_own_and_becomes_ready()
    {
        await using Instance instance = await Instance.StartAsync(scratch["data"]);
        DatasetRecord dataset = await AddAsync(instance, "cells.h5ad", Hdf5, DatasetStatus.Ready);
        Assert.Equal((7, 5, 2, "", Convert.ToHexStringLower(SHA256.HashData(Hdf5))), (dataset.Cells, dataset.Genes, dataset.TimePoints, dataset.Problem, dataset.Sha256));
        DatasetSummary summary = (await instance.Catalog.ReadSummaryAsync(dataset.Id, CancellationToken.None))!;
        Assert.Equal(("day", "PCA", 2), (summary.SuggestedRoles.Time, summary.PreviewName, summary.Times.Count));
    }

    [Fact]
    public async Task A_text_file_named_h5ad_says_what_it_is_by_its_own_name()
    {
        await using Instance instance = await Instance.StartAsync(scratch["data"]);
        DatasetRecord dataset = await AddAsync(instance, "notes.h5ad", Encoding.UTF8.GetBytes("Dear diary"), DatasetStatus.CannotBeRead);
        Assert.Equal("notes.h5ad: expected an HDF5 file, found text. Save it as .h5ad with anndata.", dataset.Problem);
        Assert.Null(await instance.Catalog.ReadSummaryAsync(dataset.Id, CancellationToken.None));
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => instance.Queue.SubmitAsync(
            new RunSubmission { DatasetId = dataset.Id, Method = "sbirr", Name = "x", Roles = new StudyRoles() }, CancellationToken.None));
        Assert.Contains("found text", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_lacks_something_says_the_one_thing_it_needs()
    {
        await using Instance instance = await Instance.StartAsync(scratch["data"]);
        DatasetRecord dataset = await AddAsync(instance, "one-time.h5ad", Hdf5, DatasetStatus.NeedsAttention);
        Assert.Equal("/obs/day: expected two time points, found one.", dataset.Problem);
    }

    [Fact]
    public async Task A_check_that_a_dead_server_left_is_done_by_the_next_one()
    {
        Guid id;
        await using (Instance dead = Instance.Create(scratch["data"]))
        {
            await dead.Get<Runs.Storage.Database>().MigrateAsync(CancellationToken.None);
            File.WriteAllBytes(scratch["cells.h5ad"], Hdf5);
            id = await dead.Catalog.AddAsync(scratch["cells.h5ad"], "cells.h5ad", ProjectRecord.DefaultId, CancellationToken.None);
        }
        await using Instance instance = await Instance.StartAsync(scratch["data"]);
        await SeesAsync(instance, id, DatasetStatus.Ready);
    }

    [Fact]
    public async Task Roles_that_a_person_confirmed_are_kept_and_the_file_is_checked_again_under_another_time()
    {
        await using Instance instance = await Instance.StartAsync(scratch["data"]);
        DatasetRecord dataset = await AddAsync(instance, "cells.h5ad", Hdf5, DatasetStatus.Ready);
        await instance.Catalog.ConfirmRolesAsync(dataset.Id, new StudyRoles { Time = "day", CellType = "cluster", Cell = "track" }, CancellationToken.None);
        DatasetRecord same = (await instance.Catalog.FindAsync(dataset.Id, CancellationToken.None))!;
        Assert.Equal((DatasetStatus.Ready, """{"time":"day","cellType":"cluster","cell":"track"}"""), (same.Status, same.ConfirmedRoles));
        await instance.Catalog.ConfirmRolesAsync(dataset.Id, new StudyRoles { Time = "hour" }, CancellationToken.None);
        await Eventually.SeesAsync(
            async () => (await instance.Catalog.ReadSummaryAsync(dataset.Id, CancellationToken.None))!.SuggestedRoles.Time, time => time == "hour", "the summary under the new time");
        await SeesAsync(instance, dataset.Id, DatasetStatus.Ready);
    }

    [Fact]
    public async Task Another_reading_of_a_file_is_kept_and_the_roles_of_the_former_are_forgotten()
    {
        await using Instance instance = await Instance.StartAsync(scratch["data"]);
        DatasetRecord dataset = await AddAsync(instance, "cells.h5ad", Hdf5, DatasetStatus.Ready);
        await instance.Catalog.ConfirmRolesAsync(dataset.Id, new StudyRoles { Time = "day" }, CancellationToken.None);
        await instance.Catalog.ReadAsAsync(dataset.Id, new OpenChoices { Modality = "protein" }, CancellationToken.None);
        dataset = await SeesAsync(instance, dataset.Id, DatasetStatus.Ready);
        Assert.Null(dataset.ConfirmedRoles);
        string folder = instance.Options.FolderOfDataset(dataset.Id);
        Assert.Equal("protein", DatasetSummaryFile.ReadChoices(folder).Modality);
        Assert.Null(DatasetSummaryFile.ReadRoles(folder));
        // What analyses read is the upload, until its check wrote something else.
        Assert.Equal(instance.Options.FileOf(dataset), instance.Options.ReadableOf(dataset));
        File.WriteAllText(Runs.RunsOptions.ConvertedIn(folder), "");
        string protein = Runs.RunsOptions.ConvertedIn(folder);
        Assert.Equal(protein, instance.Options.ReadableOf(dataset));
        // A third reading leaves the file of the second to the runs that name it.
        await instance.Catalog.ReadAsAsync(dataset.Id, new OpenChoices { Modality = "rna" }, CancellationToken.None);
        Assert.NotEqual(protein, Runs.RunsOptions.ConvertedIn(folder));
        Assert.True(File.Exists(protein));
    }

    [Fact]
    public async Task A_table_of_annotations_is_kept_beside_the_upload_replaced_and_removed()
    {
        await using Instance instance = await Instance.StartAsync(scratch["data"]);
        DatasetRecord dataset = await AddAsync(instance, "cells.h5ad", Hdf5, DatasetStatus.Ready);
        await instance.Catalog.ConfirmRolesAsync(dataset.Id, new StudyRoles { Time = "day" }, CancellationToken.None);
        string folder = instance.Options.FolderOfDataset(dataset.Id), plain = Runs.RunsOptions.ConvertedIn(folder);
        await instance.Catalog.AnnotateAsync(dataset.Id, "../days.csv", "cell,day\nc,1\n"u8.ToArray(), CancellationToken.None);
        string first = DatasetSummaryFile.ReadChoices(folder).Annotations!, read = Runs.RunsOptions.ConvertedIn(folder);
        Assert.StartsWith(folder, first, StringComparison.Ordinal);
        Assert.Equal(("days.csv", "cell,day\nc,1\n"), (Path.GetFileName(first), File.ReadAllText(first)));
        Assert.NotEqual(plain, read);
        Assert.Null((await SeesAsync(instance, dataset.Id, DatasetStatus.Ready)).ConfirmedRoles);
        // Another way to read the file leaves the table in place; another table leaves the former to runs that name what it gave.
        await instance.Catalog.ReadAsAsync(dataset.Id, new OpenChoices { Modality = "rna" }, CancellationToken.None);
        Assert.Equal(first, DatasetSummaryFile.ReadChoices(folder).Annotations);
        await instance.Catalog.AnnotateAsync(dataset.Id, "days.csv", "cell,day\nc,2\n"u8.ToArray(), CancellationToken.None);
        Assert.Equal("cell,day\nc,2\n", File.ReadAllText(DatasetSummaryFile.ReadChoices(folder).Annotations!));
        Assert.True(File.Exists(first));
        await instance.Catalog.RemoveAnnotationsAsync(dataset.Id, CancellationToken.None);
        Assert.Equal(("rna", null), (DatasetSummaryFile.ReadChoices(folder).Modality, DatasetSummaryFile.ReadChoices(folder).Annotations));
        Assert.Equal(Hdf5, File.ReadAllBytes(instance.Options.FileOf(dataset)));
    }

    [Fact]
    public async Task A_table_that_fits_no_cell_does_not_take_the_place_of_one_that_does()
    {
        await using Instance instance = await Instance.StartAsync(scratch["data"]);
        DatasetRecord dataset = await AddAsync(instance, "cells.h5ad", Hdf5, DatasetStatus.Ready);
        string folder = instance.Options.FolderOfDataset(dataset.Id);
        await AnnotateAsync("good.csv", "cell,day\nc,1\n");
        DatasetReading reading = await AnnotateAsync("wrong.csv", "nothing,day\nx,1\n");
        Assert.Equal(("good.csv", "It fits nothing. The table before is used on."), (reading.Annotations!.Table, reading.AnnotationsProblem));
        Assert.Equal("good.csv", Path.GetFileName(DatasetSummaryFile.ReadChoices(folder).Annotations));
        reading = await AnnotateAsync("better.csv", "cell,day\nc,2\n");
        Assert.Equal(("better.csv", null), (reading.Annotations!.Table, reading.AnnotationsProblem));
        // Where there was none, there is none to go back to.
        await instance.Catalog.RemoveAnnotationsAsync(dataset.Id, CancellationToken.None);
        await SeesAsync(instance, dataset.Id, DatasetStatus.Ready);
        reading = await AnnotateAsync("wrong.csv", "nothing,day\nx,1\n");
        Assert.Equal((null, "It fits nothing."), (reading.Annotations, reading.AnnotationsProblem));

        async Task<DatasetReading> AnnotateAsync(string name, string content)
        {
            await instance.Catalog.AnnotateAsync(dataset.Id, name, Encoding.UTF8.GetBytes(content), CancellationToken.None);
            await SeesAsync(instance, dataset.Id, DatasetStatus.Ready);
            return (await DatasetSummaryFile.ReadAsync(folder, CancellationToken.None))!.Reading!;
        }
    }

    [Fact]
    public async Task A_deleted_dataset_leaves_nothing_on_the_disk()
    {
        await using Instance instance = await Instance.StartAsync(scratch["data"]);
        DatasetRecord dataset = await AddAsync(instance, "cells.h5ad", Hdf5, DatasetStatus.Ready);
        await instance.Catalog.DeleteAsync(dataset.Id, CancellationToken.None);
        Assert.Empty(await instance.Catalog.ListAsync(CancellationToken.None));
        Assert.Empty(Directory.GetDirectories(instance.Options.Datasets));
        Assert.Empty(Directory.GetDirectories(instance.Options.Trash));
    }

    private async Task<DatasetRecord> AddAsync(Instance instance, string name, byte[] content, DatasetStatus expected)
    {
        File.WriteAllBytes(scratch["incoming"], content);
        Guid id = await instance.Catalog.AddAsync(scratch["incoming"], name, ProjectRecord.DefaultId, CancellationToken.None);
        return await SeesAsync(instance, id, expected);
    }

    private static Task<DatasetRecord> SeesAsync(Instance instance, Guid id, DatasetStatus status) => Eventually.SeesAsync(
        async () => (await instance.Catalog.FindAsync(id, CancellationToken.None))!, dataset => dataset.Status == status, $"the dataset to be {status}")!;
}
