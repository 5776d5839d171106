using CellDynamics.Runs.Results.Networks;
using CellDynamics.Web.Features.Answers;
using CellDynamics.Web.Features.Perturbations;

namespace CellDynamics.Web.Features.Networks;

/// <summary>Questions to the fitted agents. They are answered in the background; what is asked stands in the address, answers are kept by the store.</summary>
public sealed partial class NetworksPage
{
    private readonly Dictionary<string, CancellationTokenSource> running = [];
    private PerturbationSlot[] slots = [new("A", []), new("B", [])];
    private bool isComparing;

    /// <summary>Those with an effect to draw.</summary>
    private IReadOnlyList<PerturbationSlot> Perturbed => [.. slots.Take(isComparing ? 2 : 1).Where(slot => slot.Answer?.Effect is not null)];

    private void TakeSlots()
    {
        StopAll();
        slots = [new("A", Understood(choice.A)), new("B", Understood(choice.B))];
        isComparing = slots[1].Parts.Count > 0;
    }

    /// <summary>Asks what the address asks.</summary>
    private async Task AskAddressAsync()
    {
        foreach (PerturbationSlot slot in slots.Where(slot => slot.Parts.Count > 0).ToArray())
            await AskAsync(slot.Letter, slot.Parts);
    }

    private Task KnockOutAsync(int gene) => AskAsync("A", [new PerturbationPart(PerturbationKind.KnockOut, result!.Network.Genes[gene])]);

    private async Task CompareAsync(bool isAsked)
    {
        isComparing = isAsked;
        if (!isAsked)
            await AskAsync("B", []);
    }

    private async Task AskAsync(string letter, IReadOnlyList<PerturbationPart> parts)
    {
        await CancelAsync(letter);
        Put(new PerturbationSlot(letter, parts) { Fraction = parts.Count > 0 ? 0 : null });
        string[] texts = [.. parts.Select(part => part.ToString())];
        choice = letter == "A" ? choice with { A = texts } : choice with { B = texts };
        await ShowAsync();
        if (parts.Count == 0)
            return;
        var stop = CancellationTokenSource.CreateLinkedTokenSource(Leaving);
        running[letter] = stop;
        _ = AnswerAsync(letter, new PerturbationQuestion(parts), stop);
    }

    private async Task AnswerAsync(string letter, PerturbationQuestion question, CancellationTokenSource stop)
    {
        var asked = new PerturbationSlot(letter, question.Parts);
        try
        {
            PerturbationAnswer answer = await Source.PerturbAsync(Id, question, new ShareDone(share => _ = InvokeAsync(() => Advance(letter, stop, share))), stop.Token);
            asked = asked with { Answer = answer };
        }
        catch (OperationCanceledException)
        {
            return; // whoever took it back has put something else in its place
        }
        catch (KeyNotFoundException unknown)
        {
            asked = asked with { Failure = unknown.Message };
        }
        catch (Exception problem) when (ReadableFailures.IsUnreadable(problem))
        {
            Log.LogError(problem, "The agents of run {Run} cannot be asked", Id);
            asked = asked with { Failure = "The fitted agents of this analysis are missing or damaged, so nothing can be asked of them. Run the analysis again." };
        }
        await InvokeAsync(() =>
        {
            if (running.GetValueOrDefault(letter) != stop)
                return;
            running.Remove(letter);
            stop.Dispose();
            Put(asked);
            StateHasChanged();
        });
    }

    private void Advance(string letter, CancellationTokenSource asked, double share)
    {
        if (running.GetValueOrDefault(letter) != asked)
            return;
        Put(slots.Single(slot => slot.Letter == letter) with { Fraction = share });
        StateHasChanged();
    }

    private Task CancelAsync(string letter)
    {
        if (running.Remove(letter, out CancellationTokenSource? stop))
        {
            stop.Cancel();
            stop.Dispose();
        }
        Put(slots.Single(slot => slot.Letter == letter) with { Fraction = null });
        return Task.CompletedTask;
    }

    private void StopAll()
    {
        foreach (CancellationTokenSource stop in running.Values)
        {
            stop.Cancel();
            stop.Dispose();
        }
        running.Clear();
    }

    private void Put(PerturbationSlot next) => slots = [.. slots.Select(slot => slot.Letter == next.Letter ? next : slot)];

    /// <summary>What stands in an address may have been typed by hand; what is not understood is left out.</summary>
    private static IReadOnlyList<PerturbationPart> Understood(string[] texts)
    {
        try
        {
            return PerturbationQuestion.Parse(texts).Parts;
        }
        catch (FormatException)
        {
            return [];
        }
    }
}
