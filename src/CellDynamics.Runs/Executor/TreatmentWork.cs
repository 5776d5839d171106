using System.Globalization;
using CellDynamics.Data.Preprocessing;
using CellDynamics.Data.Studies;
using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Embedding;
using CellDynamics.Methods.Populations;
using CellDynamics.Methods.Responses;
using CellDynamics.Methods.Treatments;
using CellDynamics.Methods.Validation.Donors;
using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Results.Treatments;

namespace CellDynamics.Runs.Executor;

/// <summary>What treatments do to populations: measured, fitted on all donors, tested by leaving donors out, predicted for every donor with control cells.</summary>
internal sealed class TreatmentWork(OpenRun run)
{
    private static readonly RepresentationOptions Options = new() { KeepsPanels = true };

    private RunRequest Request => run.Request;

    private Study Study => run.Study;

    /// <exception cref="RunException">The request does not fit the file.</exception>
    public FinishedWork Do()
    {
        IReadOnlyList<string> paired = TreatmentNeeds.PairedDonors(Study, Request);
        Representation representation = run.Represent(CellsWithout(Request.HoldOutDonors), Options);
        PopulationSet all = Thinned(StudyPopulations.OfTreatments(Study, representation.States, representation.Key));
        run.Report(RunStage.Preparing, 0.2, "Drawing the cells");
        IReadOnlyList<ICellView> views = run.Views(representation);
        MarkerTable markers = StudyMarkers.Of(Study, representation, run.Cancellation);
        ResponseStatistics statistics = ResponseAnalysis.Of(all, markers, Request.Seed, (share, words) => run.Report(RunStage.Preparing, 0.3 + 0.7 * share, words), run.Cancellation);
        run.Report(RunStage.Fitting, 0, "Fitting");
        MethodResult result = run.Method.Run(all.WithoutDonors(Request.HoldOutDonors), run.Parameters, run.Context);
        var test = new DonorTest(run, representation, Options, CellsWithout);
        ResponseValidation? validation = test.Validate(paired);
        IReadOnlyList<PredictedResponse> responses = new ResponseGrid(all, Request.HoldOutDonors, run.Cancellation)
            .Complete(validation is null ? [] : test.Carried(validation.Predictions), (ITreatmentModel)result.Model);
        return new FinishedWork(result.Model, representation.Model, validation?.Verdict.Headline, path => TreatmentWriter.Write(path, new TreatmentFindings
        {
            Request = Request,
            Dataset = Study.Data,
            States = representation.States,
            Control = all.Control!,
            Treatments = [.. TreatmentNeeds.Order(Study.Condition, TreatmentPairs.Of(all, all.Control!).Select(pair => pair.Treatment).Distinct())],
            // Of donors without control cells nothing is learned and nothing predicted; the notes of the statistics name them.
            Donors = [.. TreatmentNeeds.Order(Study.Donor, all.Populations.Where(population => population.Condition == all.Control).Select(population => population.Donor ?? "").Distinct())],
            CellTypes = [.. TreatmentNeeds.Order(Study.CellType, all.Populations.SelectMany(population => population.CellTypes ?? []).OfType<string>().Distinct())],
            Method = result,
            Responses = responses,
            Validation = validation,
            Statistics = statistics,
            Views = views,
            Scale = representation.Model?.Scale ?? MatrixScale.Log,
            Explanation = representation.Explanation,
            Warnings = run.Warnings,
        }, run.Cancellation));
    }

    private int[]? CellsWithout(IReadOnlyList<string> donors) => donors.Count == 0 ? null
        : [.. Enumerable.Range(0, Study.Data.CellCount).Where(cell => Study.Donor?.Labels[cell] is not { } donor || !donors.Contains(donor))];

    private PopulationSet Thinned(PopulationSet populations)
    {
        int largest = populations.Populations.Max(p => p.Count);
        if (largest > StoredResponses.MostCells)
            run.Warn(string.Create(CultureInfo.InvariantCulture, $"At most {StoredResponses.MostCells:N0} cells of every donor and condition are used, chosen at random; the largest group has {largest:N0}. All cells are drawn."));
        return populations.AtMostEach(StoredResponses.MostCells, Request.Seed);
    }
}
