using System.Net;
using CellDynamics.Data.Annotated;
using CellDynamics.Runs;
using CellDynamics.Runs.Execution;
using CellDynamics.Web.Features.Answers;
using CellDynamics.Web.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace CellDynamics.Web.Tests.Endpoints;

/// <summary>The dataset with the results added leaves the site.</summary>
public class ExportTests(HostedSite site)
{
    [Fact]
    public async Task What_was_made_before_is_sent_under_the_name_of_the_analysis()
    {
        RunFolder run = Finished(out Guid id);
        await File.WriteAllTextAsync(run.FullExport, "made before");
        await File.WriteAllTextAsync(run.FullExportList, "[]");
        using HttpResponseMessage answer = await site.SendAsync(HttpMethod.Get, "/" + ExportEndpoints.AddressOf(id));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("made before", await answer.Content.ReadAsStringAsync());
        Assert.Equal("My-cells_with-results.h5ad", answer.Content.Headers.ContentDisposition!.FileName);
    }

    [Fact]
    public async Task What_cannot_be_made_is_told_as_a_problem()
    {
        Finished(out Guid id);
        using HttpResponseMessage answer = await site.SendAsync(HttpMethod.Get, "/" + ExportEndpoints.AddressOf(id));
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Contains("The export could not be made", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_without_a_result_is_not_found()
    {
        using HttpResponseMessage answer = await site.SendAsync(HttpMethod.Get, "/" + ExportEndpoints.AddressOf(Guid.CreateVersion7()));
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    private RunFolder Finished(out Guid id)
    {
        id = Guid.CreateVersion7();
        RunFolder run = site.Services.GetRequiredService<RunsOptions>().FolderOf(id);
        run.WriteRequest(new RunRequest
        {
            Method = "sbirr", Name = "My cells", DatasetPath = "cells.h5ad", DatasetSha256 = "", Roles = new StudyRoles(), Parameters = new Dictionary<string, string>(), Version = "test",
            CreatedUtc = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc),
        });
        File.WriteAllText(run.Result, "a result");
        return run;
    }
}
