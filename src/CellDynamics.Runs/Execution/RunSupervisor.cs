using CellDynamics.Runs.Model;
using CellDynamics.Runs.Queue;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CellDynamics.Runs.Execution;

/// <summary>Starts the child process of an attempt, keeps its lease, shows its progress, and is the only one that publishes what it made.</summary>
internal sealed class RunSupervisor(
    RunLedger ledger, RunRecovery recovery, RunPublisher publisher, ProcessLimits limits, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<RunSupervisor> logger)
{
    private int count;

    /// <summary>Attempts under way in this process.</summary>
    public int Count => Volatile.Read(ref count);

    /// <summary>Runs the attempt to its end; returns at once when the reservation is no longer true.</summary>
    public async Task RunAsync(Reservation reservation, RunsOptions options, CancellationToken cancellationToken)
    {
        if (!await ledger.ClaimAsync(reservation, cancellationToken))
            return;
        Interlocked.Increment(ref count);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        RunFolder folder = options.FolderOf(reservation.RunId);
        try
        {
            if (!await SuperviseAsync(reservation, folder, options.Command, stopping.Token))
                await publisher.ForgetIfDeletedAsync(reservation, folder);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The server stops: the child is dead by now, its checkpoint stands.
            await recovery.ReturnOneAsync(reservation, ledger.Owner, CancellationToken.None);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or System.ComponentModel.Win32Exception)
        {
            logger.LogError(failure, "Run {Run} could not be supervised.", reservation.RunId);
            await ledger.FinishAsync(reservation, new RunEnd(RunStatus.Failed, $"The analysis could not be started or kept: {failure.Message}"), CancellationToken.None);
        }
        finally
        {
            Interlocked.Decrement(ref count);
        }
    }

    private async Task<bool> SuperviseAsync(Reservation reservation, RunFolder folder, IReadOnlyList<string> program, CancellationToken stopping)
    {
        int attempt = reservation.Attempt;
        if (!Directory.Exists(folder.Root))
            return false;
        Directory.CreateDirectory(folder.Attempt(attempt));
        await ChildMark.EndEarlierAsync(folder, attempt, stopping);
        string[] command = [.. await limits.PrefixAsync(), .. program, "execute", folder.Root, "--attempt", attempt.ToString("D"), "--watch-stdin"];
        await using ChildProcess child = ChildProcess.Start(command, folder.Log(attempt));
        ChildMark.Write(folder.Attempt(attempt), child);
        var watch = new RunWatch(reservation, child, new ProgressTail(folder.Progress(attempt)), ledger, time, logger);
        if (!await watch.UntilEndAsync(stopping))
            return false;
        return await publisher.EndAsync(reservation, folder, watch, child);
    }
}
