using CellDynamics.Cli.Tests.Shared;
using CellDynamics.Data.Annotated;
using CellDynamics.Data.H5ad;
using CellDynamics.Data.Unstructured;

namespace CellDynamics.Cli.Tests;

/// <summary>Every message names file, place, what was expected, what was found and the cure; nothing is left behind.</summary>
public sealed class BadInputTests : IDisposable
{
    private const int Cells = 30;

    private readonly ScratchFolder scratch = new();

    public BadInputTests()
    {
        Write("good.h5ad", [.. Repeat(0, 1, 2)], embedding: null);
        Write("one.h5ad", [.. Repeat("day 1")], null);
        Write("words.h5ad", [.. Repeat("early", "middle", "late")], null);
        var holed = new DenseMatrix(Cells, 4);
        holed[7, 2] = double.NaN;
        Write("nan.h5ad", [.. Repeat(0, 1, 2)], holed);
        File.WriteAllText(scratch["text.h5ad"], "gene,cell_1,cell_2\n");
        File.WriteAllBytes(scratch["empty.h5ad"], []);
        File.WriteAllBytes(scratch["truncated.h5ad"], File.ReadAllBytes(scratch["good.h5ad"])[..4000]);
    }

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task A_file_that_is_converted_first_keeps_its_name()
    {
        await File.WriteAllTextAsync(scratch["t.csv"], "cell,ACTB,GAPDH,day\n" + string.Concat(Enumerable.Range(0, 30).Select(i => $"c{i},{i},{i % 3},1\n")), TestContext.Current.CancellationToken);
        Said said = await CommandLineProcess.RunAsync("run", "sbirr", scratch["t.csv"], "--time", "hour", "--out", scratch["out"]);
        said.Refused(1, "t.csv, /obs: expected a column named 'hour'");
    }

    [Theory]
    [InlineData("text.h5ad", "text.h5ad, line 2: expected a table ")]
    [InlineData("empty.h5ad", "empty.h5ad: expected a file of cells and genes, such as .h5ad, found an empty file of 0 bytes. Copy or upload the file again.")]
    [InlineData("truncated.h5ad", "truncated.h5ad: expected a complete file, found a truncated one: it has 4,000 of ")]
    [InlineData("absent.h5ad", "absent.h5ad: expected a file, found none. Check the path.")]
    [InlineData("", "expected a file of cells and genes, found a folder. Name the file in it.")]
    public async Task A_file_that_is_no_dataset_is_refused_by_every_verb_that_reads_one(string name, string message)
    {
        string path = Path.TrimEndingDirectorySeparator(scratch[name]);
        (await CommandLineProcess.RunAsync("inspect", path)).Refused(1, message);
        (await CommandLineProcess.RunAsync("inspect", path, "--json")).Refused(1, message);
        (await CommandLineProcess.RunAsync("score", path, path, "--json")).Refused(1, message);
        await RunIsRefusedAsync(1, message, name, "--time", "day");
    }

    [Theory]
    [InlineData("one.h5ad", "one.h5ad, /obs/day: expected at least two time points, found one, 'day 1', in all 30 cells. Choose another column")]
    [InlineData("words.h5ad", "words.h5ad, /obs/day: expected values that can be ordered in time, found 'early', 'middle', 'late'. Choose a column of sampling times")]
    [InlineData("nan.h5ad", "nan.h5ad, /obsm/X_pca: expected finite numbers, found NaN or infinities in 1 of 30 cells, the first 'cell_7'. Remove these cells", "--use", "X_pca")]
    [InlineData("good.h5ad", "good.h5ad, /obsm: expected an embedding named 'X_umap', found none. There are none.", "--use", "X_umap")]
    [InlineData("good.h5ad", "good.h5ad, /layers: expected a layer named 'counts', found none.", "--layer", "counts")]
    [InlineData("good.h5ad", "good.h5ad, /obs: expected a column named 'donr', found none. Did you mean 'donor'? There are: day, donor.", "--donor", "donr")]
    [InlineData("good.h5ad", "good.h5ad, /obs/day: expected the held-out time 7 among the measured ones, found 0, 1, 2.", "--hold-out", "7")]
    [InlineData("good.h5ad", "expected at least 2 time points to fit, found 1 after leaving out those held out.", "--hold-out", "0", "--hold-out", "1")]
    [InlineData("good.h5ad", "reference: repressilator expected data of 3 quantities, found 2 dimensions. Choose another reference", "--use", "X", "--set", "reference=repressilator")]
    [InlineData("good.h5ad", "device: cuda expected a graphics card with CUDA and a build that uses it, found none. Compute on the processor (--device cpu)", "--device", "cuda")]
    public async Task Data_that_cannot_be_analysed_are_named_with_their_place_and_the_cure(string name, string message, params string[] options) =>
        await RunIsRefusedAsync(1, message, [name, "--time", "day", .. options]);

