using System.Text;
using Bunit;
using CellDynamics.Methods.Networks;
using CellDynamics.Runs;
using CellDynamics.Runs.Model;
using CellDynamics.Web.Components.Patterns;
using CellDynamics.Web.Features.Datasets;
using CellDynamics.Web.Features.NetworkQuestions;
using CellDynamics.Web.Tests.Shared;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.DependencyInjection;

namespace CellDynamics.Web.Tests.Pages;

/// <summary>What pages say of a file that has not passed the scanner of malware.</summary>
public sealed class ScanPageTests : IAsyncDisposable
{
    private readonly ScratchFolder scratch = new();

    public ValueTask DisposeAsync() => scratch.DisposeAsync();

    [Fact]
    public async Task While_a_file_is_scanned_the_page_says_so_and_then_goes_on_by_itself()
    {
        await using PageStage stage = await PageStage.CreateAsync(Scans);
        DatasetRecord dataset = await stage.AddDatasetAsync(d => (d.Status, d.Sha256) = (DatasetStatus.Scanning, ""));
        var cut = stage.Render<DatasetPage>(p => p.Add(page => page.Id, dataset.Id));
        await cut.WaitForElementAsync("[aria-busy=true]");
        stage.Time.Advance(TimeSpan.FromSeconds(1));
        await cut.WaitForAssertionAsync(() => Assert.StartsWith("The file is being checked for malware", cut.Read(".cd-loading [role=status]"), StringComparison.Ordinal));
        Assert.DoesNotContain("New analysis", cut.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("as uploaded", cut.Markup, StringComparison.Ordinal);
        await stage.WriteAsync(db => (db.Datasets.Single().Status, db.Datasets.Single().Problem) = (DatasetStatus.Refused, "hsmm.h5ad: expected a file without malware."));
        await stage.HearNewsAsync(() => cut.FindAll("[role=alert]").Count > 0);
        Assert.Equal("This file was refused", cut.Read("[role=alert] h2"));
        Assert.Equal(["hsmm.h5ad: expected a file without malware.", "Nothing else is affected. This entry can be deleted."], cut.ReadAll("[role=alert] p"));
    }

    [Fact]
    public async Task A_file_that_waits_behind_the_scan_of_another_is_not_said_to_be_read()
    {
        await using PageStage stage = await PageStage.CreateAsync(Scans);
        DatasetRecord dataset = await stage.AddDatasetAsync(d => (d.Status, d.Sha256) = (DatasetStatus.Checking, ""));
        var cut = stage.Render<DatasetPage>(p => p.Add(page => page.Id, dataset.Id));
        await cut.WaitForElementAsync("[aria-busy=true]");
        stage.Time.Advance(TimeSpan.FromSeconds(1));
        await cut.WaitForAssertionAsync(() => Assert.StartsWith("The file is being checked for malware", cut.Read(".cd-loading [role=status]"), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_file_that_could_not_be_scanned_says_so_and_is_tried_again_on_request()
    {
        await using PageStage stage = await PageStage.CreateAsync(Scans);
        DatasetRecord dataset = await stage.AddDatasetAsync(d => (d.Status, d.Sha256, d.Problem) = (DatasetStatus.NotScanned, "", "hsmm.h5ad cannot be checked."));
        var cut = stage.Render<DatasetPage>(p => p.Add(page => page.Id, dataset.Id));
        await cut.WaitForElementAsync("[role=alert]");
        Assert.Equal(("This file cannot be checked for malware at present", "hsmm.h5ad cannot be checked."), (cut.Read("[role=alert] h2"), cut.Read("[role=alert] p")));
        await cut.PressAsync("Try now");
        DatasetRecord kept = (await stage.Catalog.FindAsync(dataset.Id, CancellationToken.None))!;
        Assert.Equal((DatasetStatus.Checking, ""), (kept.Status, kept.Problem));
        Assert.Empty(cut.FindAll("[role=alert]"));
    }

    [Theory]
    [InlineData(DatasetStatus.Scanning, "Being checked for malware", "cd-note")]
    [InlineData(DatasetStatus.NotScanned, "Not checked for malware yet", "cd-warning")]
    [InlineData(DatasetStatus.Refused, "Refused", "cd-bad")]
    public async Task A_card_tells_the_state(DatasetStatus status, string text, string tone)
    {
        await using PageStage stage = await PageStage.CreateAsync(Scans);
        DatasetRecord dataset = await stage.AddDatasetAsync(d => (d.Status, d.Problem) = (status, status == DatasetStatus.Scanning ? "" : "cells.h5ad did not pass."));
        var cut = stage.Render<DatasetCard>(p => p.Add(card => card.Dataset, dataset));
        Assert.Equal(text, cut.Read(".cd-chip"));
        Assert.Contains(tone, cut.Find(".cd-chip").ClassList);
        Assert.Empty(cut.FindAll("img"));
        Assert.Equal(status == DatasetStatus.Scanning ? 0 : 1, cut.FindAll(".cd-dataset-problem").Count);
    }

    [Fact]
    public async Task A_table_for_a_question_is_scanned_before_it_is_read()
    {
        await using PageStage stage = await PageStage.CreateAsync(Scans);
        GivenTable<PriorEdge>? given = null;
        var cut = stage.Render<TableField<PriorEdge>>(p => p.Add(f => f.Label, "Links").Add(f => f.Help, "").Add(f => f.Default, "").Add(f => f.Read, GivenTables.Prior).Add(f => f.GivenChanged, found => given = found));
        // As table it would be refused for its columns.
        cut.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromText("malware", "links.csv"));
        await cut.WaitForStateAsync(() => given is not null);
        Assert.StartsWith("links.csv: expected a file without malware, found what the scanner of this site calls “links.csv: Fake FOUND”.", given!.Problem, StringComparison.Ordinal);
    }

    private void Scans(IServiceCollection services)
    {
        string program = Path.Combine(scratch.Path, "scan");
        File.WriteAllText(program, "#!/bin/sh\ngrep -q malware \"$1\" || exit 0\necho \"$1: Fake FOUND\"\nexit 1\n", new UTF8Encoding(false));
        var options = (RunsOptions)services.Last(service => service.ServiceType == typeof(RunsOptions)).ImplementationInstance!;
        services.AddSingleton(options with { ScanCommand = ["/bin/sh", program] });
    }
}
