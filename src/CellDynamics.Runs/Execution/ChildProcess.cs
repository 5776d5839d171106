using System.Diagnostics;
using System.Globalization;
using CellDynamics.Runs.Telemetry;

namespace CellDynamics.Runs.Execution;

/// <summary>A running child: its output goes to a log, its last words are kept, and its standard input is the leash that <see cref="ParentWatch"/> holds.</summary>
internal sealed class ChildProcess : IRunExecution
{
    private const int TailLines = 30;

    private readonly Process process;
    private readonly StreamWriter? log;
    private readonly Queue<string> tail = new();
    private readonly Lock gate = new();

    private ChildProcess(Process process, StreamWriter? log) => (this.process, this.log) = (process, log);

    public int Id => process.Id;

    public Task<RunExit> Ended { get; private set; } = Task.FromCanceled<RunExit>(new CancellationToken(true));

    /// <summary>Above 128: ended by that signal.</summary>
    public int ExitCode => process.ExitCode;

    /// <summary>Most memory it has held so far, bytes; 0 where the system does not tell, and once it has ended.</summary>
    public long PeakBytes
    {
        get
        {
            try
            {
                string? line = File.ReadLines($"/proc/{process.Id.ToString(CultureInfo.InvariantCulture)}/status").FirstOrDefault(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
                return line is null ? 0 : 1024 * long.Parse(line["VmHWM:".Length..].Replace("kB", "").Trim(), CultureInfo.InvariantCulture);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                return 0;
            }
        }
    }

    /// <summary>The last lines on standard error.</summary>
    public string ErrorTail
    {
        get { lock (gate) return string.Join('\n', tail); }
    }

    /// <param name="command">Program and arguments.</param>
    /// <param name="logPath">Appended to; null keeps only the tail.</param>
    /// <param name="environment">Beside what this process has.</param>
    public static ChildProcess Start(IReadOnlyList<string> command, string? logPath, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(command[0])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        foreach (string part in command.Skip(1))
            start.ArgumentList.Add(part);
        // What this process was started by is not what starts the child.
        start.Environment.Remove(ChildTrace.ParentVariable);
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        StreamWriter? log = logPath is null ? null
            : new StreamWriter(new FileStream(logPath, FileMode.Append, FileAccess.Write, FileShare.ReadWrite)) { AutoFlush = true };
        var child = new ChildProcess(new Process { StartInfo = start }, log);
        child.process.OutputDataReceived += (_, line) => child.Keep(line.Data, isError: false);
        child.process.ErrorDataReceived += (_, line) => child.Keep(line.Data, isError: true);
        try
        {
            child.process.Start();
        }
        catch
        {
            log?.Dispose();
            child.process.Dispose();
            throw;
        }
        child.process.BeginOutputReadLine();
        child.process.BeginErrorReadLine();
        child.Ended = child.WaitAsync();
        return child;
    }

    public Task WaitForExitAsync(CancellationToken cancellationToken) => process.WaitForExitAsync(cancellationToken);

    /// <summary>Asks the child to stop in good order.</summary>
    public async Task RequestCancelAsync()
    {
        try
        {
            await process.StandardInput.WriteLineAsync(ParentWatch.CancelLine);
            await process.StandardInput.FlushAsync();
        }
        catch (IOException)
        {
            // It has ended already.
        }
    }

    public void Kill()
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended already.
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            Kill();
        await Ended;
        process.Dispose();
        lock (gate)
            log?.Dispose();
    }

    private async Task<RunExit> WaitAsync()
    {
        await process.WaitForExitAsync();
        return new RunExit(process.ExitCode, ErrorTail);
    }

    private void Keep(string? line, bool isError)
    {
        if (line is null)
            return;
        lock (gate)
        {
            if (isError)
            {
                tail.Enqueue(line.Length <= 2000 ? line : line[..2000]);
                if (tail.Count > TailLines)
                    tail.Dequeue();
            }
            try
            {
                log?.WriteLine(line);
            }
            catch (Exception failure) when (failure is IOException or ObjectDisposedException)
            {
                // A full disk must not take the supervisor down; the child will say what it could not write.
            }
        }
    }
}
