using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Tests.Shared;
using Microsoft.Extensions.Configuration;

namespace CellDynamics.Runs.Tests.Execution;

/// <summary>What a child may not do, tried by real children.</summary>
public sealed class ProcessLimitsTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task A_child_reaches_no_network_not_even_that_of_this_machine()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        string call = $"exec 3<>/dev/tcp/127.0.0.1/{port}";
        Assert.Equal(0, (await RunAsync([], call)).Code); // the same without limits
        (int code, string said) = await RunAsync(await PrefixAsync("no network"), call);
        Assert.NotEqual(0, code);
        Assert.Contains("Network is unreachable", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_child_that_takes_too_much_memory_gets_none()
    {
        const string Greedy = "x=$(head -c 400000000 /dev/zero | tr '\\0' a); echo ${#x}";
        string[] prefix = await PrefixAsync("address space", ("Execution:LimitBytes", "200000000"));
        (int code, string said) = await RunAsync(prefix, Greedy);
        Assert.NotEqual(0, code);
        Assert.DoesNotContain("400000000", said.Split('\n')[^1], StringComparison.Ordinal);
        Assert.Contains("cannot allocate", said, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync(prefix, "echo enough for this")).Code);
    }

    [Fact]
    public async Task A_child_that_writes_too_large_a_file_is_stopped_at_the_limit()
    {
        string[] prefix = await PrefixAsync("files", ("Execution:FileBytes", "1000000"));
        string file = scratch["large"];
        (int code, _) = await RunAsync(prefix, $"exec head -c 5000000 /dev/zero > '{file}'");
        Assert.NotEqual(0, code);
        Assert.Equal(1_000_000, new FileInfo(file).Length);
    }

    [Fact]
    public async Task A_child_that_never_ends_is_killed_after_its_processor_time()
    {
        string[] prefix = await PrefixAsync("processor time", ("Execution:CpuSeconds", "1"));
        var watch = Stopwatch.StartNew();
        (int code, _) = await RunAsync(prefix, "while :; do :; done");
        Assert.True(code > 128, $"exit code {code}");
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), $"{watch.Elapsed}");
    }

    [Fact]
    public async Task A_child_gives_way_to_the_site()
    {
        string[] prefix = await PrefixAsync("lower priority than the site");
        (int code, string said) = await RunAsync(prefix, "read -r -a words < /proc/$$/stat; echo ${words[18]}"); // proc_pid_stat(5), field 19: nice
        Assert.Equal(0, code);
        Assert.True(int.Parse(said, CultureInfo.InvariantCulture) >= 10, said);
    }

    private async Task<string[]> PrefixAsync(string needed, params (string Key, string Value)[] settings)
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(Instance.Settings(scratch.Path, settings).ToDictionary(s => s.Key, s => (string?)s.Value)).Build();
        var limits = new ProcessLimits(RunsOptions.From(configuration));
        string[] prefix = [.. await limits.PrefixAsync()];
        string active = limits.Status.Split("Not available here")[0];
        if (!File.Exists("/bin/bash") || !active.Contains(needed, StringComparison.Ordinal))
            Assert.Skip(limits.Status);
        return prefix;
    }

    private static async Task<(int Code, string Said)> RunAsync(string[] prefix, string script)
    {
        string[] command = [.. prefix, "bash", "-c", script];
        var start = new ProcessStartInfo(command[0]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["LC_ALL"] = "C";
        foreach (string part in command.Skip(1))
            start.ArgumentList.Add(part);
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string said = await process.StandardOutput.ReadToEndAsync() + await error;
        await process.WaitForExitAsync();
        return (process.ExitCode, said);
    }
}
