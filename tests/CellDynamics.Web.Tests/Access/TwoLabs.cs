using System.Text;
using CellDynamics.Runs;
using CellDynamics.Runs.Access;
using CellDynamics.Runs.Datasets;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Projects;
using CellDynamics.Runs.Storage;
using CellDynamics.Web.Tests.Access;
using CellDynamics.Web.Tests.Shared;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.DependencyInjection;

[assembly: AssemblyFixture(typeof(TwoLabs))]

namespace CellDynamics.Web.Tests.Access;

public enum Visitor { Anonymous, Stranger, Viewer, Analyst, Owner, Administrator, LinkHolder }

/// <summary>The whole site with accounts and two labs: one is asked about, the stranger owns the other.</summary>
public sealed class TwoLabs : HostedSite, IAsyncLifetime
{
    private readonly Dictionary<Visitor, Guid> accounts = [];
    private string cookie = "";

    public ProjectRecord Lab { get; } = new() { Name = "Lab A" };

    public ProjectRecord OtherLab { get; } = new() { Name = "Lab B" };

    public DatasetRecord Dataset { get; private set; } = null!;

    public RunRecord Run { get; private set; } = null!;

    public RunRecord OtherRun { get; private set; } = null!;

    protected override IEnumerable<(string Key, string Value)> Settings => [.. base.Settings, ("Accounts:Mode", "shared")];

    protected override void Replace(IServiceCollection services) =>
        services.AddAuthentication(HeaderAccounts.Name).AddScheme<AuthenticationSchemeOptions, HeaderAccounts>(HeaderAccounts.Name, null);

    async ValueTask IAsyncLifetime.InitializeAsync()
    {
        await InitializeAsync();
        Dataset = new() { ProjectId = Lab.Id, Name = "Cells", FileName = "cells.h5ad", Sha256 = new string('a', 64), Status = DatasetStatus.Ready };
        Run = Finished(Lab.Id, Dataset.Id);
        OtherRun = Finished(Lab.Id, Dataset.Id);
        await WriteAsync(Lab, OtherLab, Dataset, Run, OtherRun);
        await AddAccountAsync(Visitor.Stranger, (OtherLab, ProjectRole.Owner));
        await AddAccountAsync(Visitor.Viewer, (Lab, ProjectRole.Viewer));
        await AddAccountAsync(Visitor.Analyst, (Lab, ProjectRole.Analyst));
        await AddAccountAsync(Visitor.Owner, (Lab, ProjectRole.Owner));
        await AddAccountAsync(Visitor.Administrator);
        var options = Services.GetRequiredService<RunsOptions>();
        DatasetSummaryFile.Write(Directory.CreateDirectory(options.FolderOfDataset(Dataset.Id)).FullName, Samples.Summary());
        Directory.CreateDirectory(Path.GetDirectoryName(options.FileOf(Dataset))!);
        await File.WriteAllTextAsync(options.FileOf(Dataset), "cells");
        cookie = await OpenAsync(await ShareAsync(Run.Id));
    }

    public Guid AccountOf(Visitor visitor) => accounts[visitor];

    public Caller CallerOf(Visitor visitor) => Caller.Of(accounts[visitor], visitor.ToString());

    /// <summary>The services of a page that this visitor has open.</summary>
    public AsyncServiceScope PageOf(Visitor visitor) => Services.GetRequiredService<IServiceScopeFactory>().CreateScope(CallerOf(visitor));

    /// <returns>The secret of a new link.</returns>
    public async Task<string> ShareAsync(Guid run)
    {
        await using AsyncServiceScope page = PageOf(Visitor.Owner);
        return await page.ServiceProvider.GetRequiredService<LinkDesk>().CreateAsync(run, 7, CancellationToken.None);
    }

    /// <returns>The cookie that opening the link leaves in the browser.</returns>
    public async Task<string> OpenAsync(string secret)
    {
        using HttpResponseMessage opened = await SendAsync(HttpMethod.Get, $"/shared/{secret}");
        return opened.Headers.TryGetValues("Set-Cookie", out IEnumerable<string>? cookies) ? cookies.Single().Split(';')[0] : "";
    }

    public Task<HttpResponseMessage> SendAsync(Visitor visitor, HttpMethod method, string path, HttpContent? content = null, params (string Name, string Value)[] headers) => visitor switch
    {
        Visitor.Anonymous => SendAsync(method, path, content, headers),
        Visitor.LinkHolder => SendAsync(method, path, content, [.. headers, ("Cookie", cookie)]),
        _ => SendAsync(method, path, content, [.. headers, (HeaderAccounts.Header, accounts[visitor].ToString())]),
    };

    /// <returns>The answer to the beginning of an upload.</returns>
    public Task<HttpResponseMessage> UploadAsync(Visitor visitor, Guid project) => SendAsync(visitor, HttpMethod.Post, "/api/uploads", null, ("Tus-Resumable", "1.0.0"), ("Upload-Length", "4"),
        ("Upload-Metadata", $"filename {Encode("new.h5ad")},project {Encode(project.ToString())}"));

    public async Task WriteAsync(params object[] records)
    {
        await using CellDynamicsDb db = Services.GetRequiredService<Database>().CreateDbContext();
        db.AddRange(records);
        await db.SaveChangesAsync();
    }

    private async Task AddAccountAsync(Visitor visitor, params (ProjectRecord Project, ProjectRole Role)[] places)
    {
        var account = new AccountRecord { UserName = visitor.ToString(), NormalizedUserName = visitor.ToString().ToUpperInvariant(), DisplayName = visitor.ToString(), IsAdministrator = visitor == Visitor.Administrator };
        accounts[visitor] = account.Id;
        await WriteAsync([account, .. places.Select(place => new MembershipRecord { ProjectId = place.Project.Id, AccountId = account.Id, Role = place.Role })]);
    }

    private static RunRecord Finished(Guid project, Guid dataset) => new() { ProjectId = project, DatasetId = dataset, Name = "First", Method = "sbirr", Status = RunStatus.Succeeded };

    private static string Encode(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
