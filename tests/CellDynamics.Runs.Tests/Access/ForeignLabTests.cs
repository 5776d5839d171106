using CellDynamics.Data.Annotated;
using CellDynamics.Data.Formats;
using CellDynamics.Runs.Access;
using CellDynamics.Runs.Admission;
using CellDynamics.Runs.Datasets;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Exports;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Predictions;
using CellDynamics.Runs.Projects;
using CellDynamics.Runs.Queue;
using CellDynamics.Runs.Tests.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CellDynamics.Runs.Tests.Access;

/// <summary>An analyst of one lab, at the services of an open page, with the ids of another lab.</summary>
public sealed class ForeignLabTests : IAsyncLifetime
{
    private readonly ScratchFolder scratch = new();
    private readonly ProjectRecord own = new() { Name = "Lab A" }, foreign = new() { Name = "Lab B" };
    private Instance instance = null!;
    private Caller analyst = null!;
    private Guid ownDataset, ownRun, dataset, run;

    private IServiceProvider Page => instance.As(analyst);

    public async ValueTask InitializeAsync()
    {
        instance = Instance.Create(scratch["data"]);
        await instance.Get<Runs.Storage.Database>().MigrateAsync(CancellationToken.None);
        await AddAsync(own, foreign);
        analyst = await PersonAsync(own, ProjectRole.Analyst);
        (ownDataset, dataset) = (await instance.AddDatasetAsync(own.Id), await instance.AddDatasetAsync(foreign.Id));
        (ownRun, run) = (await instance.AddRunAsync(ownDataset, RunStatus.Succeeded), await instance.AddRunAsync(dataset, RunStatus.Succeeded));
        foreach (Guid id in new[] { ownDataset, dataset })
            Directory.CreateDirectory(instance.Options.FolderOfDataset(id));
    }

    public async ValueTask DisposeAsync()
    {
        await instance.DisposeAsync();
        scratch.Dispose();
    }

    [Fact]
    public async Task Lists_hold_nothing_of_another_lab()
    {
        Assert.Equal([ownDataset], (await Page.GetRequiredService<DatasetCatalog>().ListAsync(default)).Select(d => d.Id));
        Assert.Equal([ownRun], (await Page.GetRequiredService<RunQueue>().ListAsync(default)).Select(r => r.Id));
        Assert.Equal([own.Id], (await Page.GetRequiredService<ProjectDesk>().ListAsync(ProjectRole.Viewer, default)).Select(p => p.Id));
    }

