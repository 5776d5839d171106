using CellDynamics.Data.Annotated;
using CellDynamics.Data.H5ad;
using CellDynamics.Data.Preprocessing;
using CellDynamics.Data.Quality;
using CellDynamics.Methods.Baselines.Treatments;
using CellDynamics.Methods.Metrics;
using CellDynamics.Methods.Treatments;
using CellDynamics.Methods.Validation;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Executor;
using CellDynamics.Runs.Results;
using CellDynamics.Runs.Results.Treatments;
using CellDynamics.Runs.Tests.Shared;

namespace CellDynamics.Runs.Tests.Executor;

public sealed class TreatmentRunTests : IDisposable
{
    private static readonly StudyRoles Roles = new() { Condition = "stim", Control = "Ref", Donor = "patient", CellType = "type" };

    private readonly ScratchFolder scratch = new();
    private readonly ShiftMethod method = new();
    private readonly List<ProgressLine> lines = [];

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void A_screen_becomes_a_result_with_a_prediction_for_every_donor_and_treatment()
    {
        TreatmentResult found = Run(Screen.Write(scratch["screen.h5ad"], ["P1", "P2", "P3", "new"], ["LPS", "BCR"], "new"));
        Assert.Equal(("Ref", MatrixScale.Cytometry), (found.Control, found.Scale));
        Assert.Equal(["LPS", "BCR"], found.Treatments);
        Assert.Equal(["P1", "P2", "P3", "new"], found.Donors);
        Assert.Equal(["B", "T"], found.CellTypes.Order());
        Assert.Equal(["pca", "umap"], found.Views.Select(view => view.Key));
        Assert.Equal(found.Donors.SelectMany(donor => found.Treatments.Select(treatment => (donor, treatment))), found.Responses.Select(response => (response.Donor, response.Treatment)));
        Assert.All(found.Responses, response =>
        {
            Assert.Equal(Screen.CellsEach, response.Cells.Length);
            Assert.All(response.Cells, cell => Assert.StartsWith($"{response.Donor}-Ref", found.CellNames[cell], StringComparison.Ordinal));
            Assert.Equal(Screen.CellsEach * found.Dimensions, response.States.Length);
            Assert.All(response.Places, view => Assert.Equal(Screen.CellsEach * 2, view.Value.Length));
            Assert.True(response.IsHeldOut, "Every donor was left out once, or never had treated cells.");
        });
        Assert.NotNull(found.Validation);
        Assert.Contains(Predictors.ThisAnalysis, found.Validation.Rows.Select(row => row.Predictor));
        Assert.Contains("All markers of the panel", found.Validation.Notes[^1], StringComparison.Ordinal);
        Assert.True(found.Statistics.HasReplicates);
        Assert.Equal("pM0", found.Statistics.Markers.Where(shift => shift.Treatment == "BCR").MaxBy(shift => Math.Abs(shift.Change))!.Marker);
        Assert.DoesNotContain(found.Obs.Columns, column => column.Name == ResultKeys.Time);
    }

    [Fact]
    public void Predictions_lie_where_the_other_donors_say_in_the_space_of_the_result()
    {
        TreatmentResult found = Run(Screen.Write(scratch["screen.h5ad"], ["P1", "P2", "P3"], ["LPS"]));
        using AnnotatedData file = H5adReader.Open(scratch["run", "result.h5ad"]);
        DenseMatrix states = file.ReadObsm(ResultKeys.State);
        foreach (StoredResponse response in found.Responses)
        {
            double[] expected = Shift(states, [.. found.Donors.Where(donor => donor != response.Donor)]);
            for (int cell = 0; cell < response.Cells.Length; cell++)
                for (int k = 0; k < found.Dimensions; k++)
                    Assert.Equal(states[response.Cells[cell], k] + expected[k], response.States[cell * found.Dimensions + k], 1e-4);
        }

        double[] Shift(DenseMatrix all, string[] donors) => [.. Enumerable.Range(0, all.Columns).Select(k => donors.Average(donor => Mean(donor, "LPS", k) - Mean(donor, "Ref", k)))];
        double Mean(string donor, string condition, int k) => Enumerable.Range(0, states.Rows).Where(cell => found.CellNames[cell].StartsWith($"{donor}-{condition}", StringComparison.Ordinal)).Average(cell => states[cell, k]);
    }

