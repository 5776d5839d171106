using System.Text.Json;
using CellDynamics.Data.Doctor;
using CellDynamics.Data.Formats;
using CellDynamics.Data.Tests.Shared;

namespace CellDynamics.Data.Tests.Doctor;

/// <summary>Every field of every <c>expected.json</c> is either compared with the document of <c>inspect</c> or known to describe what that document leaves out; a field that is neither fails.</summary>
public class ExpectationTests
{
    // What the container is made of, how a value is stored, and what other programs made of the file: not content.
    private static readonly string[] OfTheFile =
    [
        "file", "dir", "bytes", "sha256", "hdf5_signature_offset", "superblock_version", "hdf5_filters", "hdf5_types", "root_attrs", "keys", "format", "kind",
        "anndata_0.8", "note", "mudata", "attrs", "has_graphs", "header",
    ];

    // Sums of single cells are compared by the tests of the format.
    private static readonly string[] TripletOnly = [.. OfTheFile, "per_cell_sum_first5"];

    public static TheoryData<string> Files() => [.. SharedData.Expectations().DefaultIfEmpty("")];

    [Theory]
    [MemberData(nameof(Files))]
    public void Inspect_agrees_with_every_field(string expectation)
    {
        string path = SharedData.Require(expectation.Length == 0 ? "h5ad" : expectation);
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(path));
        string file = SharedData.FileOf(path);
        var expected = new ExpectedFields(document.RootElement, "");
        if (expected.Find("modalities") is { } modalities)
            foreach (ExpectedFields modality in modalities.Members())
                Annotated(modality, Inspected(file, modality.Name));
        else if (expected.Find("groups") is { } groups)
            foreach (ExpectedFields group in groups.Members())
                TenX(group, Inspected(file, null));
        else if (expected.Find("matrix(genes x cells)") is not null)
            Loom(expected, Inspected(file, null));
        else if (expected.Find("first_barcodes") is not null)
            Triplet(expected, Inspected(file, null));
        else
            Annotated(expected, Inspected(file, null));
        expected.RequireAllUsed(TripletOnly);
    }

    private static JsonElement Inspected(string file, string? modality)
    {
        using JsonDocument document = JsonDocument.Parse(Inspection.Of(file, new OpenChoices { Modality = modality }).ToJson());
        return document.RootElement.Clone();
    }

    private static void Annotated(ExpectedFields expected, JsonElement found)
    {
        expected.Same("n_obs", found.GetProperty("nObs"));
        expected.Same("n_vars", found.GetProperty("nVars"));
        ExpectedMatrix.Compare(expected.Find("X"), found.GetProperty("x"));
        foreach (string frame in new[] { "obs", "var" })
            ExpectedFrame.Compare(expected.Find(frame), found.GetProperty(frame));
        foreach (ExpectedFields layer in expected.Find("layers")?.Members() ?? [])
            ExpectedMatrix.Compare(layer, found.GetProperty("layers").GetProperty(layer.Name));
        foreach (string group in new[] { "obsm", "varm", "obsp", "varp" })
            ExpectedArrays.Compare(expected.Find(group), found.GetProperty(group));
        if (expected.Find("raw") is { } raw)
        {
            ExpectedMatrix.Compare(raw.Find("X"), found.GetProperty("raw"));
            // Annotations of the raw genes are in the file and in no document: nothing is made of them.
            raw.RequireAllUsed("encoding", "var", "varm");
        }
        if (expected.Find("raw.legacy") is { } legacy)
        {
            ExpectedMatrix.Compare(legacy.Find("raw.X"), found.GetProperty("raw"));
            legacy.RequireAllUsed("raw.var", "raw.varm");
        }
        if (expected.Find("uns") is { } uns)
            // The categories of a legacy column are shown as its categories.
            Assert.Equal(uns.Members().Select(member => member.Name).Where(name => !IsCategories(name, found)).Order(), found.GetProperty("uns").EnumerateArray().Select(key => key.GetString()!).Order());
        expected.RequireAllUsed(OfTheFile);
    }

    private static bool IsCategories(string name, JsonElement found) => name.EndsWith("_categories", StringComparison.Ordinal) && new[] { "obs", "var" }.SelectMany(frame => found.GetProperty(frame).GetProperty("columns").EnumerateArray())
        .Any(column => column.GetProperty("name").GetString() + "_categories" == name && column.GetProperty("kind").GetString() == "categorical");

    private static void TenX(ExpectedFields group, JsonElement found)
    {
        Assert.Equal("10x-h5", found.GetProperty("format").GetString());
        group.Same("n_cells", found.GetProperty("nObs"));
        group.Same("n_features", found.GetProperty("nVars"));
        group.Same("nnz", found.GetProperty("x").GetProperty("nonzero"));
        group.Same("sum", found.GetProperty("x").GetProperty("sum"));
        group.SameStart("barcodes_first", found.GetProperty("obs").GetProperty("index").GetProperty("first"));
        group.SameStart("ids_first", found.GetProperty("var").GetProperty("index").GetProperty("first"));
        group.SameStart("names_first", ExpectedFrame.Column(found.GetProperty("var"), "gene_symbols").GetProperty("first"));
        group.Within("dtypes", dtypes =>
        {
            dtypes.SameType("data", found.GetProperty("x").GetProperty("dtype"));
            dtypes.RequireAllUsed("indices", "indptr", "shape", "barcodes");
        });
        group.Within("feature_types", types =>
        {
            JsonElement column = ExpectedFrame.Column(found.GetProperty("var"), "feature_types");
            Assert.Equal(types.Members().Single().Name, column.GetProperty("first")[0].GetString());
            Assert.Equal(1, column.GetProperty("distinct").GetInt32());
        });
        // Single values are compared by FormatTests; the rest is how the file is stored.
        group.RequireAllUsed("layout", "indices_sorted", "names_unique", "samples_cell_feature_value", "feature_keys", "filters");
    }

    private static void Loom(ExpectedFields expected, JsonElement found)
    {
        Assert.Equal("loom", found.GetProperty("format").GetString());
        expected.Same("n_cells", found.GetProperty("nObs"));
        expected.Same("n_genes", found.GetProperty("nVars"));
        ExpectedMatrix.Compare(expected.Find("matrix(genes x cells)"), found.GetProperty("x"), isTransposed: true);
        foreach (ExpectedFields layer in expected.Find("layers")!.Members())
            ExpectedMatrix.Compare(layer, found.GetProperty("layers").GetProperty(layer.Name), isTransposed: true);
        foreach ((string attributes, string frame) in new[] { ("col_attrs", "obs"), ("row_attrs", "var") })
            foreach (ExpectedFields attribute in expected.Find(attributes)!.Members())
            {
                JsonElement index = found.GetProperty(frame).GetProperty("index");
                JsonElement holder = index.GetProperty("name").GetString() == attribute.Name ? index : ExpectedFrame.Column(found.GetProperty(frame), attribute.Name);
                attribute.SameStart("first", holder.GetProperty("first"));
                attribute.RequireAllUsed("shape", "dtype");
            }
    }

    private static void Triplet(ExpectedFields expected, JsonElement found)
    {
        Assert.Equal("mtx", found.GetProperty("format").GetString());
        expected.Same("n_cells", found.GetProperty("nObs"));
        expected.Same("n_features", found.GetProperty("nVars"));
        expected.Same("nnz", found.GetProperty("x").GetProperty("nonzero"));
        expected.Same("sum", found.GetProperty("x").GetProperty("sum"));
        expected.SameStart("first_barcodes", found.GetProperty("obs").GetProperty("index").GetProperty("first"));
        JsonElement features = expected.Find("first_features")!.Value;
        for (int i = 0; i < features.GetArrayLength(); i++)
        {
            Assert.Equal(features[i][0].GetString(), found.GetProperty("var").GetProperty("index").GetProperty("first")[i].GetString());
            Assert.Equal(features[i][1].GetString(), ExpectedFrame.Column(found.GetProperty("var"), "gene_symbols").GetProperty("first")[i].GetString());
            Assert.Equal(features[i][2].GetString(), ExpectedFrame.Column(found.GetProperty("var"), "feature_types").GetProperty("first")[i].GetString());
        }
        Assert.Equal(expected.Find("feature_columns")!.Value.GetInt32(), 1 + found.GetProperty("var").GetProperty("columns").GetArrayLength());
    }
}
