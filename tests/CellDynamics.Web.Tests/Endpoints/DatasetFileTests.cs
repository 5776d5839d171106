using System.Net;
using System.Xml.Linq;
using CellDynamics.Runs;
using CellDynamics.Runs.Datasets;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Storage;
using CellDynamics.Web.Tests.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CellDynamics.Web.Tests.Endpoints;

public class DatasetFileTests(HostedSite site)
{
    [Theory]
    [InlineData("cells.svg", "There is no picture of this dataset (yet): it is still being checked, or it cannot be read.")]
    [InlineData("file", "There is no such dataset. It may have been deleted.")]
    [InlineData("inspection.json", "There are no findings on this dataset (yet).")]
    public async Task A_dataset_that_does_not_exist_is_said_in_words(string part, string expected)
    {
        using HttpResponseMessage answer = await site.SendAsync(HttpMethod.Get, $"/api/datasets/{Guid.NewGuid()}/{part}");
        Assert.Equal(expected, await ProblemDocument.ReadAsync(answer, 404));
    }

    [Fact]
    public async Task The_picture_of_the_cells_is_an_image_that_is_sent_again_only_when_it_changed()
    {
        string picture = $"/api/datasets/{await AddAsync()}/cells.svg";
        using HttpResponseMessage first = await site.SendAsync(HttpMethod.Get, picture);
        Assert.Equal("image/svg+xml", first.Content.Headers.ContentType?.MediaType);
        XElement svg = XElement.Parse(await first.Content.ReadAsStringAsync());
        Assert.Equal(("336", "172"), (svg.Attribute("width")?.Value, svg.Attribute("height")?.Value));
        Assert.DoesNotContain(svg.Descendants(), element => element.Name.LocalName is "script" or "text" or "a" or "image");
        using HttpResponseMessage second = await site.SendAsync(HttpMethod.Get, picture, null, ("If-None-Match", first.Headers.ETag!.ToString()));
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        using HttpResponseMessage dark = await site.SendAsync(HttpMethod.Get, $"{picture}?theme=dark&size=figure", null, ("If-None-Match", first.Headers.ETag!.ToString()));
        Assert.Equal(HttpStatusCode.OK, dark.StatusCode);
    }

    [Fact]
    public async Task The_size_of_a_picture_cannot_be_chosen_freely()
    {
        string picture = $"/api/datasets/{await AddAsync()}/cells.svg";
        Assert.Equal(await site.Client.GetStringAsync(picture), await site.Client.GetStringAsync($"{picture}?size=99999x99999&width=99999"));
    }

    [Fact]
    public async Task What_the_check_found_is_downloaded_as_it_was_found()
    {
        using HttpResponseMessage answer = await site.SendAsync(HttpMethod.Get, $"/api/datasets/{await AddAsync()}/inspection.json");
        Assert.Equal("{}", await answer.Content.ReadAsStringAsync());
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("cells-inspection.json", answer.Content.Headers.ContentDisposition?.FileName);
    }

    [Fact]
    public async Task Numbers_of_cells_begin_with_their_names()
    {
        DatasetSummary summary = Samples.Summary();
        Guid dataset = await AddAsync(summary with { PreviewCells = ["a", "b", "=c", "d"], Quality = new QualitySummary("/X", true, "Hours", ["0 h"], [0], [1], [0], [7], [9], null) { Names = ["a"] } });
        string[] cells = (await site.Client.GetStringAsync($"/api/datasets/{dataset}/cells.csv")).Split("\r\n");
        Assert.Equal(["cell,time,x,y", "a,0,0,0", "b,24,1,1", "'=c,48,2,2"], cells[..4]);
        Assert.StartsWith("cell,Hours,genes,counts,mitochondrial_share\r\na,0 h,7,9,", await site.Client.GetStringAsync($"/api/datasets/{dataset}/quality.csv"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task How_far_the_check_is_can_be_asked()
    {
        Assert.Equal("""{"status":"Ready","problem":""}""", await site.Client.GetStringAsync($"/api/datasets/{await AddAsync()}/check"));
        using HttpResponseMessage none = await site.SendAsync(HttpMethod.Get, $"/api/datasets/{Guid.NewGuid()}/check");
        Assert.Equal("There is no such dataset. It may have been deleted.", await ProblemDocument.ReadAsync(none, 404));
    }

    [Fact]
    public async Task A_file_that_the_scanner_of_malware_refused_is_given_to_nobody()
    {
        Guid id = await AddAsync();
        await using (CellDynamicsDb db = site.Services.GetRequiredService<Database>().CreateDbContext())
            await db.Datasets.Where(dataset => dataset.Id == id).ExecuteUpdateAsync(set => set.SetProperty(dataset => dataset.Status, DatasetStatus.Refused).SetProperty(dataset => dataset.Problem, "cells.h5ad: expected a file without malware."));
        string folder = Path.Combine(site.Services.GetRequiredService<RunsOptions>().FolderOfDataset(id), "file");
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(folder).FullName, "cells.h5ad"), "what could not be deleted");
        await RefusesAsync();
        // As it is where the deletion worked.
        Directory.Delete(folder, recursive: true);
        await RefusesAsync();

        async Task RefusesAsync()
        {
            using HttpResponseMessage held = await site.SendAsync(HttpMethod.Get, $"/api/datasets/{id}/file");
            Assert.Equal("cells.h5ad: expected a file without malware.", await ProblemDocument.ReadAsync(held, 404));
        }
    }

    private async Task<Guid> AddAsync(DatasetSummary? summary = null)
    {
        var dataset = new DatasetRecord { ProjectId = ProjectRecord.DefaultId, Name = "Cells", FileName = "cells.h5ad", Status = DatasetStatus.Ready, UploadedUtc = Stage.Noon };
        await using CellDynamicsDb db = site.Services.GetRequiredService<Database>().CreateDbContext();
        db.Datasets.Add(dataset);
        await db.SaveChangesAsync();
        DatasetSummaryFile.Write(Directory.CreateDirectory(site.Services.GetRequiredService<RunsOptions>().FolderOfDataset(dataset.Id)).FullName, summary ?? Samples.Summary());
        return dataset.Id;
    }
}
