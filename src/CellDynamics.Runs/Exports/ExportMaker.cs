using System.Collections.Concurrent;
using CellDynamics.Runs.Execution;

namespace CellDynamics.Runs.Exports;

/// <summary>Makes the full export of a run in a child process with limits: once, whoever asks how often. It is kept in the folder of the run and goes with it.</summary>
internal sealed class ExportMaker
{
    private readonly RunsOptions options;
    private readonly ProcessLimits limits;
    private readonly CancellationToken stopping;
    private readonly ConcurrentDictionary<Guid, Lazy<Task>> making = new();

    public ExportMaker(RunsOptions options, ProcessLimits limits, CancellationToken stopping) => (this.options, this.limits, this.stopping) = (options, limits, stopping);

    /// <summary>The file, made now where it is not there yet. Who no longer waits does not stop it: the next who asks finds it made, or waits for the same.</summary>
    /// <exception cref="FileNotFoundException">The run has no result.</exception>
    /// <exception cref="RunException">It cannot be made; in the words of the child.</exception>
    /// <exception cref="OperationCanceledException">The wait was ended.</exception>
    public async Task<FileInfo> FindAsync(Guid run, CancellationToken cancellationToken)
    {
        RunFolder folder = options.FolderOf(run);
        if (!File.Exists(folder.Result))
            throw new FileNotFoundException("This run has no result.");
        var export = new FileInfo(folder.FullExport);
        if (export.Exists)
            return export;
        await making.GetOrAdd(run, _ => new Lazy<Task>(() => MakeAsync(run, folder))).Value.WaitAsync(cancellationToken);
        export.Refresh();
        return export;
    }

    private async Task MakeAsync(Guid run, RunFolder folder)
    {
        try
        {
            // Who came between the look and the making finds it made.
            if (File.Exists(folder.FullExport))
                return;
            string[] command = [.. await limits.PrefixAsync(), .. options.Command, "export", folder.Root, "--full", "--out", folder.FullExport];
            await using ChildProcess child = ChildProcess.Start(command, logPath: null);
            await child.WaitForExitAsync(stopping);
            if (child.ExitCode != 0 || !File.Exists(folder.FullExport))
                throw new RunException(Told(child, folder));
        }
        catch (System.ComponentModel.Win32Exception failure)
        {
            throw new RunException($"The export could not be started: {failure.Message}", failure);
        }
        finally
        {
            making.TryRemove(run, out _);
        }
    }

    /// <summary>People know their file by its name, not by where it is kept.</summary>
    private static string Told(ChildProcess child, RunFolder folder)
    {
        string dataset = folder.ReadRequest().DatasetPath;
        return ExitReason.Describe(child.ExitCode, child.ErrorTail, "export")
            .Replace(dataset, Path.GetFileName(dataset), StringComparison.Ordinal).Replace(folder.Root, "this analysis", StringComparison.Ordinal);
    }
}
