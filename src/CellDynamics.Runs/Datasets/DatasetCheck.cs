using System.Security.Cryptography;
using CellDynamics.Runs.Datasets.Scanning;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Storage;
using CellDynamics.Runs.Workers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace CellDynamics.Runs.Datasets;

/// <summary>Looks into what was uploaded, in a child process with limits: an upload is hostile until read.</summary>
internal sealed class DatasetCheck(IDbContextFactory<CellDynamicsDb> database, RunsOptions options, ProcessLimits limits, UploadScan scan, DataRootMark mark, TimeProvider time, ILogger<DatasetCheck> logger)
{
    /// <summary>Heap of the child: a summary reads rows in blocks, so a file that needs more is built to need more.</summary>
    private static readonly Dictionary<string, string> Environment = new() { ["DOTNET_GCHeapHardLimit"] = (4L << 30).ToString("X") };

    /// <summary>A scanner that did not answer is left alone for so long, unless a person asks.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);

    /// <summary>When a file that could not be scanned is tried again by this node.</summary>
    private readonly Dictionary<Guid, DateTimeOffset> postponed = [];

    public async Task CheckAllAsync(CancellationToken cancellationToken)
    {
        await scan.ClearAsync(cancellationToken);
        // Asked before each file: the site may get a scanner while a worker goes on.
        while (await scan.IsAbleAsync(cancellationToken) && await NextAsync(cancellationToken) is { } dataset)
        {
            DatasetRecord found;
            try
            {
                found = await CheckAsync(dataset, cancellationToken);
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested && !Outage.Is(failure))
            {
                // Whatever it was: a file that stayed at the head of the line would keep all others waiting for ever.
                logger.LogError(failure, "Dataset {Dataset} could not be checked.", dataset.Id);
                found = GiveUp(dataset, failure);
            }
            // A file system that vanished meanwhile says nothing about the dataset, which is checked again.
            if (!mark.IsThere())
                return;
            await WriteAsync(found, cancellationToken);
            if (found.Status == DatasetStatus.NotScanned)
                postponed[found.Id] = time.GetUtcNow() + Pause;
            else
                postponed.Remove(found.Id);
        }
    }

    private DatasetRecord GiveUp(DatasetRecord dataset, Exception failure)
    {
        // What nobody could look at need not be bad: it waits until somebody can. But a file that is not there is not waited for.
        if (options.ScanCommand.Count > 0 && dataset.Sha256.Length == 0 && failure is not (FileNotFoundException or DirectoryNotFoundException))
            scan.Postpone(dataset, failure.Message);
        else
            (dataset.Status, dataset.Problem) = (DatasetStatus.CannotBeRead, $"{dataset.FileName} could not be checked: {failure.Message}");
        return dataset;
    }

    private async Task<DatasetRecord?> NextAsync(CancellationToken cancellationToken)
    {
        await using CellDynamicsDb db = await database.CreateDbContextAsync(cancellationToken);
        // A scan that is said to go on is one that a dead server left: there is one look at a time.
        DatasetRecord? next = await db.Datasets.AsNoTracking().Where(d => d.Status == DatasetStatus.Checking || d.Status == DatasetStatus.Scanning)
            .OrderBy(d => d.IsExample).ThenBy(d => d.UploadedUtc).ThenBy(d => d.Id).FirstOrDefaultAsync(cancellationToken);
        if (next is not null)
            return next;
        DateTimeOffset now = time.GetUtcNow();
        List<DatasetRecord> unscanned = await db.Datasets.AsNoTracking().Where(d => d.Status == DatasetStatus.NotScanned).OrderBy(d => d.UploadedUtc).ThenBy(d => d.Id).ToListAsync(cancellationToken);
        return unscanned.FirstOrDefault(d => postponed.GetValueOrDefault(d.Id) <= now);
    }

    private async Task<DatasetRecord> CheckAsync(DatasetRecord dataset, CancellationToken cancellationToken)
    {
        string file = options.FileOf(dataset);
        string sha256;
        await using (FileStream content = File.OpenRead(file))
            sha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellationToken));
        if (!await scan.IsPassedAsync(dataset, sha256, cancellationToken))
            return dataset;
        dataset.Sha256 = sha256;
        string folder = options.FolderOfDataset(dataset.Id);
        string? problem = await SummarizeAsync(file, folder, cancellationToken);
        DatasetSummary? summary = await DatasetSummaryFile.ReadAsync(folder, cancellationToken);
        if (problem is null && summary?.Reading?.AnnotationsProblem is { } refused && DatasetSummaryFile.RestoreFormer(folder))
        {
            problem = await SummarizeAsync(file, folder, cancellationToken);
            summary = await DatasetSummaryFile.ReadAsync(folder, cancellationToken);
            if (summary?.Reading is { } reading)
                DatasetSummaryFile.Rewrite(folder, summary with { Reading = reading with { AnnotationsProblem = $"{refused} The table before is used on." } });
        }
        DatasetSummaryFile.ForgetFormer(folder);
        // People know their file by its name, not by where it is kept.
        return Describe(dataset, summary, problem?.Replace(file, dataset.FileName, StringComparison.Ordinal));
    }

    /// <returns>Why there is no summary; null where there is one.</returns>
    private async Task<string?> SummarizeAsync(string file, string folder, CancellationToken cancellationToken)
    {
        string[] command = [.. await limits.PrefixAsync(), .. options.Command, "summarize", file, folder];
        await using ChildProcess child = ChildProcess.Start(command, logPath: null, Environment);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(options.CheckSeconds), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await child.WaitForExitAsync(either.Token);
            return child.ExitCode == 0 ? null : ExitReason.Describe(child.ExitCode, child.ErrorTail, "check");
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return $"expected to be read within {options.CheckSeconds} s, found that it takes longer. Write it with fewer layers, or without compression.";
        }
    }

    private static DatasetRecord Describe(DatasetRecord dataset, DatasetSummary? summary, string? problem)
    {
        if (problem is not null || summary is null)
        {
            dataset.Status = DatasetStatus.CannotBeRead;
            problem ??= "its check ended without a summary. Upload it again; if that does not help, report it.";
            dataset.Problem = problem.Contains(dataset.FileName, StringComparison.Ordinal) ? problem : $"{dataset.FileName}: {problem}";
            return dataset;
        }
        dataset.Status = summary.IsReady ? DatasetStatus.Ready : DatasetStatus.NeedsAttention;
        dataset.Problem = summary.IsReady ? "" : summary.TimeProblem ?? summary.Readiness;
        dataset.TimePoints = summary.Times.Count;
        dataset.Cells = summary.Cells;
        dataset.Genes = summary.Genes;
        return dataset;
    }

    private async Task WriteAsync(DatasetRecord dataset, CancellationToken cancellationToken)
    {
        await using CellDynamicsDb db = await database.CreateDbContextAsync(cancellationToken);
        // What was refused, here or by another node, is written already, and stays so.
        await db.Datasets.Where(d => d.Id == dataset.Id && d.Status != DatasetStatus.Refused).ExecuteUpdateAsync(set => set
            .SetProperty(d => d.Status, dataset.Status).SetProperty(d => d.Problem, dataset.Problem).SetProperty(d => d.Sha256, dataset.Sha256).SetProperty(d => d.Bytes, dataset.Bytes)
            .SetProperty(d => d.TimePoints, dataset.TimePoints).SetProperty(d => d.Cells, dataset.Cells).SetProperty(d => d.Genes, dataset.Genes), cancellationToken);
    }
}
