using System.Diagnostics;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Queue;
using CellDynamics.Runs.Storage;
using CellDynamics.Runs.Telemetry;
using CellDynamics.Runs.Workers;
using Microsoft.Extensions.Logging;

namespace CellDynamics.Runs.Execution;

/// <summary>Starts an attempt, keeps its lease, shows its progress, and is the only one that publishes what it made.</summary>
internal sealed class RunSupervisor(
    RunLedger ledger, RunRecovery recovery, RunPublisher publisher, IRunLauncher launcher, RunsOptions options, DataRootMark mark, WorkerRegistry registry, Drain drain, TimeProvider time,
    ILogger<RunSupervisor> logger)
{
    private int count;

    /// <summary>Attempts under way in this process.</summary>
    public int Count => Volatile.Read(ref count);

    /// <summary>Runs the attempt to its end; returns at once when the reservation is no longer true.</summary>
    public async Task RunAsync(Reservation reservation, CancellationToken cancellationToken)
    {
        long claimed = time.GetTimestamp();
        if (!await ledger.ClaimAsync(reservation, cancellationToken))
            return;
        Interlocked.Increment(ref count);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, drain.GraceEnded);
        RunFolder folder = options.FolderOf(reservation.RunId);
        using IDisposable? scope = logger.BeginScope(new Dictionary<string, object> { ["RunId"] = reservation.RunId, ["Attempt"] = reservation.Attempt, ["ProjectId"] = reservation.Project });
        using Activity? traced = RunTraces.Execute(reservation, folder);
        try
        {
            if (mark.IsThere() && await SuperviseAsync(reservation, folder, claimed, stopping.Token))
                return;
            if (mark.IsThere())
                await publisher.ForgetIfDeletedAsync(reservation, folder);
            else
                await LeaveToOthersAsync(reservation);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The server stops: the child is dead by now, its checkpoint stands.
            await recovery.ReturnOneAsync(reservation, ledger.Owner, isOrderly: true, CancellationToken.None);
        }
        catch (Exception failure) when (Outage.Is(failure))
        {
            // What is not said now is seen later: the lease runs out, and whoever looks next finds the result or puts the run back into the line.
            Leave(reservation, failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException && !mark.IsThere())
        {
            logger.LogWarning(failure, "The files of run {Run} are gone from this machine.", reservation.RunId);
            await LeaveToOthersAsync(reservation);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidDataException or System.ComponentModel.Win32Exception)
        {
            logger.LogError(failure, "Run {Run} could not be supervised.", reservation.RunId);
            await ledger.FinishAsync(reservation, new RunEnd(RunStatus.Failed, $"The analysis could not be started or kept: {failure.Message}"), CancellationToken.None);
        }
        finally
        {
            Interlocked.Decrement(ref count);
        }
    }

    private async Task<bool> SuperviseAsync(Reservation reservation, RunFolder folder, long claimed, CancellationToken stopping)
    {
        if (!Directory.Exists(folder.Root))
            return false;
        Directory.CreateDirectory(folder.Attempt(reservation.Attempt));
        await using IRunExecution execution = await launcher.StartAsync(reservation, folder, stopping);
        var watch = new RunWatch(reservation, execution, new ProgressTail(folder.Progress(reservation.Attempt)), ledger, options.Worker, time, logger);
        RunExit? exit = await watch.UntilEndAsync(claimed, stopping);
        RunTraces.Adopt(folder.Spans(reservation.Attempt));
        // Without its files an attempt fails, or seems to have made nothing: that says nothing about the run.
        return exit is not null && mark.IsThere() && await publisher.EndAsync(reservation, folder, watch, exit, stopping);
    }

    // The file system of the runs is gone from this machine, not the run.
    private async Task LeaveToOthersAsync(Reservation reservation)
    {
        logger.LogError("{DataRoot} is no longer the data root of the site; this worker takes nothing new until it is mounted again.", options.DataRoot);
        try
        {
            await registry.SeeFilesAsync(areThere: false, CancellationToken.None);
            await recovery.LeaveToOthersAsync(reservation, ledger.Owner, CancellationToken.None);
        }
        catch (Exception failure) when (Outage.Is(failure))
        {
            // The embedded database lies on the same file system.
            Leave(reservation, failure);
        }
    }

    private void Leave(Reservation reservation, Exception outage) =>
        logger.LogWarning("The database does not answer ({Reason}); run {Run} is left to whoever sees it first.", outage.GetBaseException().Message, reservation.RunId);
}
