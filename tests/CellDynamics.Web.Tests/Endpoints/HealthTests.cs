using System.Net;
using CellDynamics.Web.Hosting;
using CellDynamics.Web.Tests.Shared;

namespace CellDynamics.Web.Tests.Endpoints;

public class HealthTests(HealthTests.LonelySite site) : IClassFixture<HealthTests.LonelySite>
{
    [Fact]
    public async Task The_site_lives_and_is_ready_until_its_data_root_is_gone()
    {
        Assert.Equal((HttpStatusCode.OK, "Healthy"), await AskAsync("live"));
        Assert.Equal((HttpStatusCode.OK, "Healthy"), await AskAsync("ready"));
        string aside = $"{site.DataRoot}-aside";
        Directory.Move(site.DataRoot, aside);
        try
        {
            Assert.Equal((HttpStatusCode.OK, "Healthy"), await AskAsync("ready")); // of a moment ago: whoever asks without end does not keep the disk busy
            await Task.Delay(ReadyCheck.Fresh + TimeSpan.FromMilliseconds(100), TestContext.Current.CancellationToken);
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "Unhealthy"), await AskAsync("ready"));
            Assert.Equal((HttpStatusCode.OK, "Healthy"), await AskAsync("live"));
        }
        finally
        {
            Directory.Move(aside, site.DataRoot);
        }
        await Task.Delay(ReadyCheck.Fresh + TimeSpan.FromMilliseconds(100), TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.OK, "Healthy"), await AskAsync("ready"));
        Assert.Empty(Directory.GetFiles(site.DataRoot, ".ready-*"));
    }

    /// <summary>Of a mount that is gone the empty folder below it is left, which can be written.</summary>
    [Fact]
    public async Task A_site_whose_data_root_is_no_longer_its_own_is_not_ready()
    {
        string name = Path.Combine(site.DataRoot, "instance.id");
        File.Move(name, name + ".aside");
        try
        {
            await Task.Delay(ReadyCheck.Fresh + TimeSpan.FromMilliseconds(100), TestContext.Current.CancellationToken);
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "Unhealthy"), await AskAsync("ready"));
        }
        finally
        {
            File.Move(name + ".aside", name);
        }
        await Task.Delay(ReadyCheck.Fresh + TimeSpan.FromMilliseconds(100), TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.OK, "Healthy"), await AskAsync("ready"));
    }

    private async Task<(HttpStatusCode, string)> AskAsync(string which)
    {
        using HttpResponseMessage answer = await site.SendAsync(HttpMethod.Get, $"/health/{which}");
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>A site of its own: what this test does to it would disturb others.</summary>
    public sealed class LonelySite : HostedSite;
}
