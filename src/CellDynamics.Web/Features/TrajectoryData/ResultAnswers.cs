using CellDynamics.Data.Annotated;
using CellDynamics.Runs.Results;
using CellDynamics.Web.Features.Answers;

namespace CellDynamics.Web.Features.TrajectoryData;

/// <summary>Answers with numbers of one result through time.</summary>
public sealed class ResultAnswers(ITrajectorySource source, FileAnswers answers)
{
    /// <param name="run">The run.</param>
    /// <param name="part">What of the result it is; makes the tag.</param>
    /// <param name="read">Called only when the browser does not hold the numbers yet.</param>
    public Task<IResult> FloatsAsync(Guid run, string part, Func<Task<float[]>> read) =>
        FloatsOrNothingAsync(run, part, async () => await read());

    /// <summary>As <see cref="FloatsAsync"/>; null becomes 204.</summary>
    public async Task<IResult> FloatsOrNothingAsync(Guid run, string part, Func<Task<float[]?>> read) => await answers.FloatsAsync(await PublishedAsync(run), part, read);

    public async Task<IResult> JsonAsync<T>(Guid run, string part, Func<Task<T>> read) => await answers.JsonAsync(await PublishedAsync(run), part, read);

    public async Task<IResult> CsvAsync(Guid run, TrajectoryResult result, string detail, string csv) => answers.Csv(await PublishedAsync(run), result.Request.Name, detail, csv);

    /// <summary>The result itself, in pieces where the browser asks for pieces.</summary>
    public async Task<IResult> FileAsync(Guid run, string name) => answers.Whole(await PublishedAsync(run), name);

    /// <param name="run">The run.</param>
    /// <param name="key">Key of the view, or null or empty for the first.</param>
    /// <param name="token">Ends the reading.</param>
    public async Task<ResultView> ViewAsync(Guid run, string? key, CancellationToken token)
    {
        TrajectoryResult result = await source.ReadAsync(run, token);
        ResultView? view = result.Views.FirstOrDefault(candidate => string.IsNullOrEmpty(key) || candidate.Key == key);
        return view ?? throw new KeyNotFoundException($"This result has no view called {key}; it has {string.Join(", ", result.Views.Select(candidate => candidate.Key))}.");
    }

    public async Task<DataColumn> ColumnAsync(Guid run, string name, CancellationToken token) =>
        (await source.ReadAsync(run, token)).Obs.Find(name) ?? throw new KeyNotFoundException($"This result has no annotation called {name}.");

    private async Task<FileInfo> PublishedAsync(Guid run) =>
        await source.FindFileAsync(run, CancellationToken.None) ?? throw new FileNotFoundException("This run has no result. It may still be running, have failed, or have been deleted.");
}
