using System.Globalization;
using CellDynamics.Runs.Execution;

namespace CellDynamics.Runs.Predictions;

/// <summary>Asks a model about a sample in child processes, one per treatment: libtorch never comes into the web server.</summary>
internal sealed class SampleWork(RunsOptions options, ProcessLimits limits)
{
    /// <returns>The record at its end: done or failed.</returns>
    /// <exception cref="OperationCanceledException">Cancelled; the child is dead by then.</exception>
    public async Task<SampleRecord> PredictAsync(RunFolder run, string dataset, SampleFolder folder, SampleRecord record, CancellationToken cancellation)
    {
        for (int i = 0; i < record.Treatments.Count; i++)
        {
            string[] command = [.. await limits.PrefixAsync(), .. options.Command, .. Arguments(run, dataset, folder, record, i)];
            await using ChildProcess child = ChildProcess.Start(command, logPath: null);
            await child.WaitForExitAsync(cancellation);
            if (child.ExitCode != 0 || !File.Exists(folder.Unfinished(i)))
                return record with { Status = SampleStatus.Failed, Failure = Told(child, dataset, run) };
            File.Move(folder.Unfinished(i), folder.Predicted(i), overwrite: true);
            record = record with { Finished = i + 1 };
            folder.Write(record);
        }
        return record with { Status = SampleStatus.Done };
    }

    private static IEnumerable<string> Arguments(RunFolder run, string dataset, SampleFolder folder, SampleRecord record, int treatment)
    {
        yield return "predict";
        yield return run.Root;
        yield return "--apply";
        yield return dataset;
        yield return "--condition";
        yield return record.Treatments[treatment];
        if (record.Dose is { } dose && treatment == 0)
        {
            yield return "--dose";
            yield return dose.ToString("R", CultureInfo.InvariantCulture);
        }
        if (record.DonorColumn is { } donor)
        {
            yield return "--donor";
            yield return donor;
        }
        if (record.ConditionColumn is { } condition)
        {
            yield return "--condition-column";
            yield return condition;
        }
        yield return "--out";
        yield return folder.Unfinished(treatment);
    }

    /// <summary>What the child said at its end; people know their file by its name, not by where it is kept.</summary>
    private static string Told(ChildProcess child, string dataset, RunFolder run) =>
        ExitReason.Describe(child.ExitCode, child.ErrorTail, "prediction").Replace(dataset, Path.GetFileName(dataset), StringComparison.Ordinal).Replace(run.Root, "This analysis", StringComparison.Ordinal);
}
