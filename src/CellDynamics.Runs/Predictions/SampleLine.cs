using System.Collections.Concurrent;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CellDynamics.Runs.Predictions;

/// <summary>Questions about new samples of the whole instance: one child process works at a time, and the answers are kept in the folders of the runs. Who may ask is <see cref="SampleDesk"/>'s to know.</summary>
internal sealed class SampleLine : IDisposable
{
    private const string Restarted = "The server was restarted while this was predicted. Ask again.";

    private readonly ConcurrentDictionary<Guid, CancellationTokenSource> underWay = new();
    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly SampleWork work;
    private readonly RunsOptions options;
    private readonly Trash trash;
    private readonly TimeProvider time;
    private readonly CancellationToken stopping;
    private readonly ILogger<SampleLine> logger;

    public SampleLine(SampleWork work, RunsOptions options, Trash trash, TimeProvider time, IHostApplicationLifetime? lifetime, ILogger<SampleLine> logger) =>
        (this.work, this.options, this.trash, this.time, stopping, this.logger) = (work, options, trash, time, lifetime?.ApplicationStopping ?? default, logger);

    /// <summary>Newest first.</summary>
    public IReadOnlyList<SampleRecord> List(Guid run)
    {
        string folder = SampleFolder.AllOf(options.FolderOf(run));
        if (!Directory.Exists(folder))
            return [];
        return [.. Directory.EnumerateDirectories(folder).Select(Path.GetFileName).Where(name => Guid.TryParse(name, out _))
            .Select(name => Find(run, Guid.Parse(name!))).OfType<SampleRecord>().OrderByDescending(record => record.CreatedUtc)];
    }

    /// <summary>Null when there is no such prediction.</summary>
    public SampleRecord? Find(Guid run, Guid id)
    {
        SampleRecord? record = FolderOf(run, id).Read();
        return record is { IsUnderWay: true } && !underWay.ContainsKey(id)
            ? record with { Status = SampleStatus.Failed, Failure = Restarted }
            : record;
    }

    public SampleFolder FolderOf(Guid run, Guid id) => new(options.FolderOf(run), id);

    /// <summary>Begins to predict; the answer is asked for with <see cref="Find"/>.</summary>
    /// <exception cref="RunException">As many predictions as may be kept are there.</exception>
    public Guid Start(Guid run, DatasetRecord dataset, SampleQuestion question)
    {
        if (List(run).Count >= SampleDesk.MostKept)
            throw new RunException($"{SampleDesk.MostKept} predictions are kept with this analysis already. Delete one of them first.");
        var record = new SampleRecord
        {
            Id = Guid.CreateVersion7(), DatasetId = dataset.Id, DatasetName = dataset.Name, Treatments = question.Treatments, Dose = question.Dose, DonorColumn = question.DonorColumn,
            ConditionColumn = question.ConditionColumn, CreatedUtc = time.GetUtcNow().UtcDateTime, Status = SampleStatus.Waiting,
        };
        SampleFolder folder = FolderOf(run, record.Id);
        Directory.CreateDirectory(folder.Root);
        folder.Write(record);
        var cancel = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        underWay[record.Id] = cancel;
        _ = Task.Run(() => AnswerAsync(run, dataset, record, cancel), CancellationToken.None);
        return record.Id;
    }

    /// <summary>Ends the child; what was predicted before stays. Another run's prediction is not touched.</summary>
    public async Task CancelAsync(Guid run, Guid id)
    {
        if (Directory.Exists(FolderOf(run, id).Root) && underWay.TryGetValue(id, out CancellationTokenSource? cancel))
            await cancel.CancelAsync();
    }

    public async Task DeleteAsync(Guid run, Guid id)
    {
        await CancelAsync(run, id);
        trash.Delete(FolderOf(run, id).Root);
    }

    public void Dispose() => turn.Dispose();

    private async Task AnswerAsync(Guid run, DatasetRecord dataset, SampleRecord record, CancellationTokenSource cancel)
    {
        SampleFolder folder = FolderOf(run, record.Id);
        try
        {
            await turn.WaitAsync(cancel.Token);
            try
            {
                record = record with { Status = SampleStatus.Running };
                folder.Write(record);
                record = await work.PredictAsync(options.FolderOf(run), options.ReadableOf(dataset), folder, record, cancel.Token);
            }
            finally
            {
                if (!stopping.IsCancellationRequested) // nobody gets a turn any more, and it may be disposed of
                    turn.Release();
            }
        }
        catch (Exception failure) when (stopping.IsCancellationRequested && failure is (OperationCanceledException or ObjectDisposedException))
        {
            record = (folder.Read() ?? record) with { Status = SampleStatus.Failed, Failure = Restarted };
        }
        catch (OperationCanceledException)
        {
            record = (folder.Read() ?? record) with { Status = SampleStatus.Cancelled };
        }
        catch (Exception failure)
        {
            // The end of the line: nobody awaits this, so whatever happened is told on the page and in the log.
            logger.LogError(failure, "Prediction {Prediction} of run {Run} failed.", record.Id, run);
            record = record with { Status = SampleStatus.Failed, Failure = RunFailure.Describe(failure) };
        }
        End(folder, record, cancel);
    }

    private void End(SampleFolder folder, SampleRecord record, CancellationTokenSource cancel)
    {
        try
        {
            folder.Write(record);
        }
        catch (IOException failure)
        {
            logger.LogError(failure, "The end of prediction {Prediction} could not be written.", record.Id);
        }
        underWay.TryRemove(record.Id, out _);
        cancel.Dispose();
    }
}
