using System.Collections.Concurrent;
using System.Text.Json;
using CellDynamics.Data.H5ad;
using CellDynamics.Data.H5ad.Copying;
using CellDynamics.Runs.Execution;

namespace CellDynamics.Runs.Exports;

/// <summary>Makes the full export of a run in a child process with limits: once, whoever asks how often. It is kept in the folder of the run and goes with it.</summary>
public sealed class ExportDesk
{
    private readonly RunsOptions options;
    private readonly ProcessLimits limits;
    private readonly TimeProvider time;
    private readonly CancellationToken stopping;
    private readonly ConcurrentDictionary<Guid, Lazy<Making>> making = new();

    internal ExportDesk(RunsOptions options, ProcessLimits limits, TimeProvider time, CancellationToken stopping) =>
        (this.options, this.limits, this.time, this.stopping) = (options, limits, time, stopping);

    /// <summary>What was made; null where nobody asked for it yet, or it is being made.</summary>
    public FinishedExport? Find(Guid run)
    {
        RunFolder folder = options.FolderOf(run);
        var file = new FileInfo(folder.FullExport);
        return file.Exists && File.Exists(folder.FullExportList) ? new FinishedExport(file, JsonSerializer.Deserialize<LeftOut[]>(File.ReadAllText(folder.FullExportList))!) : null;
    }

    /// <summary>How far the making is; null where it is not under way.</summary>
    public ExportProgress? Progress(Guid run)
    {
        if (!making.TryGetValue(run, out Lazy<Making>? one) || !one.IsValueCreated)
            return null;
        return new ExportProgress(time.GetUtcNow() - one.Value.Started, Length(Unfinished(options.FolderOf(run))), one.Value.Expected);
    }

    /// <summary>The file, made now where it is not there yet. Who no longer waits does not stop it: the next who asks finds it made, or waits for the same.</summary>
    /// <exception cref="FileNotFoundException">The run has no result.</exception>
    /// <exception cref="RunException">It cannot be made; in the words of the child.</exception>
    /// <exception cref="OperationCanceledException">The wait was ended, or the making was cancelled.</exception>
    public async Task<FinishedExport> FindAsync(Guid run, CancellationToken cancellationToken)
    {
        RunFolder folder = options.FolderOf(run);
        if (!File.Exists(folder.Result))
            throw new FileNotFoundException("This run has no result.");
        if (Find(run) is { } made)
            return made;
        await making.GetOrAdd(run, _ => new Lazy<Making>(() => Begin(run, folder))).Value.Task.WaitAsync(cancellationToken);
        return Find(run) ?? throw new RunException("The export was made, and somebody deleted it at once. Ask for it again.");
    }

    /// <summary>Ends the making for everybody who waits; nothing of the file is left.</summary>
    public void Cancel(Guid run)
    {
        if (making.TryGetValue(run, out Lazy<Making>? one) && one.IsValueCreated)
            one.Value.Cancel.Cancel();
    }

    private Making Begin(Guid run, RunFolder folder)
    {
        var cancel = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        // On a thread of its own: who asked first may be a page that is left.
        return new Making(time.GetUtcNow(), Length(folder.ReadRequest().DatasetPath) + Length(folder.Result), cancel, Task.Run(() => MakeAsync(run, folder, cancel), CancellationToken.None));
    }

    private async Task MakeAsync(Guid run, RunFolder folder, CancellationTokenSource cancel)
    {
        try
        {
            // Who came between the look and the making finds it made.
            if (Find(run) is not null)
                return;
            string[] command = [.. await limits.PrefixAsync(), .. options.Command, "export", folder.Root, "--full", "--out", folder.FullExport];
            await using ChildProcess child = ChildProcess.Start(command, logPath: null);
            await child.WaitForExitAsync(cancel.Token);
            if (child.ExitCode != 0 || Find(run) is null)
                throw new RunException(Told(child, folder));
        }
        catch (System.ComponentModel.Win32Exception failure)
        {
            throw new RunException($"The export could not be started: {failure.Message}", failure);
        }
        finally
        {
            making.TryRemove(run, out _);
            File.Delete(Unfinished(folder));
            cancel.Dispose();
        }
    }

    private static string Unfinished(RunFolder folder) => folder.FullExport + H5adWriter.Unfinished;

    private static long Length(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : 0;

    /// <summary>People know their file by its name, not by where it is kept.</summary>
    private static string Told(ChildProcess child, RunFolder folder)
    {
        string dataset = folder.ReadRequest().DatasetPath;
        return ExitReason.Describe(child.ExitCode, child.ErrorTail, "export")
            .Replace(dataset, Path.GetFileName(dataset), StringComparison.Ordinal).Replace(folder.Root, "this analysis", StringComparison.Ordinal);
    }

    private sealed record Making(DateTimeOffset Started, long Expected, CancellationTokenSource Cancel, Task Task);
}
