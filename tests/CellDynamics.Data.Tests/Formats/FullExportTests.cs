using System.Text.Json;
using CellDynamics.Data.Annotated;
using CellDynamics.Data.Formats;
using CellDynamics.Data.H5ad;
using CellDynamics.Data.H5ad.Copying;
using CellDynamics.Data.Tests.Shared;
using CellDynamics.Data.Unstructured;

namespace CellDynamics.Data.Tests.Formats;

public class FullExportTests
{
    /// <summary>Part of the name of the one file with more columns than can be listed.</summary>
    private const string TooWide = "wide_obs_5001columns";

    [Fact]
    public void Everything_that_anndata_reads_of_a_file_it_reads_equal_of_its_export()
    {
        using var folder = new ScratchFolder();
        List<(string, string, string)> files = [];
        foreach (string file in SharedData.WithExpectation().Where(OpensInAnndata))
        {
            string source = SharedData.Require(file), export = folder.File($"{files.Count}.h5ad");
            IReadOnlyList<LeftOut> left = FullExport.Write(source, Result(folder, source), export);
            if (file.Contains(TooWide, StringComparison.Ordinal))
                Assert.StartsWith("the 1002 columns after", Assert.Single(left).Reason);
            else
            {
                Assert.Equal([], left);
                files.Add((file, source, export));
            }
        }
        if (files.Count == 0)
            Assert.Skip("The shared files are not on this machine.");
        Assert.Equal("", AnnDataComparison.Differences(files));
    }

    public static TheoryData<string> Files() => [.. SharedData.Expectations().DefaultIfEmpty("")];

    [Theory]
    [MemberData(nameof(Files))]
    public void What_is_read_of_a_file_is_read_equal_of_its_export(string expectation)
    {
        using var folder = new ScratchFolder();
        string source = SharedData.FileOf(SharedData.Require(expectation.Length == 0 ? "h5ad" : expectation)), export = folder.File("export.h5ad");
        FullExport.Write(source, Result(folder, source), export);
        using AnnotatedData before = DatasetFile.Open(source), after = DatasetFile.Open(export);
        Assert.Equal(before.Obs.Index, after.Obs.Index);
        Assert.Equal(before.Var.Index, after.Var.Index);
        Same(expectation.Contains(TooWide, StringComparison.Ordinal) ? [.. before.Obs.Columns.Take(3999)] : before.Obs.Columns, [.. after.Obs.Columns.Where(column => column.Name != "celldynamics_time")]);
        Same(before.Var.Columns, after.Var.Columns);
        Same(before.X, after.X);
        Same(before.RawX, after.RawX);
        Assert.Equal(before.Layers.Keys, after.Layers.Keys);
        foreach ((string key, ICellMatrix layer) in before.Layers)
            Same(layer, after.Layers[key]);
        Assert.Equal(before.Embeddings.Select(entry => entry.Key), after.ObsmKeys.Where(key => key != "celldynamics_state"));
        foreach (string key in before.ObsmKeys)
            if (before.Embeddings.First(entry => entry.Key == key) is { Kind: not "dataframe", Shape.Count: 2 })
                Assert.Equal(before.ReadObsm(key).Values, after.ReadObsm(key).Values);
        Assert.Subset(after.UnsKeys.Append("neighbors").ToHashSet(), before.UnsKeys.ToHashSet());
        Assert.Equal("settled", after.ReadUnsText("celldynamics/message"));
    }

    private static void Same(IReadOnlyList<DataColumn> before, IReadOnlyList<DataColumn> after)
    {
        Assert.Equal(before.Select(column => (column.Name, column.Kind, column.IsOrdered)), after.Select(column => (column.Name, column.Kind, column.IsOrdered)));
        foreach ((DataColumn first, DataColumn second) in before.Zip(after))
        {
            Assert.Equal(first.Labels, second.Labels);
            Assert.Equal(first.Categories, second.Categories);
        }
    }

    private static void Same(ICellMatrix? before, ICellMatrix? after)
    {
        Assert.Equal((before?.Rows, before?.Columns, before?.Kind is "dense"), (after?.Rows, after?.Columns, after?.Kind is "dense"));
        if (before is not null)
            Assert.Equal(Samples.Entries(before), Samples.Entries(after!));
    }

    private static bool OpensInAnndata(string file)
    {
        using JsonDocument expected = JsonDocument.Parse(File.ReadAllText(SharedData.Require(Path.ChangeExtension(file, ".expected.json"))));
        return expected.RootElement.TryGetProperty("anndata_0.8", out JsonElement anndata) && anndata.GetProperty("opens").GetBoolean();
    }

    /// <summary>A small result of all cells of a dataset, or of some.</summary>
    private static string Result(ScratchFolder folder, string source, Func<string, bool>? isKept = null)
    {
        using AnnotatedData data = DatasetFile.Open(source);
        string[] cells = [.. data.Obs.Index.Where(isKept ?? (_ => true))];
        string path = folder.File("result.h5ad");
        H5adWriter.Write(path, new H5adContent
        {
            Obs = new DataFrame("_index", cells, [DataColumn.OfNumbers("celldynamics_time", [.. cells.Select((_, i) => (double)i)])]),
            Var = data.Var with { Columns = [] },
            Obsm = new Dictionary<string, DenseMatrix> { ["celldynamics_state"] = new(cells.Length, 2, [.. Enumerable.Range(0, 2 * cells.Length).Select(i => i / 2.0)]) },
            Uns = new UnsGroup(new Dictionary<string, UnsNode>
            {
                ["celldynamics"] = new UnsGroup(new Dictionary<string, UnsNode>
                {
                    ["message"] = new UnsText("settled"),
                    ["metrics"] = new UnsGroup(new Dictionary<string, UnsNode> { ["loss"] = new UnsNumber(0.5) }),
                    ["points"] = new UnsArray([3, 5, 2], new float[30]),
                }),
            }),
        });
        return path;
    }
}