    [Fact]
    public async Task A_mistyped_time_column_or_method_is_answered_with_the_nearest_name()
    {
        await RunIsRefusedAsync(1, "good.h5ad, /obs: expected a column named 'dya1', found none. There are: day, donor.", "good.h5ad", "--time", "dya1");
        await RunIsRefusedAsync(1, "Did you mean 'day'?", "good.h5ad", "--time", "dai");
        await RunIsRefusedAsync(1, "good.h5ad, /obs: sbirr expected a time column, found none chosen. Say which column holds the time of every cell (--time).", "good.h5ad");
        (await CommandLineProcess.RunAsync("run", "sbir", scratch["good.h5ad"], "--out", scratch["out"])).Refused(1, "There is no method \"sbir\". Did you mean 'sbirr'? There are: sbirr, mfm, staged.");
        (await CommandLineProcess.RunAsync("simulate", "branchin", "--out", scratch["s.h5ad"])).Refused(1, "There is no system \"branchin\". Did you mean 'branching'?");
        (await CommandLineProcess.RunAsync("benchmark", "nothing")).Refused(1, "There is no benchmark \"nothing\".");
    }

    [Fact]
    public async Task A_place_that_cannot_be_written_is_named_before_anything_is_computed()
    {
        string good = scratch["good.h5ad"];
        (await CommandLineProcess.RunAsync("run", "sbirr", good, "--time", "day", "--out", good)).Refused(1, $"{good}: expected a folder for the result, found a file. Choose another --out.");
        (await CommandLineProcess.RunAsync("run", "sbirr", good, "--time", "day", "--out", scratch.Path)).Refused(1, $"{scratch.Path}: expected an empty folder, found files in it. Choose another --out.");
        (await CommandLineProcess.RunAsync("simulate", "lotka-volterra", "--out", scratch["no", "lv.h5ad"])).Refused(1, $"expected an existing folder to write into, found none at {scratch["no"]}. Make that folder first.");
        (await CommandLineProcess.RunAsync("simulate", "lotka-volterra", "--out", scratch.Path)).Refused(1, "expected the name of a file to write, found a folder. Add a file name.");
    }

    // The folder is as it was: the corrected command may use the same --out.
    private async Task RunIsRefusedAsync(int exitCode, string message, string name, params string[] options)
    {
        (await CommandLineProcess.RunAsync(["run", "sbirr", Path.TrimEndingDirectorySeparator(scratch[name]), "--out", scratch["out"], .. options])).Refused(exitCode, message);
        Assert.False(Path.Exists(scratch["out"]), "A run that never began left its folder.");
    }

    private Task RunIsRefusedAsync(int exitCode, string message, string[] arguments) => RunIsRefusedAsync(exitCode, message, arguments[0], arguments[1..]);

    private void Write(string name, string?[] days, DenseMatrix? embedding)
    {
        var values = new DenseMatrix(Cells, 2, [.. Enumerable.Range(0, 2 * Cells).Select(i => 1 + Math.Sin(i))]);
        H5adWriter.Write(scratch[name], new H5adContent
        {
            Obs = DataFrame.Numbered("cell_", Cells) with { Columns = [DataColumn.OfCategories("day", days), DataColumn.OfCategories("donor", [.. Repeat("a")])] },
            Var = DataFrame.Numbered("gene_", 2),
            X = new MemoryMatrix(values),
            Obsm = embedding is null ? [] : new Dictionary<string, DenseMatrix> { ["X_pca"] = embedding },
            Uns = new UnsGroup(new Dictionary<string, UnsNode>()),
        });
    }

    private static IEnumerable<string?> Repeat(params object[] values) => Enumerable.Range(0, Cells).Select(i => values[i % values.Length].ToString());
}
