using System.Text.Json;
using CellDynamics.Cli.Tests.Shared;
using CellDynamics.Data.Annotated;
using CellDynamics.Data.H5ad;
using CellDynamics.Runs.Results;
using CellDynamics.Runs.Results.Treatments;

namespace CellDynamics.Cli.Tests;

/// <summary>Treatments from file to report, and from a saved model to the response of other cells.</summary>
public sealed class TreatmentTests(FinishedScreen run, FinishedRun throughTime) : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void Every_place_of_a_treatment_result_is_described_and_every_promised_place_is_there()
    {
        FormatPage page = FormatPage.Read(FormatPage.Treatments);
        IReadOnlyList<StoredObject> stored = StoredObject.All(run.Result);
        Assert.Equal([], page.Undescribed(stored));
        Assert.Equal([], page.Missing(stored, "always", "with validation"));
        using AnnotatedData result = H5adReader.Open(run.Result);
        Assert.All(result.UnsChildren("celldynamics/metrics"), name => Assert.Contains($"| `{name}` |", page.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_report_has_scores_sizes_and_markers_and_json_has_the_whole()
    {
        foreach (string word in new[] { "predictor", "this-analysis", "no-change", "mean-shift", "split-half", "knows the answer", "normalised", "Strongest measured responses", "Markers that change most" })
            Assert.Contains(word, run.Said.Output, StringComparison.Ordinal);
        JsonElement json = (await CommandLineProcess.RunAsync([.. run.Command(run.Folder), "--json"])).Succeeded().Json();
        Assert.Equal("control", json.GetProperty("control").GetString());
        Assert.Equal(3, json.GetProperty("donors").GetArrayLength());
        Assert.Equal(6, json.GetProperty("predictions").GetArrayLength());
        JsonElement summary = json.GetProperty("validation").GetProperty("summary");
        JsonElement noChange = summary.EnumerateArray().Single(row => row.GetProperty("predictor").GetString() == "no-change");
        Assert.Equal(1, noChange.GetProperty("normalised").GetDouble(), 1e-9);
        Assert.Equal("this-analysis", summary[0].GetProperty("predictor").GetString());
        Assert.NotEmpty(json.GetProperty("statistics").GetProperty("sizes").EnumerateArray());
    }

    [Fact]
    public async Task Cells_of_another_file_are_predicted_donor_by_donor()
    {
        Said said = (await CommandLineProcess.RunAsync("predict", run.Folder, "--apply", run.Dataset, "--condition", Treatment(0), "--cells", "10", "--out", scratch["p.h5ad"])).Succeeded();
        Assert.Equal(3, said.Output.Split("within the training range").Length - 1);
        using AnnotatedData predicted = H5adReader.Open(scratch["p.h5ad"]), dataset = H5adReader.Open(run.Dataset);
        Assert.Equal((30, 5), (predicted.CellCount, predicted.GeneCount));
        Assert.Equal(dataset.Var.Index, predicted.Var.Index);
        Assert.Equal(["donor", "condition", "celldynamics_source_cell", "range_distance", "range_limit", "range_verdict", "cell_type"], predicted.Obs.Columns.Select(column => column.Name));
        var rows = dataset.Obs.Index.Select((name, i) => (name, i)).ToDictionary(pair => pair.name, pair => pair.i);
        for (int i = 0; i < 30; i++)
        {
            int source = rows[predicted.RequireObs("celldynamics_source_cell").Labels[i]!];
            Assert.Equal("control", dataset.RequireObs("condition").Labels[source]);
            Assert.Equal(dataset.RequireObs("donor").Labels[source], predicted.RequireObs("donor").Labels[i]);
            Assert.Equal(dataset.RequireObs("cell_type").Labels[source], predicted.RequireObs("cell_type").Labels[i]);
        }
    }

    [Fact]
    public async Task What_cannot_be_predicted_is_refused_with_the_cure_and_what_is_missing_is_said()
    {
        string[] ask = ["predict", run.Folder, "--apply", run.Dataset, "--out", scratch["p.h5ad"], "--condition"];
        (await CommandLineProcess.RunAsync([.. ask, "nothing"])).Refused(1, "expected a treatment that the analysis was trained on, found 'nothing'.");
        (await CommandLineProcess.RunAsync([.. ask, Treatment(0), "--condition-column", "donor"])).Refused(1, "/obs/donor: expected cells of the control condition 'control', as the analysis was trained with");
        (await CommandLineProcess.RunAsync([.. ask, Treatment(0), "--donor", "donr"])).Refused(1, "/obs: expected a column named 'donr', found none. Did you mean 'donor'?");
        (await CommandLineProcess.RunAsync("predict", run.Folder, "--at", "1", "--out", scratch["p.h5ad"])).Refused(1, "--at: expected an analysis through time, found one by mfm. Ask it with --apply and --condition.");
        (await CommandLineProcess.RunAsync("predict", throughTime.Folder, "--apply", run.Dataset, "--condition", "x", "--out", scratch["p.h5ad"])).Refused(1, "--apply: expected an analysis of treatments, found one by sbirr. Ask it with --at.");
        Rewrite(scratch["plain.h5ad"], content => content with { Obs = content.Obs with { Columns = [] } });
        Said plain = (await CommandLineProcess.RunAsync("predict", run.Folder, "--apply", scratch["plain.h5ad"], "--condition", Treatment(1), "--out", scratch["p.h5ad"])).Succeeded();
        foreach (string note in new[] { "no column 'condition': all cells are taken as control cells.", "no column 'donor': all cells are taken as of one donor.", "no column 'cell_type': the cells are predicted without their types." })
            Assert.Contains(note, plain.Error, StringComparison.Ordinal);
        Assert.Contains("all cells: ", plain.Output, StringComparison.Ordinal);
        Rewrite(scratch["fewer.h5ad"], content => content with { Var = new DataFrame("_index", ["other", .. content.Var.Index[1..]], []) });
        Said fewer = (await CommandLineProcess.RunAsync("predict", run.Folder, "--apply", scratch["fewer.h5ad"], "--condition", Treatment(0), "--out", scratch["p.h5ad"])).Succeeded();
        Assert.Contains("/var: 1 of the 5 genes of the analysis is missing (", fewer.Error, StringComparison.Ordinal);
        Rewrite(scratch["foreign.h5ad"], content => content with { Var = DataFrame.Numbered("other_", 5) });
        (await CommandLineProcess.RunAsync("predict", run.Folder, "--apply", scratch["foreign.h5ad"], "--condition", Treatment(0), "--out", scratch["p.h5ad"])).Refused(1, "of the 5 genes of the representation, found 0.");
    }

    [Fact]
    public void A_result_of_the_other_kind_is_refused_by_name()
    {
        Assert.Contains("expected an analysis of treatments, found one through time.", Assert.Throws<DatasetFileException>(() => TreatmentReader.Read(throughTime.Result)).Message, StringComparison.Ordinal);
        Assert.Contains("expected an analysis through time, found one of treatments.", Assert.Throws<DatasetFileException>(() => ResultReader.Read(run.Result)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_analyst_finds_the_predicted_cells_with_the_script_of_the_page()
    {
        string page = FormatPage.Read(FormatPage.Treatments).Text;
        string script = page.Split("```python")[1].Split("```")[0].Replace("\"result.h5ad\"", "__import__('sys').argv[1]", StringComparison.Ordinal)
            .Replace("Patient1", "donor-02", StringComparison.Ordinal).Replace("BCRXL", Treatment(0), StringComparison.Ordinal);
        string said = await ReferencePython.RunAsync("anndata", script + "\nprint(predicted.shape[0], predicted.obsm['celldynamics_state'].shape[1], set(predicted.obs['donor']), set(predicted.obs['condition']))", run.Result);
        TreatmentResult result = TreatmentReader.Read(run.Result);
        int cells = result.Responses.Single(response => response.Donor == "donor-02" && response.Treatment == Treatment(0)).Cells.Length;
        Assert.Equal($"{cells} {result.Dimensions} {{'donor-02'}} {{'control'}}", said);
    }

    private string Treatment(int index) => TreatmentReader.Read(run.Result).Treatments[index];

    private void Rewrite(string path, Func<H5adContent, H5adContent> change)
    {
        using AnnotatedData data = H5adReader.Open(run.Dataset);
        H5adWriter.Write(path, change(new H5adContent { Obs = data.Obs, Var = data.Var, X = data.X }));
    }
}
