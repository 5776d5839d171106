using System.Text.Json;
using CellDynamics.Cli.Tests.Shared;

namespace CellDynamics.Cli.Tests;

public sealed class InspectTests(FinishedRun run) : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task Words_and_json_say_the_same_of_a_good_file()
    {
        Said words = (await CommandLineProcess.RunAsync("inspect", run.Dataset)).Succeeded();
        Assert.Contains("60 cells × 12 genes", words.Output, StringComparison.Ordinal);
        Assert.Contains("Ready for trajectories: 4 time points", words.Output, StringComparison.Ordinal);
        JsonElement json = (await CommandLineProcess.RunAsync("inspect", run.Dataset, "--json")).Succeeded().Json();
        Assert.Equal(60, json.GetProperty("nObs").GetInt32());
        Assert.Equal(12, json.GetProperty("nVars").GetInt32());
    }

    [Fact]
    public async Task A_file_with_findings_is_still_inspected_and_ends_with_zero()
    {
        (await CommandLineProcess.RunAsync("predict", run.Folder, "--at", "0", "--out", scratch["one.h5ad"])).Succeeded();
        Said said = (await CommandLineProcess.RunAsync("inspect", scratch["one.h5ad"])).Succeeded();
        Assert.Contains("Findings", said.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Ready for trajectories: ", said.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_rows_of_a_table_are_what_a_person_says()
    {
        await File.WriteAllTextAsync(scratch["t.csv"], "gene,cell1,cell2,cell3\nACTB,1,2,3\nCD4,0,4,1\n");
        Said guessed = (await CommandLineProcess.RunAsync("inspect", scratch["t.csv"])).Succeeded();
        Assert.Contains("3 cells × 2 genes", guessed.Output, StringComparison.Ordinal);
        Assert.Contains("The other way can be chosen. (--rows genes or --rows cells)", guessed.Output, StringComparison.Ordinal);
        Said chosen = (await CommandLineProcess.RunAsync("inspect", scratch["t.csv"], "--rows", "cells")).Succeeded();
        Assert.Contains("2 cells × 3 genes", chosen.Output, StringComparison.Ordinal);
        Assert.Equal(2, (await CommandLineProcess.RunAsync("inspect", scratch["t.csv"], "--rows", "sheep")).ExitCode);
    }

    [Fact]
    public async Task A_choice_that_the_file_does_not_offer_and_a_pipe_are_refused()
    {
        (await CommandLineProcess.RunAsync("inspect", run.Dataset, "--modality", "rna")).Refused(1, "expected a file with several modalities, of which one is 'rna', found one without any (h5ad).");
        (await CommandLineProcess.RunAsync("inspect", run.Dataset, "--rows", "cells")).Refused(1, "expected a table of numbers, whose rows can be genes or cells, found one that says so itself (h5ad).");
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Pipes are told from files on Linux.");
        using (var made = System.Diagnostics.Process.Start("mkfifo", scratch["pipe"]))
            await made.WaitForExitAsync(TestContext.Current.CancellationToken);
        (await CommandLineProcess.RunAsync("inspect", scratch["pipe"])).Refused(1, "pipe: expected a file, found a pipe or a device.");
    }

    [Fact]
    public async Task Of_a_file_that_may_not_be_read_it_asks_for_reading_only()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.UserName == "root", "The administrator of a machine may read everything.");
        await File.WriteAllTextAsync(scratch["t.csv"], "gene,cell1\nACTB,1\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(scratch["t.csv"], UnixFileMode.None);
        (await CommandLineProcess.RunAsync("inspect", scratch["t.csv"])).Refused(1, "Expected the right to read it;");
    }

    /// <remarks>An upload is inspected in a small process with little memory. The loader itself tells what it loaded.</remarks>
    [Fact]
    public async Task Inspecting_never_loads_libtorch()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only the loader of glibc writes down what it loads.");
        string inspected = await LibrariesAsync("inspect", run.Dataset, "--json");
        Assert.SkipUnless(inspected.Contains("libcoreclr.so", StringComparison.Ordinal), "This system's loader does not write down what it loads (LD_DEBUG).");
        Assert.DoesNotContain("torch", inspected, StringComparison.OrdinalIgnoreCase);
        // The same look at a command that asks for a device sees the library, so that the test can fail.
        string asked = await LibrariesAsync("run", "sbirr", run.Dataset, "--time", "day", "--out", scratch["cuda"], "--device", "cuda");
        Assert.Contains("libtorch_cpu.so", asked, StringComparison.Ordinal);
    }

    private async Task<string> LibrariesAsync(params string[] command)
    {
        string folder = Directory.CreateDirectory(scratch[command[0]]).FullName;
        await CommandLineProcess.RunAsync(new Dictionary<string, string> { ["LD_DEBUG"] = "files", ["LD_DEBUG_OUTPUT"] = Path.Combine(folder, "loaded") }, command);
        string[] logs = [.. Directory.GetFiles(folder).Select(File.ReadAllText)];
        return string.Concat(logs.SelectMany(log => log.Split('\n')).Where(line => line.Contains("file=", StringComparison.Ordinal)).Select(line => line + "\n"));
    }
}