    /// <remarks>What else is in the project of the examples may be from before the instance had accounts.</remarks>
    [Fact]
    public async Task Examples_are_looked_at_by_everybody_and_changed_by_nobody()
    {
        Guid example = await instance.AddDatasetAsync(), shown = await instance.AddRunAsync(example, RunStatus.Succeeded), beside = await instance.AddDatasetAsync(), own = await instance.AddRunAsync(example, RunStatus.Succeeded);
        await instance.WithDbAsync(db => db.Datasets.Where(d => d.Id == example).ExecuteUpdateAsync(set => set.SetProperty(d => d.IsExample, true)));
        await instance.WithDbAsync(db => db.Runs.Where(r => r.Id == shown).ExecuteUpdateAsync(set => set.SetProperty(r => r.IsExample, true)));
        var catalog = Page.GetRequiredService<DatasetCatalog>();
        var queue = Page.GetRequiredService<RunQueue>();
        Assert.Equal([example, ownDataset], (await catalog.ListAsync(default)).Select(d => d.Id).Order().OrderByDescending(id => id == example));
        Assert.Equal([shown, ownRun], (await queue.ListAsync(default)).Select(r => r.Id).OrderByDescending(id => id == shown));
        Assert.NotNull(await catalog.FindAsync(example, default));
        Assert.NotNull(await queue.FindAsync(shown, default));
        Assert.Null(await catalog.FindAsync(beside, default));
        Assert.Null(await queue.FindAsync(own, default));
        await Assert.ThrowsAsync<AccessDeniedException>(() => queue.DeleteAsync(shown, default));
        // What somebody asked it about cells of their own is theirs.
        var asked = new SampleRecord { Id = Guid.CreateVersion7(), DatasetId = beside, DatasetName = "Patients", Treatments = ["LPS"], CreatedUtc = DateTime.UtcNow, Status = SampleStatus.Done };
        var answer = new SampleFolder(instance.Options.FolderOf(shown), asked.Id);
        Directory.CreateDirectory(answer.Root);
        answer.Write(asked);
        Assert.Empty(await Page.GetRequiredService<SampleDesk>().ListAsync(shown, default));
        Assert.Null(await Page.GetRequiredService<SampleDesk>().FindAsync(shown, asked.Id, default));
        Assert.Equal([asked.Id], (await instance.As(Caller.Local).GetRequiredService<SampleDesk>().ListAsync(shown, default)).Select(record => record.Id));
        IServiceProvider nobody = instance.As(Caller.Anonymous);
        Assert.Null(await nobody.GetRequiredService<DatasetCatalog>().FindAsync(example, default));
        Assert.Empty(await nobody.GetRequiredService<RunQueue>().ListAsync(default));
        await instance.WithDbAsync(db => db.Users.Where(a => a.Id == analyst.AccountId).ExecuteUpdateAsync(set => set.SetProperty(a => a.IsDisabled, true)));
        Assert.Empty(await catalog.ListAsync(default));
        Assert.Null(await queue.FindAsync(shown, default));
    }

    [Fact]
    public async Task What_another_lab_has_is_not_found()
    {
        var catalog = Page.GetRequiredService<DatasetCatalog>();
        Assert.Null(await catalog.FindAsync(dataset, default));
        Assert.Null(await catalog.ReadSummaryAsync(dataset, default));
        Assert.Null(await catalog.ReadGenesAsync(dataset, default));
        Assert.Null(await catalog.ReadSymbolsAsync(dataset, default));
        Assert.Null(await catalog.ReadQualityAsync(dataset, default));
        Assert.Null(await Page.GetRequiredService<RunQueue>().FindAsync(run, default));
        Assert.Null(await Page.GetRequiredService<RunNews>().ReadAsync(run, default));
        Assert.Empty(await Page.GetRequiredService<SampleDesk>().ListAsync(run, default));
        Assert.Null(await Page.GetRequiredService<SampleDesk>().FindAsync(run, Guid.CreateVersion7(), default));
        Assert.Null(await Page.GetRequiredService<ProjectDesk>().FindAsync(foreign.Id, default));
        Assert.NotNull(await catalog.FindAsync(ownDataset, default));
    }

