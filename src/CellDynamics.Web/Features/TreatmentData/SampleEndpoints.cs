using CellDynamics.Runs.Access;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Predictions;
using CellDynamics.Web.Access;
using CellDynamics.Web.Features.Answers;

namespace CellDynamics.Web.Features.TreatmentData;

/// <summary>Predictions of new samples over HTTP: cells as binary, the file that the prediction wrote.</summary>
public static class SampleEndpoints
{
    public static IEndpointRouteBuilder MapSampleEndpoints(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder sample = routes.MapGroup("/api/treatments/{run:guid}/predictions/{id:guid}/{treatment}").WithTags("Treatments").AddEndpointFilter<ReadableFailures>()
            .Requires(ResourceKind.Run, ProjectRole.Viewer, Trace.View, byLink: true, key: "run");
        sample.MapGet("/donors", ([AsParameters] Asked asked, SampleAnswers answers, CancellationToken token) =>
            answers.FloatsAsync(asked.Address, "donors", async (store, record, treatment) => (await store.ReadAsync(asked.Run, record, treatment, token)).DonorOfCell));
        sample.MapGet("/cells/{kind}/{view}", ([AsParameters] Asked asked, string kind, string view, SampleAnswers answers, CancellationToken token) =>
            answers.FloatsAsync(asked.Address, $"{kind}:{view}", async (store, record, treatment) => await store.ReadPlacesAsync(asked.Run, record, treatment, view, IsPredicted(kind), token)));
        sample.MapGet("/gene/{kind}/{gene}", ([AsParameters] Asked asked, string kind, string gene, SampleAnswers answers, CancellationToken token) =>
            answers.FloatsAsync(asked.Address, $"gene:{kind}:{gene}", (store, record, treatment) => store.ReadGeneAsync(asked.Run, record, treatment, RouteText.Decode(gene), IsPredicted(kind), token)));
        sample.MapGet("/predicted.h5ad", ([AsParameters] Asked asked, SampleAnswers answers, CancellationToken token) => answers.FileAsync(asked.Address, token))
            .Requires(ResourceKind.Run, ProjectRole.Viewer, Trace.Download, byLink: true, key: "run");
        return routes;
    }

    private static bool IsPredicted(string kind) => kind switch
    {
        "control" => false,
        "predicted" => true,
        _ => throw new KeyNotFoundException($"There are control and predicted cells, no {kind}."),
    };

    private sealed record Asked(Guid Run, Guid Id, string Treatment)
    {
        public SampleAddress Address => new(Run, Id, RouteText.Decode(Treatment));
    }
}

/// <summary>Which predicted population of a run.</summary>
public sealed record SampleAddress(Guid Run, Guid Id, string Treatment);

/// <summary>Answers with numbers of a prediction; its file never changes once it is there.</summary>
public sealed class SampleAnswers(SampleDesk desk, SampleStore store, FileAnswers answers)
{
    public async Task<IResult> FloatsAsync(SampleAddress address, string part, Func<SampleStore, SampleRecord, string, Task<float[]?>> read)
    {
        SampleRecord record = await FindAsync(address, CancellationToken.None);
        return await answers.FloatsAsync(await store.FindFileAsync(address.Run, record, address.Treatment, CancellationToken.None), part, () => read(store, record, address.Treatment));
    }

    public async Task<IResult> FileAsync(SampleAddress address, CancellationToken token)
    {
        SampleRecord record = await FindAsync(address, token);
        return answers.Whole(await store.FindFileAsync(address.Run, record, address.Treatment, token), record.DatasetName, $"{address.Treatment} predicted");
    }

    private async Task<SampleRecord> FindAsync(SampleAddress address, CancellationToken token) => await desk.FindAsync(address.Run, address.Id, token) ?? throw new KeyNotFoundException("There is no such prediction. It may have been deleted.");
}
