using Bunit;
using CellDynamics.Runs.Access;
using CellDynamics.Runs.Model;
using CellDynamics.Web.Features.Datasets;
using CellDynamics.Web.Features.Projects;
using CellDynamics.Web.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace CellDynamics.Web.Tests.Pages;

public class ProjectPageTests
{
    private readonly AccountRecord ben = new() { UserName = "ben", NormalizedUserName = "BEN", DisplayName = "Ben", CreatedUtc = Stage.Noon };
    private readonly ProjectRecord lab = new() { Name = "Stem cells", MaximumBytes = 10_000, MaximumRunning = 2, ComputeHoursPerMonth = 2 };

    [Fact]
    public async Task A_member_sees_what_the_project_uses_and_may_use_and_when_the_hours_begin_again()
    {
        await using PageStage stage = await CreateAsync();
        await stage.WriteAsync(db => db.AddRange(lab, new MembershipRecord { ProjectId = lab.Id, AccountId = ben.Id, Role = ProjectRole.Viewer }, new UsageRecord { ProjectId = lab.Id, Month = "2026-01", Group = "cpu", Runs = 1, ComputeSeconds = 1800 }));
        DatasetRecord dataset = await stage.AddDatasetAsync(d => d.ProjectId = lab.Id);
        Directory.CreateDirectory(stage.Options.FolderOfDataset(dataset.Id));
        await File.WriteAllBytesAsync(Path.Combine(stage.Options.FolderOfDataset(dataset.Id), "cells"), new byte[9000]);
        var cut = stage.Render<ProjectPage>(p => p.Add(page => page.Id, lab.Id));
        await cut.WaitForElementAsync("[aria-labelledby=usage] [role=meter]");
        Assert.Equal(["9 kB of 10 kB · nearly full", "0 of 2", "0.5 of 2 hfrom 0 again on 1 Feb"], cut.ReadAll("[aria-labelledby=usage] td"));
        Assert.Contains("ask an administrator of this site", cut.Read("[aria-labelledby=usage] .cd-card-foot"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_person_in_no_lab_is_told_so_and_whom_to_ask()
    {
        await using PageStage stage = await CreateAsync();
        var cut = stage.Render<UploadArea>();
        await cut.WaitForElementAsync(".cd-prose");
        Assert.StartsWith("You belong to no lab yet", cut.Read(".cd-prose"), StringComparison.Ordinal);
        Assert.EndsWith("or an administrator of this site.", cut.Read(".cd-prose"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_viewer_is_told_to_ask_an_owner()
    {
        await using PageStage stage = await CreateAsync();
        await stage.WriteAsync(db => db.AddRange(lab, new MembershipRecord { ProjectId = lab.Id, AccountId = ben.Id, Role = ProjectRole.Viewer }));
        var cut = stage.Render<UploadArea>();
        await cut.WaitForElementAsync(".cd-prose");
        Assert.Equal("You may look here, not upload. Ask an owner of the project to make you an analyst.", cut.Read(".cd-prose"));
    }

    private async Task<PageStage> CreateAsync()
    {
        PageStage stage = await PageStage.CreateAsync(services => services.AddScoped(_ => new CallerContext { Caller = Caller.Of(ben.Id, "Ben") }));
        await stage.WriteAsync(db => db.Add(ben));
        return stage;
    }
}