    [Fact]
    public async Task Nothing_can_be_done_in_another_lab()
    {
        var question = new SampleQuestion(ownDataset, ["LPS"], null);
        await RefusedAsync(page => page.GetRequiredService<DatasetCatalog>().ConfirmRolesAsync(dataset, new StudyRoles { Time = "day" }, default));
        await RefusedAsync(page => page.GetRequiredService<DatasetCatalog>().ReadAsAsync(dataset, new OpenChoices { Modality = "rna" }, default));
        await RefusedAsync(page => page.GetRequiredService<DatasetCatalog>().DeleteAsync(dataset, default));
        await RefusedAsync(page => page.GetRequiredService<DatasetCatalog>().AddAsync(scratch["none"], "a.h5ad", foreign.Id, default));
        await RefusedAsync(page => page.GetRequiredService<RunQueue>().SubmitAsync(new RunSubmission { DatasetId = dataset, Method = "sbirr", Name = "Mine", Roles = new StudyRoles() }, default));
        await RefusedAsync(page => page.GetRequiredService<RunQueue>().CancelAsync(run, default));
        await RefusedAsync(page => page.GetRequiredService<RunQueue>().DeleteAsync(run, default));
        await RefusedAsync(page => page.GetRequiredService<RunQueue>().FolderOfAsync(run, default));
        await RefusedAsync(page => page.GetRequiredService<ExportDesk>().FindAsync(run, default));
        await RefusedAsync(page => page.GetRequiredService<SampleDesk>().StartAsync(run, question, default));
        await RefusedAsync(page => page.GetRequiredService<SampleDesk>().CancelAsync(run, Guid.CreateVersion7(), default));
        await RefusedAsync(page => page.GetRequiredService<SampleDesk>().DeleteAsync(run, Guid.CreateVersion7(), default));
        await RefusedAsync(page => page.GetRequiredService<UploadStore>().CreateAsync(10, "a.h5ad", foreign.Id, default));
        await RefusedAsync(page => page.GetRequiredService<LinkDesk>().CreateAsync(run, 1, default));
        await RefusedAsync(page => page.GetRequiredService<LinkDesk>().ListAsync(foreign.Id, default));
        await RefusedAsync(page => page.GetRequiredService<ProjectDesk>().SetMemberAsync(foreign.Id, "ada", ProjectRole.Owner, null, default));
        await RefusedAsync(page => page.GetRequiredService<ProjectDesk>().SetSensitiveAsync(foreign.Id, true, default));
        await RefusedAsync(page => page.GetRequiredService<ProjectDesk>().MembersAsync(foreign.Id, default));
        Assert.Equal(2, await instance.WithDbAsync(db => db.Runs.CountAsync()));
        DatasetRecord kept = (await instance.Catalog.FindAsync(dataset, default))!;
        Assert.Equal((DatasetStatus.Ready, null), (kept.Status, kept.ConfirmedRoles));
    }

