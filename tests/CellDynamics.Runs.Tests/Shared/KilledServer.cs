using System.Diagnostics;

namespace CellDynamics.Runs.Tests.Shared;

/// <summary>A server in a process of its own that ends without any chance to tidy up.</summary>
internal sealed class KilledServer : IDisposable
{
    private readonly Process process;

    private KilledServer(Process process) => this.process = process;

    public static KilledServer Start(string dataRoot, params (string Key, string Value)[] settings)
    {
        var start = new ProcessStartInfo(Instance.Program) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("host");
        foreach ((string key, string value) in Instance.Settings(dataRoot, settings))
            start.ArgumentList.Add($"{key}={value}");
        Process process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new KilledServer(process);
    }

    public static bool IsAlive(int processId)
    {
        try
        {
            using Process process = Process.GetProcessById(processId);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>Only the server: its child must notice by itself.</summary>
    public async Task KillAsync()
    {
        process.Kill(entireProcessTree: false);
        await process.WaitForExitAsync();
    }

    public void Dispose()
    {
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        process.Dispose();
    }
}