    [Fact]
    public void Held_out_donors_have_no_part_in_the_fit_and_are_predicted_with_and_without_a_test()
    {
        string data = Screen.Write(scratch["screen.h5ad"], ["P1", "P2", "P3"], ["LPS"]);
        TreatmentResult tested = Run(data, request => request with { HoldOutDonors = ["P2"] });
        Assert.All(method.Fits, donors => Assert.DoesNotContain("P2", donors));
        Assert.Equal(["P2"], tested.Validation!.Rows.Select(row => row.Donor).Distinct());
        Assert.Equal([false, true, false], tested.Responses.Select(response => response.IsHeldOut));
        TreatmentResult plain = Run(data, request => request with { HoldOutDonors = ["P2"], Validation = false }, "plain");
        Assert.Null(plain.Validation);
        Assert.Equal([false, true, false], plain.Responses.Select(response => response.IsHeldOut));
        Assert.Equal(2, plain.Metrics["donors"]);
        Assert.Equal(tested.Responses[1].States, plain.Responses[1].States);
    }

    [Fact]
    public void Counts_are_carried_from_the_coordinates_of_a_fold_to_those_of_the_result()
    {
        string data = Screen.Write(scratch["wide.h5ad"], ["P1", "P2", "P3"], ["LPS"]);
        Counts(data, 300);
        TreatmentResult found = Run(data);
        using AnnotatedData file = H5adReader.Open(scratch["run", "result.h5ad"]);
        DenseMatrix states = file.ReadObsm(ResultKeys.State);
        Assert.Contains("chosen anew without the left-out donors", found.Validation!.Notes[^1], StringComparison.Ordinal);
        // Without the step between the coordinates, predicted cells would lie anywhere; with it they lie near those that were measured.
        foreach (StoredResponse response in found.Responses)
        {
            int[] treated = [.. Enumerable.Range(0, states.Rows).Where(cell => found.CellNames[cell].StartsWith($"{response.Donor}-LPS", StringComparison.Ordinal))];
            var predicted = new DenseMatrix(response.Cells.Length, found.Dimensions, Array.ConvertAll(response.States, x => (double)x));
            Assert.True(PopulationDistance.Wasserstein2(predicted, states.SelectRows(treated)) < 0.8 * PopulationDistance.Wasserstein2(states.SelectRows(response.Cells), states.SelectRows(treated)));
        }
    }

    [Fact]
    public void One_donor_is_described_and_not_tested()
    {
        TreatmentResult found = Run(Screen.Write(scratch["one.h5ad"], ["P1"], ["LPS"]));
        Assert.Null(found.Validation);
        Assert.Contains(found.Warnings, warning => warning.Contains("no replicate: descriptive only", StringComparison.Ordinal));
        Assert.False(Assert.Single(found.Responses).IsHeldOut);
        TreatmentResult anonymous = Run(scratch["one.h5ad"], request => request with { Roles = Roles with { Donor = null } }, "anonymous");
        Assert.Equal([""], anonymous.Donors);
    }

    [Fact]
    public void Cells_that_the_filter_sets_aside_are_in_no_part_of_the_result()
    {
        string data = Screen.Write(scratch["screen.h5ad"], ["P1", "P2", "P3"], ["LPS"]);
        byte[] asUploaded = File.ReadAllBytes(data);
        using AnnotatedData file = H5adReader.Open(data);
        double[] totals = CellQuality.Of(file)!.Counts;
        double least = totals.Order().ElementAt(totals.Length / 4);
        TreatmentResult found = Run(data, request => request with { Roles = Roles with { Filter = new CellFilter { MinCounts = least } } });
        string[] kept = [.. file.Obs.Index.Where((_, cell) => totals[cell] >= least)];
        Assert.Equal(kept, found.CellNames);
        Assert.Contains(found.Warnings, warning => warning.StartsWith($"{totals.Length - kept.Length} of {totals.Length} cells were set aside by the filter", StringComparison.Ordinal));
        Assert.Equal(kept.Count(name => name.Contains("-Ref-", StringComparison.Ordinal)), found.Responses.Sum(response => response.Cells.Length));
        Assert.Equal(least, found.Request.Roles.Filter!.MinCounts);
        Assert.Equal(asUploaded, File.ReadAllBytes(data));
        // Genes of a finished result are read from the upload, in the rows that take part.
        var genes = new DatasetGenes(found.Request, MatrixScale.Scaled, new Data.Studies.GeneNames(file.Var));
        Assert.Equal(file.X!.ReadColumn(0).Where((_, cell) => totals[cell] >= least).Select(value => (float)value), genes.Read(0, CancellationToken.None));
    }

