using CellDynamics.Runs;
using CellDynamics.Web.Features.Runs;
using CellDynamics.Web.Tests.Shared;

namespace CellDynamics.Web.Tests.Pages;

public class AnalysisPlanTests
{
    [Fact]
    public async Task Where_an_analysis_runs_is_said_as_it_is()
    {
        const string elsewhere = "It runs on one of the machines of this site. You can close the page; nothing leaves these machines.";
        await using PageStage stage = await PageStage.CreateAsync();
        Assert.StartsWith("It runs on this server.", AnalysisPlan.Place(stage.Options), StringComparison.Ordinal);
        Assert.Equal(elsewhere, AnalysisPlan.Place(stage.Options with { Provider = DatabaseProvider.Postgres }));
        Assert.Equal(elsewhere, AnalysisPlan.Place(stage.Options with { Worker = stage.Options.Worker with { UsesSlurm = true } }));
    }
}
