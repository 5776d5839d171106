using System.Text;
using CellDynamics.Web.Tests.Shared;

namespace CellDynamics.Web.Tests.Endpoints;

public class FullDiskTests(FullDiskTests.FullSite site) : IClassFixture<FullDiskTests.FullSite>
{
    [Fact]
    public async Task A_file_for_which_there_is_no_room_is_refused_before_a_byte_is_sent_with_the_room_there_is()
    {
        using HttpResponseMessage answer = await site.SendAsync(HttpMethod.Post, "/api/uploads", null,
            ("Tus-Resumable", "1.0.0"), ("Upload-Length", "1000"), ("Upload-Metadata", $"filename {Convert.ToBase64String(Encoding.UTF8.GetBytes("cells.h5ad"))}"));
        Assert.StartsWith("cells.h5ad: expected 1 kB of free disk, found 0 bytes. Nothing was uploaded.", await ProblemDocument.ReadAsync(answer, 507), StringComparison.Ordinal);
    }

    /// <summary>A site that must leave more room than any disk has.</summary>
    public sealed class FullSite : HostedSite
    {
        protected override IEnumerable<(string Key, string Value)> Settings => [("Uploads:KeepFreeBytes", "4000000000000000000")];
    }
}
