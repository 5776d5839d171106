using CellDynamics.Data.Annotated;
using CellDynamics.Runs.Results.Treatments;
using CellDynamics.Web.Features.Answers;

namespace CellDynamics.Web.Features.TreatmentData;

/// <summary>Answers with numbers of one analysis of treatments.</summary>
public sealed class TreatmentAnswers(ITreatmentSource source, FileAnswers answers)
{
    /// <param name="run">The run.</param>
    /// <param name="part">What of the result it is; makes the tag.</param>
    /// <param name="read">Called only when the browser does not hold the numbers yet; null becomes 204.</param>
    public async Task<IResult> FloatsAsync(Guid run, string part, Func<Task<float[]?>> read) => await answers.FloatsAsync(await PublishedAsync(run), part, read);

    public async Task<IResult> JsonAsync<T>(Guid run, string part, Func<Task<T>> read) => await answers.JsonAsync(await PublishedAsync(run), part, read);

    public async Task<IResult> CsvAsync(Guid run, TreatmentResult result, string detail, string csv) => answers.Csv(await PublishedAsync(run), result.Request.Name, detail, csv);

    public async Task<IResult> FileAsync(Guid run, string name) => answers.Whole(await PublishedAsync(run), name);

    /// <param name="run">The run.</param>
    /// <param name="key">Key of the view, or null or empty for the first.</param>
    /// <param name="token">Ends the reading.</param>
    public async Task<TreatmentView> ViewAsync(Guid run, string? key, CancellationToken token)
    {
        TreatmentResult result = await source.ReadAsync(run, token);
        return result.Views.FirstOrDefault(view => string.IsNullOrEmpty(key) || view.Key == key)
            ?? throw new KeyNotFoundException($"This result has no view called {key}; it has {string.Join(", ", result.Views.Select(view => view.Key))}.");
    }

    public async Task<DataColumn> ColumnAsync(Guid run, string name, CancellationToken token) =>
        (await source.ReadAsync(run, token)).Obs.Find(name) ?? throw new KeyNotFoundException($"This result has no annotation called {name}.");

    public async Task<StoredResponse> ResponseAsync(Guid run, int response, CancellationToken token)
    {
        TreatmentResult result = await source.ReadAsync(run, token);
        return response >= 0 && response < result.Responses.Count
            ? result.Responses[response]
            : throw new KeyNotFoundException($"There is no predicted population {response}: this result has {result.Responses.Count}.");
    }

    /// <summary>Places of predicted cells in a view, <c>[cells, 2]</c>.</summary>
    public async Task<float[]> PlacesAsync(Guid run, int response, string key, CancellationToken token)
    {
        StoredResponse stored = await ResponseAsync(run, response, token);
        TreatmentView view = await ViewAsync(run, key, token);
        return stored.Places.GetValueOrDefault(view.Key) ?? throw new KeyNotFoundException($"The predicted cells have no places in the view {view.Key}.");
    }

    private async Task<FileInfo> PublishedAsync(Guid run) =>
        await source.FindFileAsync(run, CancellationToken.None) ?? throw new FileNotFoundException("This run has no result. It may still be running, have failed, or have been deleted.");
}
