using System.Net;
using System.Text;
using CellDynamics.Runs;
using CellDynamics.Runs.Keeping;
using CellDynamics.Web.Hosting;
using CellDynamics.Web.Tests.Shared;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CellDynamics.Web.Tests.Endpoints;

/// <summary>The whole site after a restore: it answers, and cookies and forms that people have from before are still good.</summary>
public sealed class DrillTests
{
    private static readonly byte[] Content = [.. Enumerable.Range(0, 5000).Select(i => (byte)(i * 31))];

    [Fact]
    public async Task A_restored_site_answers_and_knows_the_cookies_and_forms_of_before()
    {
        await using var folder = new ScratchFolder();
        string dataset, secret, backup;
        AntiforgeryTokenSet tokens;
        await using (var before = new HostedSite())
        {
            await before.InitializeAsync();
            dataset = await UploadAsync(before);
            secret = before.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("cookie").Protect("who I am");
            tokens = before.Services.GetRequiredService<IAntiforgery>().GetTokens(Request(before.Services));
            backup = (await new Backup(before.Services.GetRequiredService<RunsOptions>(), TimeProvider.System).WriteAsync(folder["backups"], isFull: false, keep: null, CancellationToken.None)).Folder;
        }
        string[] arguments =
        [
            "--urls", "http://127.0.0.1:0", "--applicationName", "CellDynamics.Web", "--environment", "Production", "--DataRoot", folder["restored"], "--SampleData", folder["none"], "--Execution:Command", folder["no-program"],
        ];
        await using WebApplication site = Site.Build(arguments, services => services.AddLogging(logging => logging.ClearProviders()));
        RunsOptions options = site.Services.GetRequiredService<RunsOptions>();
        Directory.Delete(options.DataRoot, recursive: true);
        await Restore.WriteAsync(backup, options, CancellationToken.None);
        await site.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(site.Urls.Single()) };
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri("/health/ready", UriKind.Relative))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri($"/datasets/{dataset}", UriKind.Relative))).StatusCode);
        Assert.Equal(Content, await client.GetByteArrayAsync($"/api/datasets/{dataset}/file"));
        Assert.Equal("who I am", site.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("cookie").Unprotect(secret));
        DefaultHttpContext form = Request(site.Services);
        form.Request.Method = "POST";
        form.Request.Headers.Cookie = $"{site.Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<AntiforgeryOptions>>().Value.Cookie.Name}={tokens.CookieToken}";
        form.Request.Headers[tokens.HeaderName!] = tokens.RequestToken;
        await site.Services.GetRequiredService<IAntiforgery>().ValidateRequestAsync(form);
        await site.StopAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
    }

    private static DefaultHttpContext Request(IServiceProvider services) => new() { RequestServices = services };

    private static async Task<string> UploadAsync(HostedSite site)
    {
        using HttpResponseMessage created = await site.SendAsync(HttpMethod.Post, "/api/uploads", null,
            ("Tus-Resumable", "1.0.0"), ("Upload-Length", $"{Content.Length}"), ("Upload-Metadata", $"filename {Convert.ToBase64String(Encoding.UTF8.GetBytes("cells.h5ad"))}"));
        using var content = new ByteArrayContent(Content);
        content.Headers.ContentType = new("application/offset+octet-stream");
        using HttpResponseMessage done = await site.SendAsync(HttpMethod.Patch, created.Headers.Location!.OriginalString, content, ("Tus-Resumable", "1.0.0"), ("Upload-Offset", "0"));
        return done.Headers.GetValues("CellDynamics-Dataset").Single();
    }
}