    [Fact]
    public async Task A_prediction_does_not_carry_cells_into_another_lab()
    {
        await AddAsync(new MembershipRecord { ProjectId = foreign.Id, AccountId = analyst.AccountId!.Value, Role = ProjectRole.Viewer });
        RunException refused = await Assert.ThrowsAsync<RunException>(() => Page.GetRequiredService<SampleDesk>().StartAsync(ownRun, new SampleQuestion(dataset, ["LPS"], null), default));
        Assert.Contains("belongs to another project", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_viewer_looks_and_an_analyst_does_not_share()
    {
        IServiceProvider viewer = instance.As(await PersonAsync(foreign, ProjectRole.Viewer));
        Assert.NotNull(await viewer.GetRequiredService<RunQueue>().FindAsync(run, default));
        AccessDeniedException told = await Assert.ThrowsAsync<AccessDeniedException>(() => viewer.GetRequiredService<RunQueue>().DeleteAsync(run, default));
        Assert.False(told.IsHidden);
        await Assert.ThrowsAsync<AccessDeniedException>(() => viewer.GetRequiredService<DatasetCatalog>().ConfirmRolesAsync(dataset, new StudyRoles(), default));
        await Assert.ThrowsAsync<AccessDeniedException>(() => Page.GetRequiredService<LinkDesk>().CreateAsync(ownRun, 1, default));
    }

    [Fact]
    public async Task An_upload_goes_on_for_the_one_who_began_it()
    {
        UploadState upload = await Page.GetRequiredService<UploadStore>().CreateAsync(4, "mine.h5ad", null, default);
        var colleague = instance.As(await PersonAsync(own, ProjectRole.Owner)).GetRequiredService<UploadStore>();
        Assert.Null(await colleague.FindAsync(upload.Id, default));
        Assert.Empty(await colleague.ListAsync(default));
        Assert.Equal(UploadProblem.NotFound, (await Assert.ThrowsAsync<UploadException>(() => colleague.AppendAsync(upload.Id, 0, new MemoryStream([1, 2]), null, default))).Problem);
        Assert.Equal(UploadProblem.NotFound, (await Assert.ThrowsAsync<UploadException>(() => colleague.TerminateAsync(upload.Id, default))).Problem);
        await Page.GetRequiredService<UploadStore>().AppendAsync(upload.Id, 0, new MemoryStream([1, 2]), null, default);
        UploadState done = await Page.GetRequiredService<UploadStore>().AppendAsync(upload.Id, 2, new MemoryStream([3, 4]), null, default);
        DatasetRecord made = (await Page.GetRequiredService<DatasetCatalog>().FindAsync(done.DatasetId!.Value, default))!;
        Assert.Equal((own.Id, analyst.AccountId), (made.ProjectId, made.UploadedBy));
        Assert.Equal(made.UploadedUtc, made.UsedUtc);
    }

    [Fact]
    public async Task Uploads_under_way_count_against_the_storage_of_their_project()
    {
        await instance.WithDbAsync(db => db.Projects.Where(p => p.Id == own.Id).ExecuteUpdateAsync(set => set.SetProperty(p => p.MaximumBytes, 1000)));
        var uploads = Page.GetRequiredService<UploadStore>();
        await uploads.CreateAsync(600, "first.h5ad", null, default);
        await Assert.ThrowsAsync<QuotaException>(() => uploads.CreateAsync(600, "second.h5ad", null, default));
        await instance.Uploads.CreateAsync(600, "elsewhere.h5ad", foreign.Id, default);
        Assert.Single(await uploads.ListAsync(default));
    }

    [Fact]
    public async Task Who_lost_the_role_can_not_go_on_with_an_upload()
    {
        UploadState upload = await Page.GetRequiredService<UploadStore>().CreateAsync(4, "mine.h5ad", own.Id, default);
        await instance.WithDbAsync(db => db.Memberships.Where(m => m.AccountId == analyst.AccountId).ExecuteDeleteAsync());
        await Assert.ThrowsAsync<AccessDeniedException>(() => Page.GetRequiredService<UploadStore>().AppendAsync(upload.Id, 0, new MemoryStream([1]), null, default));
    }

    [Fact]
    public async Task News_of_a_run_end_with_the_right_to_see_it()
    {
        List<double> told = [];
        using IDisposable watch = Page.GetRequiredService<RunNews>().Watch(ownRun, view =>
        {
            told.Add(view.Run.Fraction);
            return Task.CompletedTask;
        });
        await Eventually.SeesAsync(() => Task.FromResult(told.ToArray()), seen => seen.Length == 1, "the first news");
        await instance.WithDbAsync(db => db.Memberships.Where(m => m.AccountId == analyst.AccountId).ExecuteDeleteAsync());
        var owner = instance.As(await PersonAsync(own, ProjectRole.Owner)).GetRequiredService<RunNews>();
        double heard = 0;
        using IDisposable other = owner.Watch(ownRun, view =>
        {
            heard = view.Run.Fraction;
            return Task.CompletedTask;
        });
        await instance.WithDbAsync(db => db.Runs.Where(r => r.Id == ownRun).ExecuteUpdateAsync(set => set.SetProperty(r => r.Fraction, 0.5)));
        await Eventually.SeesAsync(() => Task.FromResult(heard), fraction => fraction == 0.5, "the news of the owner");
        Assert.Equal([0.0], told);
    }

    private async Task RefusedAsync(Func<IServiceProvider, Task> ask)
    {
        AccessDeniedException refused = await Assert.ThrowsAsync<AccessDeniedException>(() => ask(Page));
        Assert.True(refused.IsHidden);
    }

    private async Task<Caller> PersonAsync(ProjectRecord project, ProjectRole role)
    {
        var account = new AccountRecord { UserName = Guid.CreateVersion7().ToString(), DisplayName = "Person" };
        await AddAsync(account, new MembershipRecord { ProjectId = project.Id, AccountId = account.Id, Role = role });
        return Caller.Of(account.Id, account.DisplayName);
    }

    private Task<int> AddAsync(params object[] records) => instance.WithDbAsync(db =>
    {
        db.AddRange(records);
        return db.SaveChangesAsync();
    });
}