    [Fact]
    public void The_filter_of_the_analysis_holds_for_a_new_file_and_is_told()
    {
        string data = Screen.Write(scratch["screen.h5ad"], ["P1", "P2", "P3"], ["LPS"]), other = Screen.Write(scratch["new.h5ad"], ["N1", "N2"], ["LPS"]);
        using AnnotatedData file = H5adReader.Open(other);
        double[] totals = CellQuality.Of(file)!.Counts;
        double least = totals.Order().ElementAt(totals.Length / 4);
        var filter = new CellFilter { MinCounts = least };
        Run(data, request => request with { Roles = Roles with { Filter = filter } });
        var prediction = new ResponsePrediction(new RunFolder(scratch["run"])) { Find = _ => method };
        IReadOnlyList<PredictedResponse> found = prediction.Write(new ResponseQuestion(other, "LPS"), scratch["treated.h5ad"]);
        string[] kept = [.. file.Obs.Index.Where((name, cell) => totals[cell] >= least && name.Contains("-Ref-", StringComparison.Ordinal))];
        Assert.InRange(kept.Length, 1, 2 * Screen.CellsEach - 1);
        Assert.Equal(kept, found.SelectMany(response => response.Cells.Select(cell => file.Obs.Index[cell])));
        using AnnotatedData written = H5adReader.Open(scratch["treated.h5ad"]);
        Assert.Equal(kept, written.RequireObs(ResultKeys.SourceName).Labels);
        int aside = totals.Count(total => total < least);
        Assert.Contains($"new.h5ad, as in the analysis: {aside} of {totals.Length} cells were set aside by the filter: {filter.Describe()} (X).", written.ReadUnsTexts($"{ResultKeys.Root}/{ResultKeys.Warnings}"));
    }

