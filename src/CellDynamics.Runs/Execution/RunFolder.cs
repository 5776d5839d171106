using System.Text;
using CellDynamics.Runs.Storage;

namespace CellDynamics.Runs.Execution;

/// <summary>Where the parts of a run stand on disk. The folder is the truth: <see cref="Result"/> exists exactly when the run succeeded.</summary>
/// <param name="Root">Full path of the run's folder.</param>
public sealed record RunFolder(string Root)
{
    public string Request => Path.Combine(Root, "run.json");

    /// <summary>Names the attempt whose result is the run's. Made once, whole or not at all, so that of two supervisors that both believe to own the run only one publishes.</summary>
    public string Published => Path.Combine(Root, "published");

    /// <summary>Published by rename, by the supervisor, never by the child.</summary>
    public string Result => Path.Combine(Root, "result.h5ad");

    /// <summary>What the analysis reads where that did not come as AnnData and no catalogue keeps it.</summary>
    public string Dataset => Path.Combine(Root, "dataset.h5ad");

    /// <summary>Where <see cref="Dataset"/> waits until the folder belongs to the analysis.</summary>
    public string UnplacedDataset => Root + ".dataset.tmp";

    /// <summary>Directory of the fitted model and of the representation, published before <see cref="Result"/>.</summary>
    public string Model => Path.Combine(Root, "model");

    /// <summary>The dataset with the results added; made when somebody asks for it.</summary>
    public string FullExport => Path.Combine(Root, "export-full.h5ad");

    /// <summary>What <see cref="FullExport"/> does not hold, or holds otherwise, as JSON. Written after it: the export is whole when this is there.</summary>
    public string FullExportList => Path.Combine(Root, "export-full.json");

    /// <summary>The span that submitted the run, where somebody traces.</summary>
    public string Trace => Path.Combine(Root, "trace");

    /// <summary>Spans of the child, where somebody traces.</summary>
    public string Spans(int attempt) => Path.Combine(Attempt(attempt), "spans.ndjson");

    public string Attempt(int attempt) => Path.Combine(Root, "attempts", attempt.ToString("D"));

    /// <summary>The attempt was started; of one that is only announced there is nothing but the words that announce it.</summary>
    public bool HasBegun(int attempt) => Directory.Exists(Attempt(attempt)) && Directory.EnumerateFileSystemEntries(Attempt(attempt)).Any(entry => entry != Progress(attempt));

    public string Progress(int attempt) => Path.Combine(Attempt(attempt), "progress.ndjson");

    public string Log(int attempt) => Path.Combine(Attempt(attempt), "log.txt");

    /// <summary>Shared by all attempts of the run, so that the next one resumes what the last one saved.</summary>
    public string Checkpoint => Path.Combine(Root, "checkpoint");

    /// <summary>The next attempt goes on from something, instead of beginning anew.</summary>
    public bool HasCheckpoint => Directory.Exists(Checkpoint) && Directory.EnumerateFiles(Checkpoint).Any();

    /// <summary>What the child writes; the supervisor renames it.</summary>
    public string UnpublishedResult(int attempt) => Path.Combine(Attempt(attempt), "result.h5ad.tmp");

    public string UnpublishedModel(int attempt) => Path.Combine(Attempt(attempt), "model");

    /// <summary>Freezes the request; on a full disk nothing is left that could be taken for one.</summary>
    public void WriteRequest(RunRequest request)
    {
        Directory.CreateDirectory(Root);
        string unfinished = Request + ".tmp";
        try
        {
            File.WriteAllText(unfinished, request.ToJson());
            DiskFlush.File(unfinished);
            File.Move(unfinished, Request);
            DiskFlush.Names(Root);
            DiskFlush.Names(Path.GetDirectoryName(Root)!);
        }
        catch
        {
            File.Delete(unfinished);
            if (!Directory.EnumerateFileSystemEntries(Root).Any())
                Directory.Delete(Root);
            throw;
        }
    }

    public RunRequest ReadRequest()
    {
        RunRequest request = RunRequest.FromJson(File.ReadAllText(Request), Request);
        return request with { DatasetPath = Here(request.DatasetPath, "datasets"), PathsFrom = request.PathsFrom is { } paths ? Here(paths, "runs") : null };
    }

    /// <summary>Makes what an attempt wrote the result of the run; false when another attempt's is it already.</summary>
    public bool Publish(int attempt)
    {
        // One that was begun is only brought to its end.
        if (!File.Exists(Published))
            Claim(attempt);
        bool isOurs = CompletePublication() == attempt;
        // Before anybody is told: the database may survive a power cut that the new names would not.
        DiskFlush.Names(Root);
        return isOurs;
    }

    private void Claim(int attempt)
    {
        string claim = Path.Combine(Attempt(attempt), "published.tmp");
        using (FileStream file = File.Create(claim))
        {
            file.Write(Encoding.ASCII.GetBytes(attempt.ToString("D")));
            file.Flush(flushToDisk: true);
        }
        // Not by File.Move: it looks whether the name is free and then renames, and two can have looked before either renames.
        if (!HardLink.TryCreate(claim, Published) && !File.Exists(Published))
            File.Move(claim, Published, overwrite: false);
        File.Delete(claim);
    }

    /// <summary>
    /// Brings a publication to its end, whoever began it: the model first, then the result by rename, whose presence says that all is there.
    /// Returns the attempt whose result is the run's; null when none was published.
    /// </summary>
    /// <exception cref="InvalidDataException">What names the attempt is damaged.</exception>
    public int? CompletePublication()
    {
        if (!File.Exists(Published))
            return File.Exists(Result) ? 0 : null; // 0: finished before attempts were named
        if (!int.TryParse(File.ReadAllText(Published), out int attempt))
            throw new InvalidDataException($"{Published}: expected the number of an attempt, found something else: the file is damaged.");
        MoveModel(UnpublishedModel(attempt));
        try
        {
            File.Move(UnpublishedResult(attempt), Result, overwrite: true);
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            // Somebody else was faster, or somebody took the files away.
            return File.Exists(Result) ? attempt : null;
        }
        return attempt;
    }

    private void MoveModel(string unpublished)
    {
        while (Directory.Exists(unpublished))
        {
            try
            {
                Directory.Move(unpublished, Model);
            }
            catch (IOException) when (!Directory.Exists(unpublished))
            {
                // Somebody else was faster.
            }
            catch (IOException) when (Directory.Exists(Model))
            {
                // Left by a server that died half-way, before attempts were named.
                Directory.Delete(Model, recursive: true);
            }
        }
    }

    /// <summary>The request is frozen with full paths; a data root that was moved, or restored elsewhere, has the same things in its own folders.</summary>
    private string Here(string path, string kind)
    {
        int at = path.Replace('\\', '/').LastIndexOf($"/{kind}/", StringComparison.Ordinal);
        string? runs = Path.GetDirectoryName(Root);
        if (at < 0 || Path.GetFileName(runs) != "runs")
            return path;
        string here = Path.Combine(Path.GetDirectoryName(runs)!, path[(at + 1)..]);
        return Path.Exists(here) ? here : path;
    }
}
