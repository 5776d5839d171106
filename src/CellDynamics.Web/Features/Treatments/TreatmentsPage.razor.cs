using CellDynamics.Methods.Contract;
using CellDynamics.Methods.Validation;
using CellDynamics.Runs.Access;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Results.Treatments;
using CellDynamics.Web.Components.Patterns;
using CellDynamics.Web.Features.Answers;
using CellDynamics.Web.Features.ResponseCharts;
using CellDynamics.Web.Features.Trajectories;
using CellDynamics.Web.Features.TreatmentData;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using MudBlazor;

namespace CellDynamics.Web.Features.Treatments;

/// <summary>One finished analysis of treatments: control and treated cells side by side, who responds and how, and how far to trust it.</summary>
public sealed partial class TreatmentsPage
{
    private static readonly (string Name, string Label)[] Parts =
    [
        ("shares", "Shares of cell types"), ("responders", "Responders"), ("donors", "Donors"), ("scores", "Left-out donors"), ("samples", "New samples"), ("method", "How this was computed"),
    ];

    private ElementReference root;
    private RunRecord? run;
    private TreatmentResult? result;
    private TreatmentModel? model;
    private MethodDescriptor? method;
    private TreatmentChoice choice = null!;
    private IReadOnlyList<TrustCheck> checks = [];
    private IReadOnlyList<HeldOutScore> scores = [];
    private long bytes;
    private string? failure;
    private bool isLooked;
    private bool isElsewhere;
    private bool mayPredict;

    [Inject] private ITreatmentSource Source { get; set; } = null!;

    [Inject] private CallerAccess Access { get; set; } = null!;

    [Inject] private ILogger<TreatmentsPage> Log { get; set; } = null!;

    private Verdict Verdict => result?.Validation?.Verdict
        ?? new Verdict(VerdictLevel.NotTested, "Not tested on donors that were left out.", "Treat the predicted cells as a hypothesis.");

    private string Answer => ResponseAnswer.Of(result!, choice.Treatment, choice.Dose) is { Length: > 0 } answer ? (sample is null ? answer : $"In the study: {answer}") : "";

    /// <summary>The donor of the study that is shown; null for all of them, and beside a new sample, which is none of them.</summary>
    private string? Donor => sample is null ? choice.Donor : null;

    private string Lead => sample is not null ? "Nothing was measured of the new sample after the treatment, so it has no score. These are the left-out donors of the study, predicted in the same way. Shorter is better."
        : $"Distance to the measured treated cells{(Donor is { Length: > 0 } donor ? $" of {TreatmentModel.NameOf(model!.DonorWord.ToLowerInvariant(), donor)}" : "")}. Shorter is better.";

    private string Measured => sample is null ? "" : "measured in the study";

    private string ViewNote => result!.Views.FirstOrDefault(view => view.Key == choice.View)?.Note ?? "";

    private StoredResponse? Response => Donor is null ? null
        : result!.Responses.FirstOrDefault(one => one.Donor == Donor && one.Treatment == choice.Treatment && one.Dose == choice.Dose);

    private string Untested => result!.Validation is null
        ? "Not tested on left-out donors: that needs at least two donors and the test switched on."
        : Donor is { } donor ? $"{TreatmentModel.NameOf(model!.DonorWord, donor)} was not left out, so there is no score for this choice." : "No donor was left out for this treatment.";

    protected override async Task OnParametersSetAsync()
    {
        (result, model, failure, isLooked, isElsewhere) = (null, null, null, false, false);
        run = await Source.FindAsync(Id, Leaving);
        mayPredict = await Access.MayAsync(Resource.Run(Id), ProjectRole.Analyst, Leaving);
        isElsewhere = run is not null && ResultPages.IsElsewhere(run, ResultKind.Treatments);
        if (run is { Status: RunStatus.Succeeded } && !isElsewhere)
            await ReadAsync();
        isLooked = true;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (model is null || IsMounted)
            return;
        Guid shown = Id;
        if (!await MountAsync("./js/treatments/explorer.js", root, model))
            return;
        TreatmentChoice? asked = await Explorer!.InvokeAsync<TreatmentChoice?>("choices", Leaving);
        if (shown != Id || result is null)
            return; // the address changed meanwhile
        if (asked is not null)
            choice = asked with { Part = Parts.Any(part => part.Name == asked.Part) ? asked.Part : Parts[0].Name };
        await ResumeSampleAsync();
        if (shown == Id && result is not null)
            await ShowAsync();
    }

    private async Task ReadAsync()
    {
        try
        {
            TreatmentResult read = await Source.ReadAsync(Id, Leaving);
            method = MethodCatalog.All.FirstOrDefault(candidate => candidate.Descriptor.Id == read.Request.Method)?.Descriptor;
            model = TreatmentModel.Of(Id, read, method, [.. Parts.Select(part => part.Name)]);
            bytes = (await Source.FindFileAsync(Id, Leaving))?.Length ?? 0;
            choice = TreatmentChoice.Of(model);
            result = read;
            Judge();
        }
        catch (Exception problem) when (ReadableFailures.IsUnreadable(problem))
        {
            Log.LogError(problem, "Result of run {Run} cannot be read", Id);
            failure = "The file of this result is missing or damaged. Run the analysis again; the dataset is not affected.";
        }
    }

    private string Facts()
    {
        string kind = run is { IsExample: true } ? "Treatments, example analysis" : "Treatments";
        string donors = result!.Donors.Count > 1 || model!.DonorWord.Length > 0 ? Amounts.Of(result.Donors.Count, model!.DonorWord.ToLowerInvariant()) : "no donor column";
        string types = result.CellTypes.Count > 0 ? Amounts.Of(result.CellTypes.Count, "cell type") : "no cell types";
        return string.Join("  ·  ", kind, Amounts.Of(result.CellNames.Length, "cell"), Amounts.Of(result.GeneNames.Count, "marker"), donors, Amounts.Of(result.Treatments.Count, "treatment"), types);
    }

    /// <summary>A choice of the person: the page follows at once, the script fetches what it needs.</summary>
    private async Task ChangeAsync(TreatmentChoice next)
    {
        TreatmentChoice before = choice;
        choice = next;
        if (next.Treatment != before.Treatment && next.Prediction is not null)
            await ReadSampleAsync();
        await ShowAsync();
    }

    private async Task ShowAsync()
    {
        Judge();
        StateHasChanged();
        await TellAsync("set", choice, ShownSample, scores);
    }

    /// <summary>Scores and checks of the donor that is shown.</summary>
    private void Judge()
    {
        string title = Donor is { Length: > 0 } donor ? $"{TreatmentModel.NameOf(model!.DonorWord, donor)} left out" : Donor is null ? $"Mean over left-out donors{(sample is null ? "" : " of the study")}" : "Left-out cells";
        scores = DonorScores.Of(Of(result!.Validation?.Rows ?? [], row => (row.Treatment, row.Dose)), Donor, title, result.Dimensions);
        checks = TreatmentChecks.All(result, Response, SampleDonors);
    }

    private string Csv(string table) => $"api/treatments/{Id}/{table}.csv";

    private T[] Of<T>(IReadOnlyList<T> rows, Func<T, (string Treatment, double? Dose)> key) => [.. rows.Where(row => key(row) == (choice.Treatment, choice.Dose))];
}
