using System.Text.Json;
using CellDynamics.Cli.Tests.Shared;

namespace CellDynamics.Cli.Tests;

public sealed class RunTests(FinishedRun run) : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void Json_is_one_document_with_folder_result_outcome_metrics_and_validation_and_progress_goes_elsewhere()
    {
        JsonElement json = run.Said.Json();
        Assert.Equal(run.Folder, json.GetProperty("folder").GetString());
        Assert.Equal(run.Result, json.GetProperty("result").GetString());
        Assert.True(File.Exists(run.Result));
        Assert.Equal("sbirr", json.GetProperty("method").GetString());
        Assert.Equal(2, json.GetProperty("seed").GetInt32());
        Assert.Equal("3", json.GetProperty("parameters").GetProperty("rounds").GetString());
        Assert.False(json.GetProperty("outcome").GetProperty("hasConverged").GetBoolean());
        Assert.NotEqual("", json.GetProperty("outcome").GetProperty("advice").GetString());
        Assert.Contains(json.GetProperty("metrics").GetProperty("sigma").GetDouble(), new[] { 0.05, 0.1, 0.2, 0.4 });
        Assert.Contains("Reading the file", run.Said.Error, StringComparison.Ordinal);
        Assert.Contains("Testing: fit 4 of 4", run.Said.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_named_system_is_fitted_on_the_quantities_themselves_without_being_told()
    {
        JsonElement json = (await CommandLineProcess.RunAsync(
            "run", "sbirr", Repository.PathOf("sample-data", "lotka-volterra.h5ad"), "--time", "time", "--set", "reference=lotka-volterra", "--set", "validation=off", "--out", scratch["run"], "--json")).Json();
        foreach ((string parameter, double truth) in new[] { ("alpha", 1.0), ("beta", 0.4), ("gamma", 0.4), ("delta", 0.1) })
            Assert.InRange(json.GetProperty("metrics").GetProperty(parameter).GetDouble(), 0.85 * truth, 1.15 * truth);
        Assert.Contains(json.GetProperty("warnings").EnumerateArray(), warning => warning.GetString()!.Contains("X is used as it is", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_inner_time_is_scored_with_as_many_seeds_as_were_asked_for_beside_every_simple_guess()
    {
        JsonElement validation = run.Said.Json().GetProperty("validation");
        var rows = validation.GetProperty("rows").EnumerateArray().Select(row => (Time: row.GetProperty("time").GetDouble(), Predictor: row.GetProperty("predictor").GetString()!)).ToArray();
        foreach (double time in new[] { 1.0, 2.0 })
        {
            Assert.Equal(2, rows.Count(row => row == (time, "this-analysis")));
            Assert.All(new[] { "persistence", "linear", "optimal-transport" }, guess => Assert.Single(rows, row => row == (time, guess)));
        }
        Assert.Equal(10, rows.Length);
        Assert.All(validation.GetProperty("rows").EnumerateArray(), row => Assert.All(new[] { "w1", "w2", "mmd", "energy" }, metric => Assert.True(row.GetProperty(metric).GetDouble() > 0)));
        Assert.Contains(validation.GetProperty("verdict").GetProperty("level").GetString(), new[] { "better-than-every-baseline", "mixed", "no-better-than-no-change" });
        Assert.NotEqual("", validation.GetProperty("verdict").GetProperty("headline").GetString());
    }

    [Fact]
    public async Task A_table_is_analysed_and_the_same_command_finds_its_result_again()
    {
        File.WriteAllText(scratch["table.csv"], "cell,day,MYOG,ACTB,GAPDH,DES\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"c{i},{i % 3},{i % 3 + i % 7},{i % 5},{9 - i % 4},{i % 3}\n")));
        string[] command = ["run", "sbirr", scratch["table.csv"], "--time", "day", "--set", "validation=off", "--set", "rounds=2", "--out", scratch["run"]];
        Said first = (await CommandLineProcess.RunAsync(command)).Succeeded();
        Assert.True(File.Exists(Path.Combine(scratch["run"], "dataset.h5ad")));
        Said again = (await CommandLineProcess.RunAsync(command)).Succeeded();
        Assert.Equal(first.Output, again.Output);
        Assert.Contains("finished already", again.Error, StringComparison.Ordinal);
        // Another table is another analysis; what the folder holds stays as it is.
        byte[] kept = File.ReadAllBytes(Path.Combine(scratch["run"], "dataset.h5ad"));
        File.AppendAllText(scratch["table.csv"], "c60,1,1,1,1,1\n");
        Assert.Contains("found another one", (await CommandLineProcess.RunAsync(command)).Error, StringComparison.Ordinal);
        Assert.Equal(kept, File.ReadAllBytes(Path.Combine(scratch["run"], "dataset.h5ad")));
        Assert.Empty(Directory.GetFiles(scratch.Path, "*.tmp"));
    }

    [Fact]
    public async Task The_same_command_prints_the_finished_result_again_and_strict_makes_it_a_failure()
    {
        DateTime written = File.GetLastWriteTimeUtc(run.Result);
        Said again = (await CommandLineProcess.RunAsync(run.Command(run.Folder))).Succeeded();
        Assert.Equal(run.Said.Output, again.Output);
        Assert.Contains("finished already", again.Error, StringComparison.Ordinal);
        Assert.Equal(written, File.GetLastWriteTimeUtc(run.Result));
        Said strict = await CommandLineProcess.RunAsync([.. run.Command(run.Folder), "--strict"]);
        Assert.Equal(1, strict.ExitCode);
        Assert.Equal(run.Said.Output, strict.Output);
        Assert.Contains("--strict: expected a fit that settled, found: The shared dynamics still changed after 3 rounds.", strict.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_analysis_does_not_touch_a_folder_that_is_taken()
    {
        byte[] before = await File.ReadAllBytesAsync(run.Result);
        (await CommandLineProcess.RunAsync([.. run.Command(run.Folder), "--set", "sigma=0.3"])).Refused(1, $"{run.Folder}: expected an empty folder or this analysis, found another one");
        Assert.Equal(before, await File.ReadAllBytesAsync(run.Result));
    }

    [Fact]
    public async Task Validation_can_be_switched_off_and_a_settled_fit_passes_strict()
    {
        string[] command = ["run", "sbirr", run.Dataset, "--time", "day", "--out", scratch["plain"], "--set", "validation=off", "--set", "reference=brownian", "--set", "sigma=0.2", "--set", "steps=4", "--strict"];
        Said words = (await CommandLineProcess.RunAsync(command)).Succeeded();
        Assert.DoesNotContain("Testing", words.Error, StringComparison.Ordinal);
        Assert.Contains("sigma = 0.2", words.Output, StringComparison.Ordinal);
        Assert.EndsWith("result.h5ad", words.Output.TrimEnd(), StringComparison.Ordinal);
        JsonElement json = (await CommandLineProcess.RunAsync([.. command, "--json"])).Succeeded().Json();
        Assert.Equal(JsonValueKind.Null, json.GetProperty("validation").ValueKind);
        Assert.True(json.GetProperty("outcome").GetProperty("hasConverged").GetBoolean());
        Assert.Equal("brownian", json.GetProperty("parameters").GetProperty("reference").GetString());
    }

    [Fact]
    public async Task Held_out_times_are_what_is_scored()
    {
        Said said = (await CommandLineProcess.RunAsync("run", "sbirr", run.Dataset, "--time", "day", "--out", scratch["held"], "--json",
            "--hold-out", "1", "--set", "reference=brownian", "--set", "sigma=0.2", "--set", "steps=4", "--set", "validation.seeds=1")).Succeeded();
        JsonElement rows = said.Json().GetProperty("validation").GetProperty("rows");
        Assert.Equal(4, rows.GetArrayLength());
        Assert.All(rows.EnumerateArray(), row => Assert.Equal(1, row.GetProperty("time").GetDouble()));
        Assert.Contains("without the held-out ones", said.Json().GetProperty("explanation").GetString(), StringComparison.Ordinal);
    }
}