    [Fact]
    public void A_filter_that_leaves_no_control_cell_of_a_new_file_is_an_answer()
    {
        string data = Screen.Write(scratch["screen.h5ad"], ["P1", "P2", "P3"], ["LPS"]), other = Screen.Write(scratch["new.h5ad"], ["N1"], ["LPS"]);
        Run(data, request => request with { Roles = Roles with { Filter = new CellFilter { MinGenes = Screen.Markers } } });
        using (AnnotatedData file = H5adReader.Open(other))
        {
            var fewer = new DenseMatrix(file.CellCount, Screen.Markers);
            for (int cell = 0; cell < fewer.Rows; cell++)
                fewer[cell, 0] = 1;
            H5adWriter.Write(scratch["poor.h5ad"], new H5adContent { Obs = file.Obs, Var = file.Var, X = new MemoryMatrix(fewer) });
        }
        var prediction = new ResponsePrediction(new RunFolder(scratch["run"])) { Find = _ => method };
        var failure = Assert.Throws<RunException>(() => prediction.Predict(new ResponseQuestion(scratch["poor.h5ad"], "LPS")));
        Assert.StartsWith($"poor.h5ad: expected control cells that meet the filter of the analysis (at least {Screen.Markers} genes), found none among {Screen.CellsEach}.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Shares_of_the_whole_only_rise_and_end_at_one()
    {
        Run(Screen.Write(scratch["screen.h5ad"], ["P1", "P2"], ["LPS"]));
        Assert.Equal(lines.Select(line => line.Fraction).Order(), lines.Select(line => line.Fraction));
        Assert.Equal(1, lines[^1].Fraction);
        Assert.NotNull(lines[^1].Verdict);
    }

    [Theory]
    [InlineData("/obs: expected a condition column, found none chosen. Say which column tells treated from control cells (--condition). 'stim' looks like it.", null, null)]
    [InlineData("/obs/stim: expected the value that means untreated, found none chosen. Say which it is (--control). 'Ref' looks like it. There are: Ref, LPS.", "stim", null)]
    [InlineData("/obs/stim: expected the value that means untreated, found 'ctrl', which no cell has. Say which it is (--control). 'Ref' looks like it. There are: Ref, LPS.", "stim", "ctrl")]
    [InlineData("/obs/patient: expected the held-out donor 'P9' among those of the file, found none of it.", "stim", "Ref", "P9")]
    [InlineData("/obs/patient: expected at least one donor with control and treated cells to learn from, found none after holding out P1, P2. Hold out fewer donors.", "stim", "Ref", "P1", "P2")]
    public void What_a_study_of_treatments_lacks_is_named_before_anything_is_computed(string message, string? condition, string? control, params string[] heldOut)
    {
        Screen.Write(scratch["screen.h5ad"], ["P1", "P2"], ["LPS"]);
        Refused(message, new StudyRoles { Condition = condition, Control = control, Donor = "patient" }, heldOut);
    }

    [Fact]
    public void A_single_condition_or_donors_without_both_are_refused()
    {
        Screen.Write(scratch["screen.h5ad"], ["P1", "P2"], ["LPS"], "P1", "P2");
        Refused("/obs/stim: expected at least two conditions, control and treated, found one, 'Ref'. Choose another column.", Roles, []);
        Screen.Write(scratch["screen.h5ad"], ["P1", "P2"], ["LPS"]);
        Refused("/obs/stim: expected at least one donor with control ('Ref') and treated cells, found none. Control cells: Ref. Treated cells: LPS.", Roles with { Donor = "stim" }, []);
        Refused("a donor is to be held out, found none chosen. Say which column holds the donor (--donor).", Roles with { Donor = null }, ["P1"]);
    }

    private void Refused(string message, StudyRoles roles, string[] heldOut)
    {
        var failure = Assert.Throws<RunException>(() => Run(scratch["screen.h5ad"], request => request with { Roles = roles, HoldOutDonors = heldOut }));
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
        Assert.Empty(method.Fits);
    }

    private TreatmentResult Run(string dataset, Func<RunRequest, RunRequest>? change = null, string name = "run")
    {
        RunRequest request = new()
        {
            Method = "shift", Name = "Shift", DatasetPath = dataset, DatasetSha256 = "", Roles = Roles, ValidationSeeds = 1,
            Parameters = new Dictionary<string, string>(), Version = "test", CreatedUtc = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc),
        };
        var folder = new RunFolder(scratch[name]);
        Directory.CreateDirectory(folder.Attempt(1));
        File.WriteAllText(folder.Request, (change?.Invoke(request) ?? request).ToJson());
        using (var journal = new RunJournal(folder.Progress(1), request, TimeProvider.System) { Heard = lines.Add })
            new RunExecutor(folder, 1, journal, CancellationToken.None) { Find = _ => method, Baselines = [new NoChange(), new MeanShift()] }.Run();
        folder.Publish(1);
        return TreatmentReader.Read(folder.Result);
    }

    /// <summary>The same cells with many genes: whole numbers, most of them zero.</summary>
    private static void Counts(string path, int genes)
    {
        DataFrame obs;
        using (AnnotatedData data = H5adReader.Open(path))
            obs = data.Obs;
        DataColumn condition = obs.Find("stim")!;
        var x = new DenseMatrix(obs.Count, genes);
        for (int i = 0; i < x.Values.Length; i++)
        {
            int cell = i / genes, gene = i % genes;
            double wave = Math.Sin(cell * 12.9898 + gene * 78.233) * 43758.5453;
            x.Values[i] = Math.Floor((wave - Math.Floor(wave)) * (condition.Labels[cell] != "Ref" && gene < genes / 3 ? 12 : 3) * (gene % 7) / 4);
        }
        H5adWriter.Write(path, new H5adContent { Obs = obs, Var = DataFrame.Numbered("g", genes), X = new MemoryMatrix(x) });
    }
}
