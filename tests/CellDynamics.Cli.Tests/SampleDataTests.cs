using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using CellDynamics.Cli.Tests.Shared;
using CellDynamics.Data.Annotated;
using CellDynamics.Data.H5ad;
using CellDynamics.Data.Preprocessing;
using CellDynamics.Data.Studies;
using CellDynamics.Methods.Contract;

namespace CellDynamics.Cli.Tests;

public sealed partial class SampleDataTests : IDisposable
{
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    private readonly ScratchFolder scratch = new();

    public static TheoryData<string> Files => [.. Directory.GetFiles(Repository.PathOf("sample-data"), "*.h5ad").Select(path => Path.GetFileName(path)).Order()];

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task The_commands_of_the_page_make_the_files_again()
    {
        Match[] commands = [.. SimulateCommand().Matches(await File.ReadAllTextAsync(Repository.PathOf("sample-data", "README.md"))).Cast<Match>()];
        Assert.Equal(["branching.h5ad", "drug-screen.h5ad", "lotka-volterra.h5ad"], commands.Select(command => command.Groups["file"].Value).Order());
        foreach (Match command in commands)
        {
            string file = command.Groups["file"].Value;
            (await CommandLineProcess.RunAsync(["simulate", .. command.Groups["arguments"].Value.Split(' '), "--out", scratch[file]])).Succeeded();
            // Not bit for bit: mathematical functions differ in their last bits between systems.
            Assert.Equal([], ResultComparison.Differences(Repository.PathOf("sample-data", file), scratch[file], 1e-6));
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_file_is_small_described_and_set_up_as_an_example(string file)
    {
        Assert.InRange(new FileInfo(Repository.PathOf("sample-data", file)).Length, 1, 3_000_000);
        Assert.Contains($"## {file}", File.ReadAllText(Repository.PathOf("sample-data", "README.md")), StringComparison.Ordinal);
        Example example = Assert.Single(Examples(), example => example.File == file);
        Assert.NotEqual("", example.Title);
    }

    [Fact]
    public void Real_cells_are_analysed_first_and_no_two_examples_share_a_place()
    {
        Example[] examples = Examples();
        Assert.Equal("hsmm.h5ad", examples.MinBy(example => example.Order)!.File);
        Assert.Equal(examples.Length, examples.Select(example => example.Order).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_example_has_roles_method_parameters_times_and_donors_that_its_file_can_serve(string file)
    {
        Example example = Examples().Single(example => example.File == file);
        using AnnotatedData data = H5adReader.Open(Repository.PathOf("sample-data", file));
        var study = new Study(data, example.Roles); // throws where a role names what the file lacks
        ExampleAnalysis analysis = Assert.IsType<ExampleAnalysis>(example.Analysis);
        MethodDescriptor method = MethodCatalog.Find(analysis.Method).Descriptor;
        ParameterSchema.Of(method).Parse(analysis.Parameters ?? []);
        double[] times = study.Time?.Times ?? [], held = analysis.HoldOut ?? [];
        Assert.All(held, time => Assert.Contains(time, times[1..^1]));
        Assert.InRange(times.Length - held.Length, method.Needs.MinimumTimePoints, times.Length);
        if (method.Needs.NeedsCondition)
            Assert.Contains(example.Roles.Control, study.Condition!.Labels);
        Assert.All(analysis.HoldOutDonors ?? [], donor => Assert.Contains(donor, study.Donor!.Labels));
        Assert.NotEmpty(Representation.Build(study).States.Values);
        Assert.NotEqual("", analysis.Name);
    }

    [Fact]
    public async Task The_prey_and_predator_example_recovers_the_parameters_it_was_made_with()
    {
        Example example = Examples().Single(example => example.File == "lotka-volterra.h5ad");
        string path = Repository.PathOf("sample-data", example.File);
        IEnumerable<string> parameters = example.Analysis!.Parameters!.SelectMany(pair => new[] { "--set", $"{pair.Key}={pair.Value}" });
        IEnumerable<string> heldOut = example.Analysis.HoldOut!.SelectMany(time => new[] { "--hold-out", $"{time}" });
        Said said = (await CommandLineProcess.RunAsync(["run", example.Analysis.Method, path, "--time", example.Roles.Time!, "--use", example.Roles.Use!, "--seed", $"{example.Analysis.Seed}",
            .. parameters, .. heldOut, "--set", "validation=off", "--strict", "--json", "--out", scratch["run"]])).Succeeded();
        JsonElement metrics = said.Json().GetProperty("metrics");
        using AnnotatedData data = H5adReader.Open(path);
        Assert.All(new[] { "alpha", "beta", "gamma", "delta", "sigma" }, name =>
            Assert.InRange(metrics.GetProperty(name).GetDouble() / data.ReadUnsNumber($"truth/{name}"), 0.85, 1.15));
    }

    [Fact]
    public void Half_of_the_branching_cells_go_either_way_once_they_have_decided()
    {
        using AnnotatedData data = H5adReader.Open(Repository.PathOf("sample-data", "branching.h5ad"));
        string?[] fates = data.RequireObs("true_fate").Labels, days = data.RequireObs("day").Labels;
        string?[] last = [.. fates.Where((_, cell) => days[cell] == "day 4")];
        Assert.InRange(last.Count(fate => fate == "fate A"), last.Length / 3, 2 * last.Length / 3);
        Assert.InRange(last.Count(fate => fate == "fate B"), last.Length / 3, 2 * last.Length / 3);
        Assert.All(fates.Where((_, cell) => days[cell] == "day 0").GroupBy(fate => fate), group => Assert.True(group.Key == "undecided" || group.Count() < 5));
    }

    [Fact]
    public void The_real_cells_come_with_their_licence_and_say_how_they_were_modified()
    {
        Assert.Contains("Artistic License 2.0", File.ReadAllText(Repository.PathOf("sample-data", "LICENSE-Artistic-2.0.txt")), StringComparison.Ordinal);
        string notice = File.ReadAllText(Repository.PathOf("sample-data", "hsmm.LICENSE.txt"));
        Assert.Contains("This file is a Modified Version.", notice, StringComparison.Ordinal);
        byte[] hash = System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(Repository.PathOf("sample-data", "hsmm.h5ad")));
        Assert.Contains(Convert.ToHexStringLower(hash), notice, StringComparison.Ordinal);
    }

    private static Example[] Examples() => JsonSerializer.Deserialize<Example[]>(File.ReadAllText(Repository.PathOf("sample-data", "examples.json")), Strict)!;

    [GeneratedRegex(@"^\./celldynamics simulate (?<arguments>.+) --out sample-data/(?<file>\S+)$", RegexOptions.Multiline)]
    private static partial Regex SimulateCommand();

    private sealed record Example(string File, string Title, int Order, StudyRoles Roles, ExampleAnalysis? Analysis);

    private sealed record ExampleAnalysis(string Method, string Name, Dictionary<string, string>? Parameters, double[]? HoldOut, string[]? HoldOutDonors, int Seed);
}
