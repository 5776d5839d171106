using CellDynamics.Data.Annotated;
using CellDynamics.Runs;
using CellDynamics.Runs.Access;
using CellDynamics.Runs.Datasets;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Queue;
using CellDynamics.Runs.Storage;
using CellDynamics.Web.Features.NetworkData;
using CellDynamics.Web.Features.Projects;
using CellDynamics.Web.Features.TrajectoryData;
using CellDynamics.Web.Features.TreatmentData;
using CellDynamics.Web.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CellDynamics.Web.Tests.Shared;

/// <summary>A stage for whole pages: the real catalogue, queue and monitor on a data root of its own. No scheduler runs, so nothing changes by itself.</summary>
internal sealed class PageStage : Stage
{
    private readonly ScratchFolder folder = new();

    private PageStage(Action<IServiceCollection>? more)
    {
        IConfiguration settings = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["DataRoot"] = folder.Path, ["SampleData"] = folder["none"], ["Execution:Command"] = "none", ["Uploads:KeepFreeBytes"] = "0",
        }).Build();
        Services.AddCellDynamicsRuns(settings);
        Services.AddScoped(_ => new CallerContext { Caller = Caller.Local });
        Services.AddTrajectories();
        Services.AddTreatments();
        Services.AddNetworks();
        Services.AddScoped<ProjectChoice>();
        Services.AddScoped(_ => new CallerContext { Caller = Caller.Local });
        Services.AddSingleton(new AccountsOptions { IsShared = true });
        more?.Invoke(Services);
    }

    public RunQueue Queue => Services.GetRequiredService<RunQueue>();

    public DatasetCatalog Catalog => Services.GetRequiredService<DatasetCatalog>();

    public RunsOptions Options => Services.GetRequiredService<RunsOptions>();

    /// <param name="more">Puts other services in the place of the site's own.</param>
    public static async Task<PageStage> CreateAsync(Action<IServiceCollection>? more = null)
    {
        var stage = new PageStage(more);
        await stage.Services.GetRequiredService<Database>().MigrateAsync(CancellationToken.None);
        return stage;
    }

    /// <summary>Whatever a page asks of the database fails.</summary>
    /// <param name="more">Puts other services in the place of the site's own.</param>
    public static PageStage WithoutDatabase(Action<IServiceCollection>? more = null) => new(more);

    public async Task<DatasetRecord> AddDatasetAsync(Action<DatasetRecord>? more = null, DatasetSummary? summary = null)
    {
        var dataset = new DatasetRecord
        {
            ProjectId = ProjectRecord.DefaultId, Name = "HSMM myoblasts", FileName = "hsmm.h5ad", Bytes = 2_100_000, Sha256 = new string('a', 64), UploadedUtc = Noon,
            Status = DatasetStatus.Ready, Cells = 297, Genes = 1000, TimePoints = 3,
        };
        more?.Invoke(dataset);
        await WriteAsync(db => db.Datasets.Add(dataset));
        if (summary is not null)
            DatasetSummaryFile.Write(Directory.CreateDirectory(Options.FolderOfDataset(dataset.Id)).FullName, summary);
        return dataset;
    }

    /// <summary>A run as the queue would have left it, with its frozen request and what it has told so far.</summary>
    public async Task<RunRecord> AddRunAsync(DatasetRecord dataset, RunStatus status, Action<RunRecord>? more = null, params ProgressLine[] progress)
    {
        var run = new RunRecord
        {
            ProjectId = dataset.ProjectId, DatasetId = dataset.Id, Name = "Second look", Method = "sbirr", Status = status, CreatedUtc = Noon.AddMinutes(-5), Attempt = progress.Length > 0 ? 1 : 0,
        };
        more?.Invoke(run);
        await WriteAsync(db => db.Runs.Add(run));
        RunFolder kept = Options.FolderOf(run.Id);
        Directory.CreateDirectory(kept.Attempt(1));
        await File.WriteAllTextAsync(kept.Request, new RunRequest
        {
            Method = "sbirr", Name = run.Name, DatasetPath = "hsmm.h5ad", DatasetSha256 = dataset.Sha256, Roles = new StudyRoles { Time = "Hours" },
            Parameters = new Dictionary<string, string> { ["sigma"] = "0.25" }, Seed = 7, Version = "0.1.0", CreatedUtc = Noon,
        }.ToJson());
        await File.WriteAllLinesAsync(kept.Progress(1), progress.Select(line => line.ToJson()));
        return run;
    }

    public async Task WriteAsync(Action<CellDynamicsDb> change)
    {
        await using CellDynamicsDb db = Services.GetRequiredService<Database>().CreateDbContext();
        change(db);
        await db.SaveChangesAsync();
    }

    /// <summary>Moves the clock until the page shows what the monitor told it.</summary>
    public async Task HearNewsAsync(Func<bool> isShown)
    {
        for (int look = 0; look < 1000 && !isShown(); look++)
        {
            Time.Advance(TimeSpan.FromMilliseconds(500));
            await Task.Delay(25); // the monitor reads the database on a thread of its own
        }
        Assert.True(isShown(), "The page did not show the news.");
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        SqliteConnection.ClearAllPools();
        await folder.DisposeAsync();
    }
}
