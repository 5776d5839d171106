using CellDynamics.Cli.Reports;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Executor;

namespace CellDynamics.Cli;

/// <summary>The folder after <c>--out</c>: taken by one analysis, gone on with by the same command, left alone by every other.</summary>
internal sealed class ResultFolder(RunFolder folder)
{
    /// <summary>False when this very analysis is finished.</summary>
    /// <exception cref="RunException">The folder cannot be made, or holds something else.</exception>
    public bool Claim(RunRequest request)
    {
        Create();
        if (File.Exists(folder.Request))
        {
            if ((folder.ReadRequest() with { CreatedUtc = request.CreatedUtc }).ToJson() != request.ToJson())
                throw new RunException($"{folder.Root}: expected an empty folder or this analysis, found another one (see {folder.Request}). Choose another --out.");
            return !File.Exists(folder.Result);
        }
        if (Directory.EnumerateFileSystemEntries(folder.Root).Any())
            throw new RunException($"{folder.Root}: expected an empty folder, found files in it. Choose another --out.");
        folder.WriteRequest(request);
        return true;
    }

    /// <summary>Runs the next attempt and publishes what it made. A failure before anything was worth keeping leaves the folder as it was found.</summary>
    public void Execute(RunRequest request, ProgressWriter terminal, CancellationToken cancel)
    {
        try
        {
            int attempt = 1;
            while (Directory.Exists(folder.Attempt(attempt)))
                attempt++;
            Directory.CreateDirectory(folder.Attempt(attempt));
            using (var journal = new RunJournal(folder.Progress(attempt), request, TimeProvider.System) { Heard = terminal.Show })
                new RunExecutor(folder, attempt, journal, cancel).Run();
            folder.Publish(attempt);
        }
        catch when (!Directory.Exists(folder.Checkpoint))
        {
            Release();
            throw;
        }
        finally
        {
            terminal.End();
        }
    }

    private void Create()
    {
        if (File.Exists(folder.Root))
            throw new RunException($"{folder.Root}: expected a folder for the result, found a file. Choose another --out.");
        try
        {
            Directory.CreateDirectory(folder.Root);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new RunException($"{folder.Root}: expected a folder that can be made and written, found: {failure.Message} Choose another --out.", failure);
        }
    }

    private void Release()
    {
        File.Delete(folder.Request);
        File.Delete(folder.Dataset);
        string attempts = Path.GetDirectoryName(folder.Attempt(1))!;
        if (Directory.Exists(attempts))
            Directory.Delete(attempts, recursive: true);
        if (!Directory.EnumerateFileSystemEntries(folder.Root).Any())
            Directory.Delete(folder.Root);
    }
}
