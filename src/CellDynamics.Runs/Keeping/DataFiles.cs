using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Model;

namespace CellDynamics.Runs.Keeping;

/// <summary>Which files of a data root a backup keeps. Everything else is made again, or belongs to something that has not ended.</summary>
internal sealed class DataFiles(RunsOptions options)
{
    /// <summary>The upload may be called anything, also as something unfinished; one that was refused is not kept, should it still be there.</summary>
    public IEnumerable<string> OfDataset(Guid id, DatasetStatus status)
    {
        string folder = options.FolderOfDataset(id), upload = Path.Combine(folder, "file");
        return (status == DatasetStatus.Refused ? [] : Files(upload)).Concat(Whole(folder).Where(file => Path.GetDirectoryName(file) != upload));
    }

    /// <summary>Of a run that has not ended only what was asked: it starts anew.</summary>
    public IEnumerable<string> OfRun(Guid id, RunStatus status)
    {
        RunFolder run = options.FolderOf(id);
        IEnumerable<string> files = Present(run.Request).Concat(Present(CatalogueCards.OfRun(options, id)));
        if (status is RunStatus.Waiting or RunStatus.Running)
            return files;
        files = files.Concat(Whole(Path.Combine(run.Root, "attempts")).Where(file => Path.GetFileName(file) is "progress.ndjson" or "log.txt"));
        return status != RunStatus.Succeeded ? files
            : files.Concat(Present(run.Published)).Concat(Present(run.Result)).Concat(Present(run.Dataset)).Concat(Whole(run.Model)).Concat(Whole(Path.Combine(run.Root, "predictions")));
    }

    /// <summary>Files without which nothing of these rows can be looked at or asked again: where one is not there, it is lost.</summary>
    public IEnumerable<string> Required(KeptRows rows) =>
        // The file of a refused dataset was deleted because of what was in it.
        rows.Datasets.Where(dataset => dataset.Status != DatasetStatus.Refused).Select(dataset => Path.Combine(options.FolderOfDataset(dataset.Id), "file", dataset.FileName))
            .Concat(rows.Runs.Select(run => options.FolderOf(run.Id).Request))
            .Concat(Finished(rows).Select(run => run.Result)).Concat(Finished(rows).Select(run => run.Model).Where(model => !Whole(model).Any()));

    private IEnumerable<RunFolder> Finished(KeptRows rows) => rows.Runs.Where(run => run.Status == RunStatus.Succeeded).Select(run => options.FolderOf(run.Id));

    /// <summary>What cookies and forms are protected with.</summary>
    public IEnumerable<string> Keys() => Whole(options.Keys);

    private static IEnumerable<string> Present(string file) => File.Exists(file) ? [file] : [];

    private static IEnumerable<string> Whole(string folder) => Files(folder).Where(file => !IsUnfinished(Path.GetFileName(file)));

    private static IEnumerable<string> Files(string folder)
    {
        try
        {
            return [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)];
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }

    private static bool IsUnfinished(string name) => name.EndsWith(".tmp", StringComparison.Ordinal) || name.EndsWith(".unfinished", StringComparison.Ordinal) || name.Contains(".unfinished.", StringComparison.Ordinal);
}
