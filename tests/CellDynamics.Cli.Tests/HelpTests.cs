using System.Text.Json;
using CellDynamics.Cli.Tests.Shared;

namespace CellDynamics.Cli.Tests;

public class HelpTests
{
    [Theory]
    [InlineData("inspect", "FILE", "--json")]
    [InlineData("methods", "--json")]
    [InlineData("run", "METHOD", "FILE", "--time", "--condition", "--control", "--dose", "--donor", "--batch", "--cell-type", "--spatial", "--layer", "--use", "--set",
        "validation=off", "validation.seeds=N", "--hold-out", "--hold-out-donor", "--values", "--cell ", "--pairs", "--prior", "--gene", "--seed", "--device", "--strict", "--json", "--out")]
    [InlineData("export", "DIR", "--full", "--out", "--json")]
    [InlineData("predict", "DIR", "--at", "--apply", "--condition", "--dose", "--condition-column", "--donor", "--cells", "--seed", "--out")]
    [InlineData("score", "PREDICTED", "TRUTH", "--use", "--metrics", "--json")]
    [InlineData("simulate", "SYSTEM", "lotka-volterra", "repressilator", "branching", "--out", "--set", "--seed")]
    [InlineData("benchmark", "NAME", "--data", "--quick", "--json")]
    [InlineData("worker", "--groups", "--slots", "--memory", "--name", "--drain-seconds", "--data-root", "--connection", "drain", "undrain", "list")]
    [InlineData("backup", "DIR", "--full", "--keep", "--data-root", "--connection")]
    [InlineData("restore", "BACKUP", "--verify-only", "--data-root", "--connection")]
    [InlineData("migrate", "--data-root", "--connection")]
    [InlineData("reindex", "--data-root", "--connection")]
    public async Task Every_verb_explains_its_arguments_and_options(string verb, params string[] words)
    {
        Said help = (await CommandLineProcess.RunAsync(verb, "--help")).Succeeded();
        Assert.All(words, word => Assert.Contains(word, help.Output, StringComparison.Ordinal));
        Assert.Equal("", help.Error);
    }

    [Fact]
    public async Task The_overview_names_what_people_use_and_hides_what_servers_use()
    {
        Said help = (await CommandLineProcess.RunAsync("--help")).Succeeded();
        Assert.All(new[] { "inspect", "methods", "run", "predict", "export", "score", "simulate", "benchmark", "user", "worker" }, verb => Assert.Contains($"  {verb} ", help.Output, StringComparison.Ordinal));
        Assert.DoesNotContain("execute", help.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("summarize", help.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("rehearse", help.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Methods_lists_every_parameter_with_its_range_and_the_settings_of_the_test()
    {
        Said words = (await CommandLineProcess.RunAsync("methods")).Succeeded();
        Assert.All(
            new[] { "sbirr", "--set sigma=auto", "0.001 to 10", "--set reference=gradient-field", "lotka-volterra", "--set validation=true", "--set validation.seeds=3", "1 to 20" },
            text => Assert.Contains(text, words.Output, StringComparison.Ordinal));
        JsonElement method = (await CommandLineProcess.RunAsync("methods", "--json")).Succeeded().Json().EnumerateArray().Single(m => m.GetProperty("id").GetString() == "sbirr");
        JsonElement sigma = method.GetProperty("parameters").EnumerateArray().Single(field => field.GetProperty("name").GetString() == "sigma");
        Assert.Equal("number", sigma.GetProperty("kind").GetString());
        Assert.Equal(10, sigma.GetProperty("maximum").GetDouble());
        Assert.Equal(["validation", "validation.seeds"], method.GetProperty("validation").EnumerateArray().Select(field => field.GetProperty("name").GetString()));
    }

    [Theory]
    [InlineData("Unknown option '--jsn'.", "inspect", "--jsn", "cells.h5ad")]
    [InlineData("'--colour'", "methods", "--colour")]
    [InlineData("'paint'", "paint")]
    [InlineData("'FILE' missing", "inspect")]
    [InlineData("'--out' is required", "run", "sbirr", "cells.h5ad")]
    [InlineData("expected --at TIME for an analysis through time, --apply FILE --condition TREATMENT for one of treatments, or --knock-out GENE for one of gene networks, found none.", "predict", "run", "--out", "p.h5ad")]
    [InlineData("expected --at or --apply, found both.", "predict", "run", "--out", "p.h5ad", "--at", "1", "--apply", "x.h5ad")]
    [InlineData("--apply expected --condition with the treatment to predict, found none.", "predict", "run", "--out", "p.h5ad", "--apply", "x.h5ad")]
    [InlineData("--condition, --condition-column, --donor and --dose go with --apply, found --at.", "predict", "run", "--out", "p.h5ad", "--at", "1", "--condition", "x")]
    [InlineData("--at: expected a number, found \"noon\".", "predict", "run", "--out", "p.h5ad", "--at", "noon")]
    [InlineData("--cells: expected 1 to 1000000, found 0.", "predict", "run", "--out", "p.h5ad", "--at", "1", "--cells", "0")]
    [InlineData("--cells: expected a whole number, found \"many\".", "predict", "run", "--out", "p.h5ad", "--at", "1", "--cells", "many")]
    [InlineData("--hold-out: expected a number, found \"x\".", "run", "sbirr", "cells.h5ad", "--out", "o", "--hold-out", "1", "--hold-out", "x")]
    [InlineData("--seed: expected a whole number, found \"1.5\".", "simulate", "branching", "--out", "o.h5ad", "--seed", "1.5")]
    [InlineData("'cuda'", "run", "sbirr", "cells.h5ad", "--out", "o", "--device", "gpu")]
    public async Task What_cannot_be_parsed_ends_with_two_and_points_to_the_help(string message, params string[] arguments)
    {
        Said said = await CommandLineProcess.RunAsync(arguments);
        said.Refused(2, message);
        Assert.Contains("See: celldynamics", said.Error, StringComparison.Ordinal);
        Assert.Contains("--help", said.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("There is no parameter \"sigm\". Did you mean 'sigma'?", "sigm=1")]
    [InlineData("sigma: expected 0.001 to 10, found 300.", "sigma=300")]
    [InlineData("reference: expected one of gradient-field,", "reference=quadratic")]
    [InlineData("--set: expected name=value, found \"sigma\".", "sigma")]
    [InlineData("There is no parameter \"validation.sed\". Did you mean 'validation.seeds'?", "validation.sed=1")]
    [InlineData("validation.seeds: expected 1 to 20, found 0.", "validation.seeds=0")]
    [InlineData("validation: expected a value of kind boolean, found \"maybe\".", "validation=maybe")]
    public async Task A_parameter_that_is_not_there_or_out_of_range_ends_with_two(string message, string assignment) =>
        (await CommandLineProcess.RunAsync("run", "sbirr", "cells.h5ad", "--out", "o", "--set", assignment)).Refused(2, message);
}
