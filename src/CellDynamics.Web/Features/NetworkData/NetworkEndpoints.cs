using CellDynamics.Runs.Access;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Results.Networks;
using CellDynamics.Web.Access;
using CellDynamics.Web.Features.Answers;

namespace CellDynamics.Web.Features.NetworkData;

/// <summary>Finished analyses of networks over HTTP: tables as CSV, the graph for other programs, the file itself.</summary>
public static class NetworkEndpoints
{
    public static IEndpointRouteBuilder MapNetworkEndpoints(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder run = routes.MapGroup("/api/networks/{id:guid}").WithTags("Networks").AddEndpointFilter<ReadableFailures>().Requires(ResourceKind.Run, ProjectRole.Viewer, Trace.Download, byLink: true);
        foreach ((string name, _, Func<NetworkResult, string> table) in NetworkTables.All)
            Map(run, name, "text/csv", "csv", table);
        Map(run, "network", "application/graphml+xml", "graphml", GraphDocuments.GraphMl);
        Map(run, "network", "application/json", "cyjs", GraphDocuments.CytoscapeJson);
        run.MapGet("/perturbation.csv", PerturbAsync);
        run.MapGet("/result.h5ad", async (Guid id, FileAnswers answers, INetworkSource source, CancellationToken token) => answers.Whole(await PublishedAsync(source, id, token), (await source.FindAsync(id, token))?.Name ?? ""));
        return routes;
    }

    private static void Map(RouteGroupBuilder run, string name, string type, string extension, Func<NetworkResult, string> write) =>
        run.MapGet($"/{name}.{extension}", async (Guid id, FileAnswers answers, INetworkSource source, CancellationToken token) =>
        {
            NetworkResult result = await source.ReadAsync(id, token);
            return answers.Text(await PublishedAsync(source, id, token), result.Request.Name, name, write(result), type, extension);
        });

    /// <param name="id">The run.</param>
    /// <param name="part">What is done, as <see cref="PerturbationPart"/> writes it; at least one.</param>
    /// <param name="answers">Writes the answer.</param>
    /// <param name="source">Asks the agents.</param>
    /// <param name="token">Stops the asking.</param>
    private static async Task<IResult> PerturbAsync(Guid id, string[] part, FileAnswers answers, INetworkSource source, CancellationToken token)
    {
        PerturbationQuestion question;
        try
        {
            question = PerturbationQuestion.Parse(part);
        }
        catch (FormatException failure)
        {
            return Problems.BadRequest(failure.Message);
        }
        if (question.Parts.Count is 0 or > MostParts)
            return Problems.BadRequest($"Name one to {MostParts} changes, as in perturbation.csv?part=out:GATA1.");
        NetworkResult result = await source.ReadAsync(id, token);
        PerturbationAnswer answer = await source.PerturbAsync(id, question, null, token);
        return answers.Csv(await PublishedAsync(source, id, token), result.Request.Name, question.Words, NetworkTables.Perturbation(result, answer));
    }

    /// <summary>More than this at once says nothing about any of them.</summary>
    internal const int MostParts = 12;

    private static async Task<FileInfo> PublishedAsync(INetworkSource source, Guid run, CancellationToken token) =>
        await source.FindFileAsync(run, token) ?? throw new FileNotFoundException("This run has no result. It may still be running, have failed, or have been deleted.");
}
