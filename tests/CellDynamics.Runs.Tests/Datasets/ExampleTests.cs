using CellDynamics.Runs.Model;
using CellDynamics.Runs.Tests.Shared;

namespace CellDynamics.Runs.Tests.Datasets;

public sealed class ExampleTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public ExampleTests()
    {
        Directory.CreateDirectory(scratch["samples"]);
        File.WriteAllBytes(scratch["samples", "b.h5ad"], [0x89, .. "HDF b"u8]);
        File.WriteAllBytes(scratch["samples", "a.h5ad"], [0x89, .. "HDF a"u8]);
        File.WriteAllText(scratch["samples", "examples.json"], """
            [
              { "file": "a.h5ad", "title": "Second", "order": 2, "roles": { "time": "t" } },
              { "file": "b.h5ad", "title": "First", "order": 1, "roles": { "time": "Hours" } },
              { "file": "absent.h5ad", "title": "Not shipped", "order": 3, "roles": {} }
            ]
            """);
    }

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task Examples_are_set_up_once_and_a_deleted_one_does_not_come_back()
    {
        await using (Instance first = await StartAsync())
        {
            IReadOnlyList<DatasetRecord> datasets = await first.Catalog.ListAsync(CancellationToken.None);
            Assert.Equal(["First", "Second"], datasets.Select(d => d.Name).Order());
            Assert.All(datasets, dataset => Assert.True(dataset.IsExample && dataset.Sha256.Length == 64));
            Assert.Equal("""{"time":"Hours"}""", datasets.Single(d => d.Name == "First").ConfirmedRoles);
            await first.Catalog.DeleteAsync(datasets.Single(d => d.Name == "First").Id, CancellationToken.None);
        }
        await using Instance second = await StartAsync();
        DatasetRecord left = Assert.Single(await second.Catalog.ListAsync(CancellationToken.None));
        Assert.Equal("Second", left.Name);
        Assert.True(File.Exists(second.Catalog.FileOf(left)));
    }

    [Fact]
    public async Task A_second_server_on_the_same_data_root_is_refused_with_a_reason()
    {
        await using Instance first = await StartAsync();
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(StartAsync);
        Assert.Contains("expected to be the only server on this data root, found another one", refused.Message, StringComparison.Ordinal);
    }

    private Task<Instance> StartAsync() => Instance.StartAsync(scratch["data"], ("SampleData", scratch["samples"]));
}
