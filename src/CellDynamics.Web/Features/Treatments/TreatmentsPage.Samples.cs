using CellDynamics.Runs.Execution;
using CellDynamics.Runs.Predictions;
using CellDynamics.Web.Components.Patterns;
using CellDynamics.Web.Features.Answers;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace CellDynamics.Web.Features.Treatments;

/// <summary>Predictions for samples that were not in the study. The address holds which one is shown, so nothing is lost on reload.</summary>
public sealed partial class TreatmentsPage
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private IReadOnlyList<SampleRecord> samples = [];
    private IReadOnlyList<SampleRank> ranking = [];
    private PredictedSample? sample;
    private string? sampleFailure;
    private Guid watched;

    [Inject] private SampleDesk Desk { get; set; } = null!;

    [Inject] private SampleStore Samples { get; set; } = null!;

    [Inject] private IDialogService Dialogs { get; set; } = null!;

    [Inject] private TimeProvider Time { get; set; } = null!;

    private SampleRecord? Record => Guid.TryParse(choice.Prediction, out Guid id) ? samples.FirstOrDefault(record => record.Id == id) : null;

    private string? SampleFile => sample is null ? null : $"api/treatments/{Id}/predictions/{choice.Prediction}/{Uri.EscapeDataString(choice.Treatment)}/predicted.h5ad";

    /// <summary>The donors of the new sample that are shown; empty while the study is.</summary>
    private SampleDonor[] SampleDonors => [.. sample?.Donors.Where(donor => choice.Sample is null || donor.Name == choice.Sample) ?? []];

    /// <summary>What the script has to know of the sample; null shows the study's own cells.</summary>
    private object? ShownSample => sample is null || Record is not { } record ? null
        : new { id = record.Id, name = record.DatasetName, donors = Names(sample.Donors), outside = Names(SampleDonors.Where(donor => !donor.Range.IsInside)) };

    private static string[] Names(IEnumerable<SampleDonor> donors) => [.. donors.Select(donor => donor.Name)];

    private async Task AskAsync()
    {
        SampleQuestion? question = await NewSampleDialog.AskAsync(Dialogs, Id, model!, choice, result!.GeneNames, result.Request.DatasetSha256);
        if (question is null)
            return;
        try
        {
            Guid id = await Desk.StartAsync(Id, question, Leaving);
            await OpenSampleAsync(id);
        }
        catch (RunException refused)
        {
            Snackbar.Add(refused.Message, Severity.Warning);
        }
    }

    private async Task OpenSampleAsync(Guid id)
    {
        choice = choice with { Prediction = id.ToString(), Sample = null, Part = "samples" };
        await ResumeSampleAsync();
        await ShowAsync();
        // It was asked for below the panels; what it shows stands above them.
        await TellAsync("reveal");
    }

    private async Task LeaveSampleAsync()
    {
        (sample, sampleFailure, ranking) = (null, null, []);
        await ChangeAsync(choice with { Prediction = null, Sample = null });
    }

    private Task CancelSampleAsync(Guid id) => Desk.CancelAsync(Id, id, Leaving);

    private async Task DeleteSampleAsync(Guid id)
    {
        if (samples.FirstOrDefault(record => record.Id == id) is not { } doomed
            || !await ConfirmDialog.AskAsync(Dialogs, "Delete this prediction?", $"The predicted cells of {doomed.DatasetName} are removed from this analysis. The dataset stays.", "Delete prediction"))
            return;
        try
        {
            await Desk.DeleteAsync(Id, id, Leaving);
        }
        catch (InvalidOperationException held)
        {
            Snackbar.Add(held.Message, Severity.Warning);
            return;
        }
        samples = await Desk.ListAsync(Id, Leaving);
        if (choice.Prediction == id.ToString())
            await LeaveSampleAsync();
    }

    /// <summary>Reads what the address asks for; looks again while it is being predicted.</summary>
    private async Task ResumeSampleAsync()
    {
        samples = await Desk.ListAsync(Id, Leaving);
        if (choice.Prediction is null || result is null)
            return;
        if (Record is not { } record)
        {
            sampleFailure = "This prediction is no longer there. It may have been deleted.";
            return;
        }
        if (!record.Treatments.Contains(choice.Treatment))
            choice = choice with { Treatment = record.Treatments[0], Dose = record.Dose ?? model!.Doses.GetValueOrDefault(record.Treatments[0])?.LastOrDefault() };
        await ReadSampleAsync();
        if (record.IsUnderWay && watched != record.Id)
            _ = WatchAsync(watched = record.Id);
    }

    private async Task WatchAsync(Guid id)
    {
        try
        {
            using var timer = new PeriodicTimer(Look, Time);
            while (watched == id && await timer.WaitForNextTickAsync(Leaving))
            {
                bool hasEnded = false;
                await InvokeAsync(async () => hasEnded = await HearAsync(id));
                if (hasEnded)
                    return;
            }
        }
        catch (Exception gone) when (gone is OperationCanceledException or ObjectDisposedException)
        {
            // The page was left.
        }
    }

    /// <returns>Whether it has ended.</returns>
    private async Task<bool> HearAsync(Guid id)
    {
        int before = Record?.Finished ?? 0;
        samples = await Desk.ListAsync(Id, Leaving);
        SampleRecord? record = samples.FirstOrDefault(one => one.Id == id);
        bool isShown = choice.Prediction == id.ToString();
        bool hasEnded = record is not { IsUnderWay: true };
        if (isShown && record is not null && (record.Finished > before || hasEnded))
        {
            await ReadSampleAsync();
            await ShowAsync();
        }
        StateHasChanged();
        return hasEnded;
    }

    private async Task ReadSampleAsync()
    {
        (sample, sampleFailure) = (null, null);
        if (Record is not { } record || !record.Treatments.Take(record.Finished).Contains(choice.Treatment))
            return;
        try
        {
            sample = await Samples.ReadAsync(Id, record, choice.Treatment, Leaving);
            ranking = await Samples.RankAsync(Id, record, Leaving);
        }
        catch (Exception problem) when (ReadableFailures.IsUnreadable(problem) || problem is KeyNotFoundException)
        {
            Log.LogError(problem, "Prediction {Prediction} of run {Run} cannot be read", record.Id, Id);
            sampleFailure = problem is RunException ? problem.Message : "The predicted cells cannot be read. Delete this prediction and ask again.";
        }
    }
}
